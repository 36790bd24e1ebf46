//! The life of a run: queued, running, perhaps cancelling, and one end.

use std::convert::Infallible;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::{JoinError, JoinHandle};
use tracing::{Span, debug, error, info, warn};

use crate::log::Log as _;
use crate::protocol::{CancelReason, Done, RunState, Status};

use super::Run;
use super::cancel::Stop;
use super::events::{Observers, RunEvent};
use super::outcome::{Outcome, failure};
use super::panic::{drop_error, panicked};
use super::queue::{Closed, Turn};
use super::report::Report;
use super::sampler::{Sampler, millis};
use super::span;
use super::work::Work;

/// How long a function that was asked to stop, and has had its time to clean up, may go on before
/// that is logged.
const LATE_AFTER: Duration = Duration::from_secs(1);

/// What conducts a run from its place in the queue to its `done`.
///
/// If it is dropped, it is so in this order: whoever is told of the end finds room for the next run.
pub(super) struct Supervisor<F: FnOnce(&Run)> {
    pub(super) report: Arc<Report>,
    /// The sampler has the other half.
    pub(super) turn: Arc<Turn>,
    pub(super) place: OwnedSemaphorePermit,
    pub(super) observers: Arc<Observers>,
    pub(super) sampler: Sampler,
    pub(super) work: Work,
    pub(super) end: EndGuard<F>,
}

impl<F: FnOnce(&Run) + Send + 'static> Supervisor<F> {
    /// This is a task of its own, beside the one in which the function runs, so that bars move and
    /// watchers leave while the function computes.
    ///
    /// Boxed, since the future of an `async fn` has room for each argument twice.
    pub(super) async fn conduct(mut self: Box<Self>) {
        let run = self.end.run.clone();
        let span = span::open(&run, &self.report);
        let (report, turn, observers) = (&self.report, &self.turn, &self.observers);
        let done = tokio::select! {
            done = live((&run, &span), report, turn, observers, self.work) => done,
            never = self.sampler.run(run.log()) => match never {},
            never = cancel_when_unwatched(&run) => match never {},
        };
        let done = run.settle(done).await;
        let duration = Duration::from_millis(done.elapsed_ms);
        info!(parent: &span, status = %done.status, ?duration, "run ended");
        self.end.count(&done);
        drop((self.turn, self.place, span));
        // A run that was given up has its end already.
        let _ = self.sampler.finish(run.log(), done);
        drop(self.sampler);
        drop(self.end);
    }
}

async fn cancel_when_unwatched(run: &Run) -> Infallible {
    run.0.watchers.gone().await;
    run.stop(CancelReason::Disconnected);
    std::future::pending().await
}

