//! The life of a run: queued, running, perhaps cancelling, and one end.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::{JoinError, JoinHandle};
use tracing::{debug, debug_span, error, warn};

use crate::protocol::{CancelReason, Done, State, Status};

use super::Run;
use super::cancel::Stop;
use super::gate::Ticket;
use super::outcome::{Outcome, panicked};
use super::report::Report;
use super::sampler::{Sampler, millis};
use super::work::Work;

/// Conducts a run from its place in the queue to its `done`.
///
/// This is a task of its own, beside the one in which the function runs, so that bars move and
/// watchers leave while the function computes.
pub(super) async fn conduct(run: Run, ticket: Arc<Ticket>, mut sampler: Sampler, work: Work) {
    // However this task ends, if only with the runtime around it, the run ends too.
    let last_resort = LastResort(&run);
    let done = tokio::select! {
        done = live(&run, &ticket, work) => done,
        never = sampler.run(run.log()) => match never {},
        never = cancel_when_unwatched(&run) => match never {},
    };
    debug!(run = %run.id(), job = run.job(), status = %done.status, "run ended");
    // A run that was given up has its end already.
    let _ = sampler.finish(run.log(), done).await;
    drop(last_resort);
}

async fn cancel_when_unwatched(run: &Run) -> Infallible {
    run.audience().gone().await;
    run.cancel(CancelReason::Disconnected);
    std::future::pending().await
}

async fn live(run: &Run, ticket: &Ticket, work: Work) -> Done {
    let report = run.report();
    tokio::select! {
        biased;
        stop = report.stop.made() => {
            work.discard();
            return stopped(stop, Duration::ZERO);
        }
        () = ticket.admitted(|| report.news.raise()) => {}
    }

    let started = Instant::now();
    report.root.start();
    run.enter(State::Running);
    let span = debug_span!("run", id = %run.id(), job = run.job());
    let mut function = Function(work.spawn(span));

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
        returned => {
            run.enter(State::Cancelling);
            match returned {
                Some(returned) => returned,
                None => function.stopped(run.policy().clean_up).await,
            }
        }
    };
    match returned {
        Ok(Ok(_)) => {}
        // Nobody is told, and it may be that it could not clean up.
        Ok(Err(failure)) => {
            debug!(run = %run.id(), job = run.job(), error = failure.message, "job stopped");
        }
        Err(error) => report_panic(run, &error),
    }
    stopped(report.stop.made().await, started.elapsed())
}

async fn time_out(report: &Report, timeout: Option<Duration>) -> Infallible {
    if let Some(timeout) = timeout {
        tokio::time::sleep(timeout).await;
        report.stop.make(Stop::TimedOut);
    }
    std::future::pending().await
}

fn ended(run: &Run, returned: Result<Outcome, JoinError>, elapsed: Duration) -> Done {
    let outcome = returned.unwrap_or_else(|error| {
        report_panic(run, &error);
        panicked()
    });
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
fn report_panic(run: &Run, error: &JoinError) {
    if error.is_panic() {
        error!(run = %run.id(), job = run.job(), %error, "job panicked");
    }
}

/// The task of a function, which does not outlive its supervisor.
struct Function(JoinHandle<Outcome>);

impl Function {
    /// Lets it clean up for so long, and then stops it.
    ///
    /// A future is dropped at its next await; a blocking function has to look by itself, and until
    /// it returns the run is not over.
    async fn stopped(&mut self, clean_up: Duration) -> Result<Outcome, JoinError> {
        if !clean_up.is_zero() {
            if let Ok(returned) = tokio::time::timeout(clean_up, &mut self.0).await {
                return returned;
            }
        }
        self.0.abort();
        (&mut self.0).await
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Ends a run that nobody has ended.
struct LastResort<'a>(&'a Run);

impl Drop for LastResort<'_> {
    fn drop(&mut self) {
        let _ = self.0.log().finish_now(stopped(
            Stop::Cancelled(CancelReason::Shutdown),
            Duration::ZERO,
        ));
    }
}
