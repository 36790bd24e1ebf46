//! A server's beginning and end (rule 10).

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use sse_progress::{Jobs, Server, job, jobs};

use super::harness::{Connection, Probe, Request, TestServer, soon, until, watch};

/// Beside this, the whole of a short test.
const LONG: Duration = Duration::from_secs(600);

#[job("/work")]
async fn work(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

#[job("/nothing")]
async fn nothing() {}

async fn serve(probe: &Probe, grace: Duration) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![work]).state(probe.clone());
    TestServer::configured(jobs, |server| server.shutdown_grace(grace)).await
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error_that_names_it() {
    let first = Server::bind("127.0.0.1:0").await.unwrap();
    let addr = first.local_addr();
    let error = Server::bind(addr).await.unwrap_err();
    assert!(error.to_string().contains(&addr.to_string()), "{error}");
    let error = sse_progress::serve(jobs![nothing], addr).await.unwrap_err();
    assert!(error.to_string().contains(&addr.to_string()), "{error}");
    assert_eq!(error.io().unwrap().kind(), std::io::ErrorKind::AddrInUse);
    drop(first);
    Server::bind(addr).await.unwrap();
}

#[tokio::test]
async fn a_server_without_runs_stops_at_once() {
    let mut server = serve(&Probe::new(), LONG).await;
    // Connections that idle, and one in the midst of a request, do not hold it up.
    let mut idle = server.connect().await;
    assert_eq!(idle.ask(&Request::get("/jobs")).await.status(), 200);
    let mut half = server.connect().await;
    half.send("GET /jobs HT").await;
    server.stop();
    server.stopped().await.unwrap();
    assert_eq!(idle.read_to_end().await, b"");
    assert!(tokio::net::TcpStream::connect(server.addr).await.is_err());
}

#[tokio::test]
async fn runs_may_end_in_their_grace_and_no_new_ones_begin() {
    let probe = Probe::new();
    let mut server = serve(&probe, LONG).await;
    let mut stream = server.watch(&Request::events("/work")).await;
    let run = stream.event().await.unwrap().id.run;
    let mut idle = server.connect().await;
    assert_eq!(idle.ask(&Request::get("/jobs")).await.status(), 200);
    server.stop();
    for request in [Request::events("/work"), Request::post("/work")] {
        let refused = loop {
            // The word to stop may come after this request.
            let mut connection = server.connect().await;
            connection.send(request.bytes()).await;
            let head = connection.head().await;
            if head.status != 503 {
                probe.go(1);
                continue;
            }
            let length = head.header("content-length").unwrap().parse().unwrap();
            let body = connection.read_exactly(length).await;
            break super::harness::Response { head, body };
        };
        assert_eq!(
            refused.problem(503)["detail"],
            "the server is shutting down"
        );
        let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds));
    }
    // Who lost the connection comes back; who watches sees the end.
    let mut back = server.watch_run(&run).await;
    probe.go(1);
    for stream in [&mut stream, &mut back] {
        assert_eq!(stream.done().await.data["status"], "succeeded");
    }
    server.stopped().await.unwrap();
}

#[tokio::test]
async fn what_does_not_end_in_its_grace_is_cancelled_and_told() {
    let probe = Probe::new();
    let grace = Duration::from_millis(200);
    let mut server = serve(&probe, grace).await;
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(server.watch(&Request::events("/work")).await);
    }
    until("all have begun", || probe.begun() == 20).await;
    // One that does not read does not hold the others up.
    let asleep = streams.pop();
    let told = Instant::now();
    server.stop();
    for stream in &mut streams {
        let done = stream.done().await;
        assert_eq!(done.data["status"], "cancelled");
        assert_eq!(done.data["reason"], "shutdown");
    }
    assert!(told.elapsed() >= grace);
    server.stopped().await.unwrap();
    println!("a grace of {grace:?} and 20 streams: {:?}", told.elapsed());
    for _ in 0..20 {
        probe.end().await;
    }
    drop(asleep);
}

/// A process that serves, and is gone when the test is.
struct Process {
    child: Child,
    said: mpsc::Receiver<String>,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    fn start() -> (Self, SocketAddr) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_serving"))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = child.stderr.take().unwrap();
        let mut lines = BufReader::new(stderr).lines();
        let addr = loop {
            let line = lines.next().expect("the address before the end").unwrap();
            if let Some((_, addr)) = line.split_once("listening on http://") {
                break addr.parse().unwrap();
            }
        };
        let (sender, said) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // It may be that nobody listens any more; the process speaks on.
                let _ = sender.send(line);
            }
        });
        (Self { child, said }, addr)
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for a line on stderr that has these words.
    async fn says(self, words: &'static str) -> Self {
        let waiting = tokio::task::spawn_blocking(move || {
            while !self
                .said
                .recv()
                .expect("the words before the end")
                .contains(words)
            {}
            self
        });
        soon(words, waiting).await.unwrap()
    }

    async fn exit_code(mut self) -> Option<i32> {
        let exit = tokio::task::spawn_blocking(move || self.child.wait().unwrap().code());
        soon("the end of the process", exit).await.unwrap()
    }
}

async fn started() -> (Process, SocketAddr) {
    tokio::task::spawn_blocking(Process::start).await.unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_a_process_and_a_second_one_its_grace() {
    for signal in ["TERM", "INT"] {
        // Nothing to wait for.
        let (process, addr) = started().await;
        let mut idle = Connection::open(addr).await;
        assert_eq!(idle.ask(&Request::get("/jobs")).await.status(), 200);
        process.signal(signal);
        assert_eq!(process.exit_code().await, Some(0), "{signal}");

        // A run that would go on for ever: the second signal does not wait for its 10 s.
        let (process, addr) = started().await;
        let mut streams = Vec::new();
        for _ in 0..3 {
            streams.push(watch(addr, &Request::events("/count/7")).await);
        }
        process.signal(signal);
        let refused = loop {
            let answer = super::harness::ask(addr, &Request::post("/count/1")).await;
            if answer.status() == 503 {
                break answer;
            }
        };
        refused.problem(503);
        let told = Instant::now();
        process.signal(signal);
        for stream in &mut streams {
            let done = stream.done().await;
            assert_eq!(done.data["status"], "cancelled");
            assert_eq!(done.data["reason"], "shutdown");
        }
        assert_eq!(process.exit_code().await, Some(0), "{signal}");
        println!("{signal} twice: over after {:?}", told.elapsed());
    }
}

/// It kept the process, and no signal did anything.
#[cfg(unix)]
#[tokio::test]
async fn a_function_that_does_not_stop_does_not_keep_a_process_from_being_ended() {
    let (process, addr) = started().await;
    let mut stream = watch(addr, &Request::events("/stubborn")).await;
    process.signal("TERM");
    let process = process.says("stopping: 1 under way").await;
    process.signal("TERM");
    let process = process.says("1 did not stop when asked").await;
    assert_eq!(stream.done().await.data["reason"], "shutdown");
    // The signals have their default effect once the connections are closed.
    assert!(stream.connection.read_to_end().await.is_empty());
    let ended = async {
        let mut tick = tokio::time::interval(std::time::Duration::from_millis(50));
        let mut process = process;
        loop {
            process.signal("TERM");
            if let Some(status) = process.child.try_wait().unwrap() {
                return status;
            }
            tick.tick().await;
        }
    };
    let status = soon("the end of the process", ended).await;
    assert_eq!(status.code(), None, "ended by the signal");
}