#[allow(
    clippy::manual_async_fn,
    reason = "the future of an `async fn` has room for each argument twice"
)]
fn live<'a>(
    (run, span): (&'a Run, &'a Span),
    report: &'a Report,
    turn: &'a Turn,
    observers: &'a Observers,
    work: Work,
) -> impl Future<Output = Done> + Send + 'a {
    async move {
        let not_begun = {
            let _queued = run.metrics().queued();
            tokio::select! {
                biased;
                stop = report.stop.made() => Some(stop),
                admitted = turn.admitted(|| report.wake.raise()) => match admitted {
                    Ok(()) => None,
                    Err(Closed) => Some(Stop::Cancelled(CancelReason::Shutdown)),
                },
            }
        };
        if let Some(stop) = not_begun {
            work.discard();
            return stopped(stop, Duration::ZERO);
        }

        let _running = run.metrics().running();
        let started = Instant::now();
        report.root.start();
        run.enter(RunState::Running, report);
        observers.tell(|| RunEvent::Began(run.clone()));
        info!(parent: span, "run began");
        report.spawned.begin(Handle::current(), span.clone());
        let mut function = FunctionTask {
            task: work.spawn(span.clone()),
            returned: None,
            report,
            span,
        };

        tokio::select! {
            () = function.over() => {}
            _ = report.stop.made() => {}
            never = time_out(report, run.policy().timeout) => match never {},
        }
        // What a function returns once it may have seen the request to stop is not its result.
        if !report.stop.is_made() {
            return ended(
                (run, span),
                report,
                function.returned.take(),
                started.elapsed(),
            );
        }
        let stop = report.stop.made().await;
        let asked = tokio::time::Instant::now();
        run.enter(RunState::Cancelling, report);
        // Boxed: most runs never come here, and each has room for what it awaits.
        Box::pin(function.stopped(run)).await;
        let returned = function.returned.take();
        if stop == Stop::Failed {
            return ended((run, span), report, returned, started.elapsed());
        }
        match returned {
            Some(Ok(Err(failure))) => {
                // No client is told of it, and it may be that it could not clean up.
                debug!(parent: span, run = %run.id(), job = run.job(), error = failure.message, "job stopped");
            }
            Some(Err(error)) => {
                log_panic(run, span, &error);
                drop_error(error);
            }
            Some(Ok(Ok(_))) | None => {}
        }
        run.metrics().cancelled(asked.elapsed());
        log_stop(run, span, stop, asked.elapsed());
        stopped(stop, started.elapsed())
    }
}

async fn time_out(report: &Report, timeout: Option<Duration>) -> Infallible {
    if let Some(timeout) = timeout {
        // Boxed: few jobs have a timeout, and every run has room for this future.
        Box::pin(tokio::time::sleep(timeout)).await;
        report.stop.make(Stop::TimedOut);
    }
    std::future::pending().await
}

/// The end of a function that nobody has asked to stop.
fn ended(
    (run, span): (&Run, &Span),
    report: &Report,
    returned: Option<Result<Outcome, JoinError>>,
    elapsed: Duration,
) -> Done {
    let outcome = match returned {
        Some(Ok(Ok(_))) if report.spawned.panicked() => panicked(),
        Some(Ok(outcome)) => outcome,
        Some(Err(error)) if error.is_panic() => {
            log_panic(run, span, &error);
            drop_error(error);
            panicked()
        }
        // So it was the runtime that did.
        Some(Err(_)) | None => {
            return stopped(Stop::Cancelled(CancelReason::Shutdown), elapsed);
        }
    };
    let (status, result, error) = match outcome {
        Ok(result) => (Status::Succeeded, Some(result), None),
        Err(failure) => {
            warn!(parent: span, run = %run.id(), job = run.job(), error = failure.message, causes = ?failure.causes, "job failed");
            (Status::Failed, None, Some(failure))
        }
    };
    Done {
        status,
        result,
        error,
        reason: None,
        elapsed_ms: millis(elapsed),
    }
}

pub(super) fn stopped(stop: Stop, elapsed: Duration) -> Done {
    let (status, reason) = match stop {
        Stop::Cancelled(reason) => (Status::Cancelled, Some(reason)),
        Stop::TimedOut => (Status::TimedOut, None),
        Stop::Failed => (Status::Failed, None),
    };
    Done {
        status,
        result: None,
        error: None,
        reason,
        elapsed_ms: millis(elapsed),
    }
}

/// The panic hook has printed it; here it gets the name of the run.
fn log_panic(run: &Run, span: &Span, error: &JoinError) {
    if error.is_panic() {
        error!(parent: span, run = %run.id(), job = run.job(), %error, "job panicked");
    }
}

/// A time-out is a mistake of somebody: of the job, or of whoever chose the time. So is a function
/// that does not stop when it is asked to.
fn log_stop(run: &Run, span: &Span, stop: Stop, went_on: Duration) {
    let policy = run.policy();
    match stop {
        Stop::TimedOut => {
            let timeout = policy.timeout.unwrap_or_default();
            warn!(parent: span, run = %run.id(), job = run.job(), ?timeout, ?went_on, "job timed out");
        }
        Stop::Cancelled(reason) if went_on >= policy.clean_up.saturating_add(LATE_AFTER) => {
            warn!(parent: span, run = %run.id(), job = run.job(), ?reason, ?went_on, "job has stopped late");
        }
        Stop::Cancelled(_) | Stop::Failed => {}
    }
}

