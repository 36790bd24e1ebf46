//! A job's function with its arguments, ready to run.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use tokio::task::JoinHandle;
use tracing::{Instrument, Span};

use super::outcome::{DescribeError, Outcome, Returned};
use super::panic::drop_quietly;

/// What a run does, once it may begin.
pub struct Work {
    call: Call,
    describe: DescribeError,
}

enum Call {
    Async(Pin<Box<dyn Future<Output = Returned> + Send>>),
    Blocking(Box<dyn FnOnce() -> Returned + Send>),
}

impl Work {
    /// A future, dropped when the run is cancelled.
    pub fn asynchronous(future: impl Future<Output = Returned> + Send + 'static) -> Self {
        Call::Async(Box::pin(future)).into()
    }

    /// A function for the blocking pool, which has to look for itself whether it is cancelled.
    pub fn blocking(function: impl FnOnce() -> Returned + Send + 'static) -> Self {
        Call::Blocking(Box::new(function)).into()
    }

    /// Has `describe` say what clients are told of an error.
    pub(crate) fn describe_errors(mut self, describe: DescribeError) -> Self {
        self.describe = describe;
        self
    }

    /// Begins, as a task of its own: so that a function that computes without an `.await` does not
    /// hold up its supervisor, and a panic ends that task alone.
    pub(super) fn spawn(self, span: Span) -> JoinHandle<Outcome> {
        let describe = self.describe;
        match self.call {
            Call::Async(future) => {
                let outcome = async move { describe.outcome(future.await) };
                tokio::spawn(outcome.instrument(span))
            }
            Call::Blocking(function) => tokio::task::spawn_blocking(move || {
                span.in_scope(move || describe.outcome(function()))
            }),
        }
    }

    /// Drops what will never begin. The destructors of its arguments may panic.
    pub(super) fn discard(self) {
        drop_quietly(self);
    }
}

impl From<Call> for Work {
    fn from(call: Call) -> Self {
        Self {
            call,
            describe: DescribeError::default(),
        }
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.call {
            Call::Async(_) => "Work::Async",
            Call::Blocking(_) => "Work::Blocking",
        })
    }
}
