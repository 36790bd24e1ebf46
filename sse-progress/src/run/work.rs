//! A job's function with its arguments, ready to run.

use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use tokio::task::JoinHandle;
use tracing::{Instrument, Span};

use super::outcome::Outcome;

/// What a run does, once it may begin.
pub struct Work(Kind);

enum Kind {
    Async(Pin<Box<dyn Future<Output = Outcome> + Send>>),
    Blocking(Box<dyn FnOnce() -> Outcome + Send>),
}

impl Work {
    /// A future, dropped when the run is cancelled.
    pub fn asynchronous(future: impl Future<Output = Outcome> + Send + 'static) -> Self {
        Self(Kind::Async(Box::pin(future)))
    }

    /// A function for the blocking pool, which has to look for itself whether it is cancelled.
    pub fn blocking(function: impl FnOnce() -> Outcome + Send + 'static) -> Self {
        Self(Kind::Blocking(Box::new(function)))
    }

    /// Begins, as a task of its own: what a function does to its thread is then its own affair.
    pub(super) fn spawn(self, span: Span) -> JoinHandle<Outcome> {
        match self.0 {
            Kind::Async(future) => tokio::spawn(future.instrument(span)),
            Kind::Blocking(function) => {
                tokio::task::spawn_blocking(move || span.in_scope(function))
            }
        }
    }

    /// Drops what will never begin. A destructor of the user's that panics is not our end.
    pub(super) fn discard(self) {
        let _ = std::panic::catch_unwind(AssertUnwindSafe(move || drop(self)));
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Async(_) => "Work::Async",
            Kind::Blocking(_) => "Work::Blocking",
        })
    }
}
