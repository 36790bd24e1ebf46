//! Work that a job does beside its function.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use futures_util::FutureExt as _;
use pin_project_lite::pin_project;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tracing::{Instrument as _, Span};

use super::panic::drop_payload;
use super::progress::Progress;
use super::report::Report;
use super::spawned_work::Guard;

impl Progress {
    /// Runs a future beside the function, as a task of its own that belongs to the run:
    ///
    /// * the run does not end before it has ended, and shows what it reports;
    /// * it is dropped when the run is cancelled, times out or fails, at the moment at which the
    ///   function's own future is: after the job's `clean_up` time, if it has one;
    /// * what it logs with `tracing` is inside the span of the run.
    ///
    /// `tokio::spawn` promises none of this. A panic in it is an error of the handle. If nobody takes
    /// it from there, the run fails as if the function had panicked.
    ///
    /// ```
    /// use sse_progress::{Progress, SpawnError, job};
    ///
    /// #[job("/sum")]
    /// async fn sum(progress: Progress) -> Result<u64, SpawnError> {
    ///     let halves = [0..500, 500..1_000].map(|half| {
    ///         let part = progress.clone();
    ///         progress.spawn(async move { part.wrap_iter(half).sum::<u64>() })
    ///     });
    ///     let mut sum = 0;
    ///     for half in halves {
    ///         sum += half.await?;
    ///     }
    ///     Ok(sum)
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// assert_eq!(sum(Progress::hidden()).await.unwrap(), 499_500);
    /// # }
    /// ```
    ///
    /// Without a run, as in [`Progress::hidden`], the future runs on the current tokio runtime, and nobody
    /// waits for it but whoever has the handle. Where there is no runtime, and after the run has ended,
    /// it is dropped, and the handle says that it was cancelled.
    pub fn spawn<F>(&self, future: F) -> Spawned<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.spawn_work(|runtime, span, guard, sender| {
            let report = self.report().clone();
            let work = AssertUnwindSafe(future.instrument(span)).catch_unwind();
            let work = work.map(move |returned| deliver(&report, sender, returned));
            runtime.spawn(Held { work, guard }).abort_handle()
        })
    }

    /// The same for a function that blocks or computes, on a thread for such functions.
    ///
    /// Like a job that is a plain `fn`, it cannot be stopped from outside: it has to look at
    /// [`is_cancelled`](Self::is_cancelled) or to call [`checkpoint`](Self::checkpoint), and until it
    /// returns the run is not over. One that has not begun yet when the run is cancelled never does.
    pub fn spawn_blocking<T, F>(&self, function: F) -> Spawned<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.spawn_work(|runtime, span, guard, sender| {
            let report = self.report().clone();
            let work = move || {
                let returned = catch_unwind(AssertUnwindSafe(|| span.in_scope(function)));
                deliver(&report, sender, returned);
            };
            let held = Held { work, guard };
            runtime.spawn_blocking(move || held.call()).abort_handle()
        })
    }

    fn spawn_work<T>(
        &self,
        begin: impl FnOnce(Handle, Span, Guard, oneshot::Sender<Joined<T>>) -> AbortHandle,
    ) -> Spawned<T> {
        let report = self.report().clone();
        let (sender, returned) = oneshot::channel();
        // Else the sender is dropped with `begin`, and the handle says so.
        let abort = report.spawned.enter().map(|(runtime, span, guard)| {
            let id = guard.id;
            let abort = begin(runtime, span, guard, sender);
            report.spawned.began(id, &abort);
            abort
        });
        Spawned {
            report,
            returned,
            abort,
        }
    }
}

/// What [`Progress::spawn`] has spawned: a future of what that returns.
///
/// Dropping it leaves the work alone, which the run still waits for.
///
/// # Cancel safety
///
/// Nothing is lost when a borrow of it, `&mut spawned`, is awaited and given up.
#[must_use = "a panic is told here; `let _ = …` leaves it to the run"]
pub struct Spawned<T> {
    report: Arc<Report>,
    returned: oneshot::Receiver<Joined<T>>,
    /// `None` if it could not begin.
    abort: Option<AbortHandle>,
}

/// What the work returned, or what its panic carries.
type Joined<T> = Result<T, Box<dyn Any + Send>>;

impl<T> Spawned<T> {
    /// Stops it: a future is dropped at its next `.await`, and a blocking function that has begun goes on.
    pub fn abort(&self) {
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }

    /// Whether it has come to its end.
    pub fn is_finished(&self) -> bool {
        self.abort.as_ref().is_none_or(AbortHandle::is_finished)
    }
}

impl<T> Future for Spawned<T> {
    type Output = Result<T, SpawnError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let returned = ready!(Pin::new(&mut self.returned).poll(cx));
        Poll::Ready(match returned {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(payload)) => Err(SpawnError(Kind::Panicked(Mutex::new(payload)))),
            Err(_) => Err(SpawnError(Kind::Cancelled)),
        })
    }
}

/// A panic that nobody has taken is left to the run.
impl<T> Drop for Spawned<T> {
    fn drop(&mut self) {
        self.returned.close();
        if let Ok(Err(payload)) = self.returned.try_recv() {
            drop_payload(payload);
            self.report.spawned.leave_panic();
        }
    }
}

impl<T> fmt::Debug for Spawned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spawned")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

/// Why spawned work has returned nothing.
pub struct SpawnError(Kind);

enum Kind {
    Cancelled,
    /// In a mutex that nobody locks, so that the error is `Sync`.
    Panicked(Mutex<Box<dyn Any + Send>>),
}

impl SpawnError {
    /// Whether it was dropped before its end: with its run, by [`Spawned::abort`], or since there was
    /// nothing on which it could run.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.0, Kind::Cancelled)
    }

    /// Whether it panicked.
    pub fn is_panic(&self) -> bool {
        !self.is_cancelled()
    }

    /// What the panic carries, for [`std::panic::resume_unwind`]; `None` if it was no panic.
    pub fn into_panic(self) -> Option<Box<dyn Any + Send>> {
        match self.0 {
            Kind::Cancelled => None,
            Kind::Panicked(payload) => {
                Some(payload.into_inner().unwrap_or_else(PoisonError::into_inner))
            }
        }
    }
}

impl fmt::Display for SpawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Cancelled => "what the job has spawned was cancelled",
            Kind::Panicked(_) => "what the job has spawned panicked",
        })
    }
}

impl fmt::Debug for SpawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Cancelled => "SpawnError::Cancelled",
            Kind::Panicked(_) => "SpawnError::Panicked",
        })
    }
}

impl std::error::Error for SpawnError {}

/// Hands over what spawned work has returned.
fn deliver<T>(report: &Report, sender: oneshot::Sender<Joined<T>>, returned: Joined<T>) {
    if returned.is_err() {
        // The panic hook has printed it; here it gets the name of the run.
        tracing::error!(run = %report.run, "what the job has spawned panicked");
    }
    if let Err(Err(payload)) = sender.send(returned) {
        drop_payload(payload);
        report.spawned.leave_panic();
    }
}

pin_project! {
    // Fields are dropped in this order, so work is gone when it counts no more, even if it has never
    // begun. Variables that a closure or an `async` block captures have no such order.
    struct Held<W> {
        #[pin]
        work: W,
        guard: Guard,
    }
}

impl<W: Future> Future for Held<W> {
    type Output = W::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<W::Output> {
        self.project().work.poll(cx)
    }
}

impl<W: FnOnce()> Held<W> {
    fn call(self) {
        // The guard is dropped after it, also when it panics.
        let _guard = self.guard;
        (self.work)();
    }
}

#[cfg(test)]
mod tests;
