//! How a run is asked to stop.

use std::fmt;
use std::io;

use crate::protocol::CancelReason;
use crate::sync::{AtomicBool, Ordering, watch};

/// Why a run is to stop before its function has returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Somebody, or a policy, cancelled it.
    Cancelled(CancelReason),
    /// Its job's `timeout` is over.
    TimedOut,
    /// Its function has failed, while work that it has spawned still went on.
    Failed,
}

/// A request to stop, which is made once and can be waited for or looked up. It comes too late for
/// a run that has passed its point of no return (see
/// [`Progress::point_of_no_return`](crate::Progress::point_of_no_return)).
#[derive(Debug)]
pub(crate) struct StopRequest {
    state: watch::Sender<StopState>,
    /// The same, for a loop that asks a million times a second.
    stopped: AtomicBool,
}

#[derive(Clone, Copy, Debug)]
enum StopState {
    /// Nobody has asked.
    Open,
    /// Somebody has: the first one gives the reason.
    Made(Stop),
    /// Nobody has asked, and from now on nobody can.
    TooLate,
}

impl Default for StopRequest {
    fn default() -> Self {
        Self {
            state: watch::Sender::new(StopState::Open),
            stopped: AtomicBool::new(false),
        }
    }
}

impl StopRequest {
    /// Asks. Returns whether it was the first to ask, and in time.
    pub(crate) fn make(&self, stop: Stop) -> bool {
        self.settle(StopState::Made(stop))
    }

    /// From now on every request comes too late.
    pub(crate) fn refuse(&self) -> Result<(), Cancelled> {
        self.settle(StopState::TooLate);
        if self.is_made() {
            return Err(Cancelled);
        }
        Ok(())
    }

    fn settle(&self, end: StopState) -> bool {
        self.state.send_if_modified(|state| {
            let open = matches!(state, StopState::Open);
            if open {
                *state = end;
                // `Relaxed`: nothing else is read because of it. A job that sees it a moment late
                // stops a moment late. `refuse` sees it, since it has taken the same lock before.
                self.stopped
                    .store(matches!(end, StopState::Made(_)), Ordering::Relaxed);
            }
            open
        })
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
        let mut changes = self.state.subscribe();
        loop {
            if let StopState::Made(stop) = *changes.borrow_and_update() {
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

/// So that a loop that reads and writes can be left by `?`, too.
impl From<Cancelled> for io::Error {
    fn from(cancelled: Cancelled) -> Self {
        // Not `Interrupted`, upon which readers try again.
        Self::other(cancelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUESTED: Stop = Stop::Cancelled(CancelReason::Requested);

    #[tokio::test]
    async fn the_first_reason_counts() {
        let request = StopRequest::default();
        assert!(request.make(REQUESTED));
        assert!(!request.make(Stop::TimedOut));
        assert_eq!(request.made().await, REQUESTED);
        assert_eq!(request.refuse(), Err(Cancelled));
    }

    #[test]
    fn behind_the_point_of_no_return_it_comes_too_late() {
        let request = StopRequest::default();
        assert_eq!(request.refuse(), Ok(()));
        assert!(!request.make(REQUESTED));
        assert!(!request.is_made());
        assert_eq!(request.refuse(), Ok(()));
    }
}
