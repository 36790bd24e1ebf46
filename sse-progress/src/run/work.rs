//! A job's function with its arguments, ready to run.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use tokio::task::JoinHandle;
use tracing::{Instrument, Span};

use super::outcome::Outcome;
use super::panic::drop_quietly;

/// What a run does, once it may begin.
pub struct Work(Call);

enum Call {
    Async(Pin<Box<dyn Future<Output = Outcome> + Send>>),
    Blocking(Box<dyn FnOnce() -> Outcome + Send>),
}

impl Work {
    /// A future, dropped when the run is cancelled.
    pub fn asynchronous(future: impl Future<Output = Outcome> + Send + 'static) -> Self {
        Self(Call::Async(Box::pin(future)))
    }

    /// A function for the blocking pool, which has to look for itself whether it is cancelled.
    pub fn blocking(function: impl FnOnce() -> Outcome + Send + 'static) -> Self {
        Self(Call::Blocking(Box::new(function)))
    }

    /// Begins, as a task of its own: so that a function that computes without an `.await` does not
    /// hold up its supervisor, and a panic ends that task alone.
    pub(super) fn spawn(self, span: Span) -> JoinHandle<Outcome> {
        match self.0 {
            Call::Async(future) => tokio::spawn(future.instrument(span)),
            Call::Blocking(function) => {
                tokio::task::spawn_blocking(move || span.in_scope(function))
            }
        }
    }

    /// Drops what will never begin. The destructors of its arguments may panic.
    pub(super) fn discard(self) {
        drop_quietly(self);
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Call::Async(_) => "Work::Async",
            Call::Blocking(_) => "Work::Blocking",
        })
    }
}
