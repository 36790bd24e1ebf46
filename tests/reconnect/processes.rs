//! Servers in processes of their own, which can be told to stop, and killed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use sse_progress::{Jobs, Server};
use tokio::task::JoinSet;
use warp::Filter;

use super::client::{Request, in_time};
use super::crowds::allow_many_sockets;
use super::ledger::{Ledger, all};
use super::sse::Event;

/// Holds the address that the other half of this program is to serve at.
const ADDRESS: &str = "SSE_PROGRESS_TEST_ADDRESS";

/// What runs may take when the server is told to stop.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(1);

/// The other half: a server, which the tests below start by running this test alone.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it is the server of other tests"]
async fn serve() {
    let Ok(addr) = std::env::var(ADDRESS) else {
        return;
    };
    allow_many_sockets();
    let ledger = Ledger::new();
    let jobs = Jobs::builder()
        .jobs(all())
        .state(ledger.clone())
        .build()
        .unwrap();
    let server = Server::bind(addr).await.unwrap();
    writeln!(std::io::stdout(), "listening on {}", server.local_addr()).unwrap();
    let starts = warp::path!("starts").map(move || ledger.starts().to_string());
    let server = server.shutdown_grace(SHUTDOWN_GRACE);
    server
        .serve_with(&jobs, starts.or(jobs.routes()))
        .await
        .unwrap();
}

/// A running server, killed when dropped.
struct Process {
    child: Child,
    addr: SocketAddr,
}

impl Process {
    fn start(addr: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "processes::serve", "--ignored", "--nocapture"])
            .env(ADDRESS, addr)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut lines = output.lines().map(Result::unwrap);
        // The test harness writes its own words before ours, without a line break.
        let addr = lines
            .find_map(|line| Some(line.split_once("listening on ")?.1.to_owned()))
            .expect("it listens");
        // Whatever it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            addr: addr.parse().unwrap(),
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).unwrap();
    }

    async fn exit(&mut self) -> ExitStatus {
        in_time("the process ends", async {
            let mut tick = tokio::time::interval(Duration::from_millis(1));
            loop {
                if let Some(status) = self.child.try_wait().unwrap() {
                    return status;
                }
                tick.tick().await;
            }
        })
        .await
    }

    async fn starts(&self) -> String {
        Request::get("/starts").send(self.addr).await.text().await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_a_thousand_streams_with_their_done() {
    const STREAMS: usize = 1000;
    allow_many_sockets();
    let mut server = Process::start("127.0.0.1:0");
    let mut opening = JoinSet::new();
    for number in 0..STREAMS {
        let addr = server.addr;
        opening.spawn(async move {
            // Half of them wait for ever; half would go on without anybody.
            let path = ["/wait", "/say?gate=1&lines=1"][number % 2];
            let mut events = Request::events(path).stream(addr).await;
            events.next().await.unwrap();
            events
        });
    }
    let streams = in_time("all are open", opening.join_all()).await;

    let told = Instant::now();
    server.signal(Signal::TERM);
    let mut ending = JoinSet::new();
    for mut events in streams {
        ending.spawn(async move { events.read_to_end().await.pop().expect("an end") });
    }
    let ends = in_time("all have ended", ending.join_all()).await;
    let ended = told.elapsed();
    let status = server.exit().await;
    let exited = told.elapsed();
    println!(
        "SIGTERM with {STREAMS} streams and {SHUTDOWN_GRACE:?} of grace: \
         all ended after {ended:?}, the process after {exited:?}"
    );
    for end in ends {
        assert_eq!((end.name.as_str(), end.status()), ("done", "cancelled"));
        assert_eq!(end.data["reason"], "shutdown");
    }
    assert!(status.success(), "{status}");
    assert!(ended >= SHUTDOWN_GRACE, "{ended:?}");
    assert!(
        exited < SHUTDOWN_GRACE + Duration::from_secs(10),
        "{exited:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_and_a_restart_runs_are_lost_once() {
    const CLIENTS: usize = 20;
    let mut server = Process::start("127.0.0.1:0");
    let addr = server.addr;
    let mut broken = Vec::new();
    for number in 0..CLIENTS {
        let path = ["/wait", "/hold?gate=1&lines=1"][number % 2];
        let mut events = Request::events(path).stream(addr).await;
        events.next().await.unwrap();
        broken.push((path, events));
    }
    server.signal(Signal::KILL);
    assert!(!server.exit().await.success());
    drop(server);

    let server = Process::start(&addr.to_string());
    for (path, mut events) in broken {
        // The stream breaks without a `done`.
        assert!(!events.rest().await.iter().any(Event::is_done));
        let request = Request::events(path).last_event_id(events.last_id());
        let mut again = request.stream(server.addr).await;
        let lost = again.read_to_end().await;
        assert_eq!(lost.len(), 1);
        assert_eq!(lost[0].status(), "lost");
        let request = Request::events(path).last_event_id(again.last_id());
        assert_eq!(request.send(server.addr).await.status, 204);
    }
    assert_eq!(server.starts().await, "0");
}
