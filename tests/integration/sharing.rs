//! An event is encoded once, however many watch (rule 6).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Serialize, Serializer};
use sse_progress::{Jobs, job, jobs};

use super::harness::{
    Connection, Multiplexed, Probe, Request, TestServer, address, resident_bytes,
};

const WATCHERS: usize = 50;
const LARGE: usize = 4 << 20;

#[derive(Clone, Default)]
struct Encodings(Arc<AtomicUsize>);

/// A result that counts how often it is written.
struct Counted(Encodings);

impl Serialize for Counted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.0.fetch_add(1, Ordering::SeqCst);
        serializer.serialize_str("counted")
    }
}

#[job("/counted")]
async fn counted(#[state] probe: Probe, #[state] encodings: Encodings) -> Counted {
    probe.step().await;
    Counted(encodings)
}

#[job("/large")]
async fn large(#[state] probe: Probe) -> String {
    probe.step().await;
    "x".repeat(LARGE)
}

#[tokio::test]
async fn a_result_is_written_once_for_all_who_watch() {
    let (probe, encodings) = (Probe::new(), Encodings::default());
    let jobs = Jobs::builder().jobs(jobs![counted]);
    let jobs = jobs.state(probe.clone()).state(encodings.clone());
    let server = TestServer::start(jobs).await;
    let mut streams = vec![server.watch(&Request::events("/counted")).await];
    let run = streams[0].event().await.unwrap().id.run;
    for _ in 1..WATCHERS {
        streams.push(server.watch_run(&run).await);
    }
    let mut multiplexed = Vec::new();
    for _ in 0..3 {
        multiplexed.push(Multiplexed::open(&server, &[&run]).await);
    }
    probe.go(1);
    for stream in &mut multiplexed {
        let done = stream.rest().await.pop().unwrap();
        assert_eq!(done.event.data["result"], "counted");
    }
    for stream in &mut streams {
        assert_eq!(stream.done().await.data["result"], "counted");
    }
    server.watch_run(&run).await.done().await;
    server.ask(&Request::get(format!("/runs/{run}"))).await;
    assert_eq!(encodings.0.load(Ordering::SeqCst), 1);
}

/// The bytes of an event are the same memory for all: what would be 200 MB is 4 MB.
#[tokio::test]
async fn watchers_that_do_not_read_share_the_bytes_of_an_event() {
    let probe = Probe::new();
    let jobs = Jobs::builder().jobs(jobs![large]).state(probe.clone());
    let server = TestServer::start(jobs).await;
    let run = server.post(&Request::post("/large")).await;
    let id = run.id().as_str();
    let addresses = [format!("/runs/{id}"), address(&[id])];
    let mut connections = Vec::new();
    for target in addresses.iter().cycle().take(WATCHERS) {
        let mut connection = Connection::open(server.addr).await;
        connection.send(Request::events(target).bytes()).await;
        connection.head().await;
        connections.push(connection);
    }
    let before = resident_bytes();
    probe.go(1);
    for connection in &mut connections {
        // Here the event has been handed to the connection whole.
        connection.read_through(b"event: done").await.unwrap();
    }
    let grown = resident_bytes().saturating_sub(before);
    println!("{WATCHERS} watchers of {LARGE} bytes: {grown} bytes more");
    assert!(grown < (WATCHERS * LARGE / 2) as u64, "{grown}");
}
