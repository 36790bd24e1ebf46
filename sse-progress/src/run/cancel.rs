//! How a run is asked to stop.

use std::fmt;
use std::io;
use std::sync::PoisonError;

use crate::protocol::CancelReason;
use crate::sync::{AtomicBool, Mutex, MutexGuard, Notify, Ordering};

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
///
/// Every run has one, so it is small: tokio's `watch` channel would take six times as much.
#[derive(Debug, Default)]
pub(crate) struct StopRequest {
    state: Mutex<StopState>,
    /// The same, for a loop that asks a million times a second.
    stopped: AtomicBool,
    /// Wakes one of those who wait, who then wakes the next.
    made: Notify,
}

#[derive(Clone, Copy, Debug, Default)]
enum StopState {
    /// Nobody has asked.
    #[default]
    Open,
    /// Somebody has: the first one gives the reason.
    Made(Stop),
    /// Nobody has asked, and from now on nobody can.
    TooLate,
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
        let mut state = self.lock();
        if !matches!(*state, StopState::Open) {
            return false;
        }
        *state = end;
        let made = matches!(end, StopState::Made(_));
        // `Relaxed`: nothing else is read because of it. A job that sees it a moment late stops a
        // moment late. `refuse` sees it, since it has taken the same lock before.
        self.stopped.store(made, Ordering::Relaxed);
        drop(state);
        if made {
            self.made.notify_one();
        }
        true
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
        loop {
            if let StopState::Made(stop) = *self.lock() {
                // Passed on, also to those who begin to wait later.
                self.made.notify_one();
                return stop;
            }
            self.made.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, StopState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
    use std::task::{Context, Waker};

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

    /// Of several that wait, one after the other is woken, also if one is dropped before its turn.
    #[tokio::test]
    async fn everybody_who_waits_is_told() {
        let (request, stop) = (StopRequest::default(), Stop::TimedOut);
        let mut cx = Context::from_waker(Waker::noop());
        let mut dropped = Box::pin(request.made());
        let mut waiting = [request.made(), request.made()].map(Box::pin);
        assert!(dropped.as_mut().poll(&mut cx).is_pending());
        for made in &mut waiting {
            assert!(made.as_mut().poll(&mut cx).is_pending());
        }
        assert!(request.make(stop));
        drop(dropped);
        for made in waiting {
            assert_eq!(made.await, stop);
        }
        assert_eq!(request.made().await, stop);
    }
}
