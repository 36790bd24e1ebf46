//! The life of a run: queued, running, perhaps cancelling, and one end.

use std::convert::Infallible;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::OwnedSemaphorePermit;
use tokio::task::{JoinError, JoinHandle};
use tracing::{debug, debug_span, error, warn};

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
use super::work::Work;

/// How long a function that was asked to stop, and has had its time to clean up, may go on before
/// that is logged.
const LATE_AFTER: Duration = Duration::from_secs(1);

/// Conducts a run from its place in the queue to its `done`.
///
/// This is a task of its own, beside the one in which the function runs, so that bars move and
/// watchers leave while the function computes.
pub(super) async fn conduct(
    report: Arc<Report>,
    (turn, place): (Arc<Turn>, OwnedSemaphorePermit),
    observers: Arc<Observers>,
    mut sampler: Box<Sampler>,
    work: Work,
    // The last argument, so that it is dropped after the others if this is never polled.
    end: EndGuard<impl FnOnce(&Run)>,
) {
    let run = end.run.clone();
    let done = tokio::select! {
        done = live(&run, &report, &turn, &observers, work) => done,
        never = sampler.run(run.log()) => match never {},
        never = cancel_when_unwatched(&run) => match never {},
    };
    let done = run.settle(done).await;
    debug!(run = %run.id(), job = run.job(), status = %done.status, "run ended");
    // Whoever is told of the end finds room for the next run. Of the turn the sampler has the other half.
    drop((turn, place));
    // A run that was given up has its end already.
    let _ = sampler.finish(run.log(), done);
    drop(sampler);
    drop(end);
}

async fn cancel_when_unwatched(run: &Run) -> Infallible {
    run.0.watchers.gone().await;
    run.stop(CancelReason::Disconnected);
    std::future::pending().await
}

async fn live(run: &Run, report: &Report, turn: &Turn, observers: &Observers, work: Work) -> Done {
    let not_begun = tokio::select! {
        biased;
        stop = report.stop.made() => Some(stop),
        admitted = turn.admitted(|| report.wake.raise()) => match admitted {
            Ok(()) => None,
            Err(Closed) => Some(Stop::Cancelled(CancelReason::Shutdown)),
        },
    };
    if let Some(stop) = not_begun {
        work.discard();
        return stopped(stop, Duration::ZERO);
    }

    let started = Instant::now();
    report.root.start();
    run.enter(RunState::Running, report);
    observers.tell(|| RunEvent::Began(run.clone()));
    let span = debug_span!("run", id = %run.id(), job = run.job());
    let mut function = FunctionTask(work.spawn(span));

    let returned = tokio::select! {
        returned = &mut function.0 => Some(returned),
        _ = report.stop.made() => None,
        never = time_out(report, run.policy().timeout) => match never {},
    };
    // What a function returns once it may have seen the request to stop is not its result.
    let returned = match returned {
        Some(returned) if !report.stop.is_made() => {
            return ended(run, returned, started.elapsed());
        }
        returned => returned,
    };
    let stop = report.stop.made().await;
    let asked = tokio::time::Instant::now();
    run.enter(RunState::Cancelling, report);
    let returned = match returned {
        Some(returned) => returned,
        None => function.stopped(run).await,
    };
    match returned {
        Ok(Ok(_)) => {}
        // No client is told of it, and it may be that it could not clean up.
        Ok(Err(failure)) => {
            debug!(run = %run.id(), job = run.job(), error = failure.message, "job stopped");
        }
        Err(error) => {
            log_panic(run, &error);
            drop_error(error);
        }
    }
    log_stop(run, stop, asked.elapsed());
    stopped(stop, started.elapsed())
}

async fn time_out(report: &Report, timeout: Option<Duration>) -> Infallible {
    if let Some(timeout) = timeout {
        tokio::time::sleep(timeout).await;
        report.stop.make(Stop::TimedOut);
    }
    std::future::pending().await
}

fn ended(run: &Run, returned: Result<Outcome, JoinError>, elapsed: Duration) -> Done {
    let outcome = match returned {
        Ok(outcome) => outcome,
        // Nobody has asked it to stop, so it was the runtime that did.
        Err(error) if error.is_cancelled() => {
            return stopped(Stop::Cancelled(CancelReason::Shutdown), elapsed);
        }
        Err(error) => {
            log_panic(run, &error);
            drop_error(error);
            panicked()
        }
    };
    let (status, result, error) = match outcome {
        Ok(result) => (Status::Succeeded, Some(result), None),
        Err(failure) => {
            warn!(run = %run.id(), job = run.job(), error = failure.message, causes = ?failure.causes, "job failed");
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
fn log_panic(run: &Run, error: &JoinError) {
    if error.is_panic() {
        error!(run = %run.id(), job = run.job(), %error, "job panicked");
    }
}

/// A time-out is a mistake of somebody: of the job, or of whoever chose the time. So is a function
/// that does not stop when it is asked to.
fn log_stop(run: &Run, stop: Stop, went_on: Duration) {
    let policy = run.policy();
    match stop {
        Stop::TimedOut => {
            let timeout = policy.timeout.unwrap_or_default();
            warn!(run = %run.id(), job = run.job(), ?timeout, ?went_on, "job timed out");
        }
        Stop::Cancelled(reason) if went_on >= policy.clean_up.saturating_add(LATE_AFTER) => {
            warn!(run = %run.id(), job = run.job(), ?reason, ?went_on, "job has stopped late");
        }
        Stop::Cancelled(_) => {}
    }
}

/// The task of a function, which does not outlive its supervisor.
struct FunctionTask(JoinHandle<Outcome>);

impl FunctionTask {
    /// Lets it clean up for as long as its policy says, and then stops it.
    ///
    /// A future is dropped at its next await; a blocking function has to look by itself, and until
    /// it returns the run is not over.
    async fn stopped(&mut self, run: &Run) -> Result<Outcome, JoinError> {
        let clean_up = run.policy().clean_up;
        if !clean_up.is_zero() {
            if let Ok(returned) = tokio::time::timeout(clean_up, &mut self.0).await {
                return returned;
            }
        }
        self.0.abort();
        match tokio::time::timeout(LATE_AFTER, &mut self.0).await {
            Ok(returned) => returned,
            Err(_) => {
                warn!(run = %run.id(), job = run.job(), "job goes on although it was asked to stop");
                (&mut self.0).await
            }
        }
    }
}

impl Drop for FunctionTask {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sees to it that a run ends with the future that conducts it, however that comes to its own end,
/// and then tells whoever counts the runs.
pub(super) struct EndGuard<F: FnOnce(&Run)> {
    run: Run,
    ended: Option<F>,
}

impl<F: FnOnce(&Run)> EndGuard<F> {
    pub(super) fn new(run: Run, ended: F) -> Self {
        Self {
            run,
            ended: Some(ended),
        }
    }
}

impl<F: FnOnce(&Run)> Drop for EndGuard<F> {
    fn drop(&mut self) {
        // Refused if the run has its end, as it usually has.
        let _ = self.run.log().finish(abandoned(self.run.elapsed()));
        // Remembers the time of it.
        self.run.ended_at();
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
