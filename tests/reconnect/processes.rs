//! Servers in processes of their own, which can be told to stop, and killed.

use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::task::JoinSet;

use super::client::{Request, in_time};
use super::process::Process;
use super::sse::Event;

/// What runs may take when the server is told to stop.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(1);

/// Starts one that serves at this address.
fn start(addr: &str) -> Process {
    let mut program = Command::new(env!("CARGO_BIN_EXE_reconnect-server"));
    let grace = SHUTDOWN_GRACE.as_millis().to_string();
    Process::start(program.args([addr, &grace]))
}

async fn starts(server: &Process) -> String {
    Request::get("/starts").send(server.addr).await.text().await
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_a_thousand_streams_with_their_done() {
    const STREAMS: usize = 1000;
    super::sockets::allow_many();
    let mut server = start("127.0.0.1:0");
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
    let mut server = start("127.0.0.1:0");
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

    let server = start(&addr.to_string());
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
    assert_eq!(starts(&server).await, "0");
}
