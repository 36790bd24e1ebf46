//! How a test and its jobs talk to each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex, Semaphore};

use super::soon;

/// Shared with jobs as `#[state]`: lets them go on step by step, and is told what becomes of them.
#[derive(Clone, Debug)]
pub(crate) struct Probe {
    steps: Arc<Semaphore>,
    begun: Arc<AtomicUsize>,
    ended: UnboundedSender<Instant>,
    ends: Arc<Mutex<UnboundedReceiver<Instant>>>,
}

/// Held by a job for as long as its function or its future lives.
#[derive(Debug)]
pub(crate) struct Alive(UnboundedSender<Instant>);

impl Drop for Alive {
    fn drop(&mut self) {
        let _ = self.0.send(Instant::now());
    }
}

impl Probe {
    pub(crate) fn new() -> Self {
        let (ended, ends) = unbounded_channel();
        Self {
            steps: Arc::new(Semaphore::new(0)),
            begun: Arc::default(),
            ended,
            ends: Arc::new(Mutex::new(ends)),
        }
    }

    /// For the job: it has begun.
    pub(crate) fn begin(&self) -> Alive {
        self.begun.fetch_add(1, Ordering::SeqCst);
        Alive(self.ended.clone())
    }

    /// For the job: waits until the test lets it go on.
    pub(crate) async fn step(&self) {
        self.steps.acquire().await.expect("never closed").forget();
    }

    /// For a job on a thread of its own: whether the test lets it go on.
    pub(crate) fn try_step(&self) -> bool {
        self.steps.try_acquire().map(|step| step.forget()).is_ok()
    }

    /// For the test: lets jobs go on, by so many steps.
    pub(crate) fn go(&self, steps: usize) {
        self.steps.add_permits(steps);
    }

    /// How many functions have begun.
    pub(crate) fn begun(&self) -> usize {
        self.begun.load(Ordering::SeqCst)
    }

    /// When the next function has ended or its future was dropped.
    pub(crate) async fn end(&self) -> Instant {
        let mut ends = self.ends.lock().await;
        soon("the end of a function", ends.recv())
            .await
            .expect("the sender is ours")
    }
}
