//! How a run is asked to stop.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

use crate::protocol::CancelReason;

/// Why a run is to stop before its function has returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Somebody, or a policy, cancelled it.
    Cancelled(CancelReason),
    /// Its job's `timeout` is over.
    TimedOut,
}

/// A request to stop, which is made once and can be waited for or looked up.
#[derive(Debug)]
pub(crate) struct StopRequest {
    stop: watch::Sender<Option<Stop>>,
    /// The same, for a loop that asks a million times a second.
    stopped: AtomicBool,
}

impl Default for StopRequest {
    fn default() -> Self {
        Self {
            stop: watch::Sender::new(None),
            stopped: AtomicBool::new(false),
        }
    }
}

impl StopRequest {
    /// Asks. The first to ask is the reason that counts; returns whether this was the first.
    pub(crate) fn make(&self, stop: Stop) -> bool {
        let first = self.stop.send_if_modified(|slot| {
            let first = slot.is_none();
            slot.get_or_insert(stop);
            first
        });
        // A job that sees it late by a moment stops late by a moment: no ordering is needed.
        self.stopped.store(true, Ordering::Relaxed);
        first
    }

    pub(crate) fn is_made(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Waits for it, for ever if nobody asks.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost.
    pub(crate) async fn made(&self) -> Stop {
        let mut changes = self.stop.subscribe();
        loop {
            if let Some(stop) = *changes.borrow_and_update() {
                return stop;
            }
            // The sender is `self`, so it outlives the wait.
            if changes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

/// The run was asked to stop: what [`Progress::checkpoint`](crate::Progress::checkpoint) answers,
/// to be passed on with `?`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the run was cancelled")
    }
}

impl std::error::Error for Cancelled {}