/// The task of a function with all that it has spawned. Nothing of it outlives its supervisor.
struct FunctionTask<'a> {
    task: JoinHandle<Outcome>,
    /// What the function has returned, once it has.
    returned: Option<Result<Outcome, JoinError>>,
    report: &'a Report,
    span: &'a Span,
}

impl FunctionTask<'_> {
    /// Waits until the function has returned, and then until what it has spawned has ended. If it has
    /// failed, that is asked to stop.
    ///
    /// # Cancel safety
    ///
    /// Safe to drop and to call again.
    async fn over(&mut self) {
        let spawned = &self.report.spawned;
        if self.returned.is_none() {
            let returned = (&mut self.task).await;
            let failed = !matches!(returned, Ok(Ok(_)));
            self.returned = Some(returned);
            if failed && !spawned.is_empty() {
                self.report.stop.make(Stop::Failed);
            }
        }
        spawned.finished().await;
    }

    /// Lets it clean up for as long as its policy says, and then stops it.
    ///
    /// A future is dropped at its next await; a blocking function has to look by itself, and until
    /// it returns the run is not over.
    async fn stopped(&mut self, run: &Run) {
        let clean_up = run.policy().clean_up;
        if !clean_up.is_zero() {
            let over = tokio::time::timeout(clean_up, self.over()).await;
            if over.is_ok() {
                return;
            }
        }
        self.abort();
        let over = tokio::time::timeout(LATE_AFTER, self.over()).await;
        if over.is_err() {
            warn!(parent: self.span, run = %run.id(), job = run.job(), "job goes on although it was asked to stop");
            let _overrun = run.metrics().overrun();
            self.over().await;
        }
    }

    fn abort(&self) {
        self.task.abort();
        self.report.spawned.abort();
    }
}

impl Drop for FunctionTask<'_> {
    fn drop(&mut self) {
        self.abort();
    }
}

/// Sees to it that a run ends with the future that conducts it, however that comes to its own end,
/// and then tells whoever counts the runs.
pub(super) struct EndGuard<F: FnOnce(&Run)> {
    run: Run,
    counted: bool,
    ended: Option<F>,
}

impl<F: FnOnce(&Run)> EndGuard<F> {
    pub(super) fn new(run: Run, ended: F) -> Self {
        Self {
            run,
            counted: false,
            ended: Some(ended),
        }
    }

    /// Counts it before anybody is told of it.
    fn count(&mut self, done: &Done) {
        let duration = Duration::from_millis(done.elapsed_ms);
        self.run.metrics().ended(done.status, duration);
        self.counted = true;
    }
}

impl<F: FnOnce(&Run)> Drop for EndGuard<F> {
    fn drop(&mut self) {
        // Refused if the run has its end, as it usually has.
        let _ = self.run.log().finish(abandoned(self.run.elapsed()));
        // Remembers the time of it.
        self.run.ended_at();
        if !self.counted {
            if let Some(done) = self.run.done() {
                self.count(&done);
            }
        }
        if let Some(ended) = self.ended.take() {
            ended(&self.run);
        }
    }
}

/// The end of a run that nobody conducts any more: its supervisor has panicked, or it was dropped
/// with its runtime.
fn abandoned(elapsed: Duration) -> Done {
    let stopped = stopped(Stop::Cancelled(CancelReason::Shutdown), elapsed);
    if thread::panicking() {
        return Done {
            status: Status::Failed,
            error: Some(failure("the server panicked while it conducted the run")),
            reason: None,
            ..stopped
        };
    }
    stopped
}
