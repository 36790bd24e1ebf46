//! What the jobs of these tests tell the tests, and what the tests tell the jobs.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use sse_progress::{Job, Progress, job, jobs};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};

use super::client::in_time;

/// Counts the starts, and hears of every end.
#[derive(Clone)]
pub(crate) struct Ledger(Arc<Inner>);

struct Inner {
    starts: AtomicUsize,
    sender: UnboundedSender<Instant>,
    ends: AsyncMutex<UnboundedReceiver<Instant>>,
    gates: Mutex<HashMap<u64, Arc<Semaphore>>>,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        let (sender, ends) = unbounded_channel();
        Self(Arc::new(Inner {
            starts: AtomicUsize::new(0),
            sender,
            ends: AsyncMutex::new(ends),
            gates: Mutex::default(),
        }))
    }

    /// How often a function has been called.
    pub(crate) fn starts(&self) -> usize {
        self.0.starts.load(Ordering::SeqCst)
    }

    /// When the next function came to its end, by itself or by being dropped.
    pub(crate) async fn end(&self) -> Instant {
        let mut ends = self.0.ends.lock().await;
        in_time("the end of a job", ends.recv())
            .await
            .expect("ours")
    }

    /// Lets the jobs of this gate say so many lines.
    pub(crate) fn allow(&self, gate: u64, lines: usize) {
        self.gate(gate).add_permits(lines);
    }

    fn gate(&self, gate: u64) -> Arc<Semaphore> {
        let mut gates = self.0.gates.lock().unwrap();
        let closed = || Arc::new(Semaphore::new(0));
        gates.entry(gate).or_insert_with(closed).clone()
    }

    fn enter(&self) -> Guard {
        self.0.starts.fetch_add(1, Ordering::SeqCst);
        Guard(self.clone())
    }

    /// Says `line 1` to `line {lines}`, each when it is allowed.
    async fn say(&self, progress: &Progress, gate: u64, lines: u64) -> u64 {
        let _guard = self.enter();
        let gate = self.gate(gate);
        for line in progress.wrap_iter(1..=lines) {
            gate.acquire().await.unwrap().forget();
            progress.println(format!("line {line}"));
        }
        lines
    }
}

struct Guard(Ledger);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.0.sender.send(Instant::now());
    }
}

/// Waits for its end. Between its heartbeats a client that leaves is noticed by its leaving alone.
#[job("/wait", on_disconnect = cancel, heartbeat = "1h")]
async fn wait(_progress: Progress, #[state] ledger: Ledger) {
    let _guard = ledger.enter();
    std::future::pending::<()>().await;
}

/// Waits, and shows often that the connection is alive.
#[job("/beat", on_disconnect = cancel, heartbeat = "300ms")]
async fn beat(progress: Progress, #[state] ledger: Ledger, gate: u64, lines: u64) -> u64 {
    ledger.say(&progress, gate, lines).await
}

/// Waits for a client to come back, for a while.
#[job("/hold", on_disconnect = cancel_after("700ms"), heartbeat = "300ms")]
async fn hold(progress: Progress, #[state] ledger: Ledger, gate: u64, lines: u64) -> u64 {
    ledger.say(&progress, gate, lines).await
}

/// Goes on without anybody.
#[job("/say", on_disconnect = detach, interval = "10ms", retention = "1h")]
async fn say(progress: Progress, #[state] ledger: Ledger, gate: u64, lines: u64) -> u64 {
    ledger.say(&progress, gate, lines).await
}

/// The same by another name.
#[job("/other", on_disconnect = detach)]
async fn other(progress: Progress, #[state] ledger: Ledger, gate: u64, lines: u64) -> u64 {
    ledger.say(&progress, gate, lines).await
}

/// Is soon forgotten.
#[job("/brief", on_disconnect = detach, retention = "50ms")]
async fn brief(progress: Progress, #[state] ledger: Ledger, gate: u64, lines: u64) -> u64 {
    ledger.say(&progress, gate, lines).await
}

/// Says lines of 16 KiB, as many as are allowed.
#[job("/flood", on_disconnect = cancel)]
async fn flood(progress: Progress, #[state] ledger: Ledger, gate: u64, lines: u64) -> u64 {
    let _guard = ledger.enter();
    let gate = ledger.gate(gate);
    for line in 1..=lines {
        gate.acquire().await.unwrap().forget();
        progress.println(format!("{line} {}", "x".repeat(16 * 1024)));
    }
    lines
}

pub(crate) fn all() -> [Job; 7] {
    jobs![wait, beat, hold, say, other, brief, flood]
}
