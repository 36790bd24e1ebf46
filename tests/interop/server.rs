//! The server, and a job that says what would break a framing.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sse_progress::{Jobs, Level, Progress, Run, Server as Listener, job, jobs};
use tokio::sync::Semaphore;
use tokio::time::{interval, timeout};

use super::DEADLINE;

/// What the job says, one line of its log each, before the gate.
pub(crate) const TEXTS: &[&str] = &[
    "plain",
    "one\rtwo",
    "one\ntwo",
    "one\r\ntwo\r\n\r\n",
    "\n\nevent: done\nid: 0\ndata: {\"status\":\"succeeded\"}\n\n",
    "data: x",
    "event: done",
    "id: 1",
    "retry: 1",
    ": comment",
    ":",
    "\0",
    "a\0b",
    "\u{feff}mark",
    "\u{feff}",
    " ",
    "  leading",
    "\ttab",
    "trailing  \t",
    "\u{2028}\u{2029}\u{85}\u{b}\u{c}\u{1c}\u{1d}\u{1e}",
    "😀🏳️‍🌈\u{10ffff}\u{fffd}\u{fffe}",
    "\u{1b}[2J\u{7}\u{8}\u{7f}",
    "\\u000a\\n\"}",
    "0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    "",
];

/// What it says behind the gate.
pub(crate) const LAST: &str = "behind the gate\r\n";

/// Four bytes for each of its characters but the last, so that blocks end within one.
pub(crate) fn long() -> String {
    format!("{}.", "😀".repeat(25_000))
}

/// All lines of the log.
pub(crate) fn logged() -> Vec<String> {
    let mut lines: Vec<_> = TEXTS.iter().map(|&text| text.to_owned()).collect();
    lines.extend([long(), LAST.to_owned()]);
    lines
}

/// What tests and the job tell each other.
#[derive(Clone)]
pub(crate) struct Gate(Arc<Inner>);

struct Inner {
    starts: AtomicUsize,
    begin: Semaphore,
    end: Semaphore,
}

impl Gate {
    /// Lets it say all but the last line.
    pub(crate) fn begin(&self) {
        self.0.begin.add_permits(1);
    }

    /// Lets it come to its end.
    pub(crate) fn end(&self) {
        self.0.end.add_permits(1);
    }

    /// How often the job was started.
    pub(crate) fn starts(&self) -> usize {
        self.0.starts.load(Ordering::SeqCst)
    }
}

/// Says hostile text wherever there is a place for text.
#[job("/say", on_disconnect = detach, retry = "50ms", heartbeat = "50ms")]
async fn say(progress: Progress, #[state] gate: Gate) -> Vec<String> {
    gate.0.starts.fetch_add(1, Ordering::SeqCst);
    gate.0.begin.acquire().await.unwrap().forget();
    let lines = logged();
    progress.set_message(TEXTS.concat());
    for line in progress.wrap_iter(&lines) {
        if line == LAST {
            gate.0.end.acquire().await.unwrap().forget();
        }
        progress.child(line).set_message(line.clone());
        progress.log(Level::Warn, line.clone());
    }
    lines
}

/// It ends with the test.
pub(crate) struct Server {
    pub(crate) addr: SocketAddr,
    pub(crate) jobs: Jobs,
    pub(crate) gate: Gate,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let gate = Gate(Arc::new(Inner {
            starts: AtomicUsize::new(0),
            begin: Semaphore::new(0),
            end: Semaphore::new(0),
        }));
        let builder = Jobs::builder().jobs(jobs![say]).state(gate.clone());
        let jobs = builder.build().unwrap();
        let listener = Listener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr();
        let listener = listener.shutdown_on(pending());
        let served = jobs.clone();
        tokio::spawn(async move { listener.serve(&served).await });
        Self { addr, jobs, gate }
    }
}

/// Waits until a run has so many watchers.
pub(crate) async fn watchers(run: &Run, count: usize) {
    let enough = async {
        let mut tick = interval(Duration::from_millis(10));
        while run.watchers() != count {
            tick.tick().await;
        }
    };
    timeout(DEADLINE, enough)
        .await
        .expect("they come, and leave");
}
