//! One execution of a job: what it reports, how it is conducted, who watches it.
//!
//! A job writes to its [`Report`](report::Report) through [`Progress`] handles. The sampler reads
//! the report and writes the run's log. The supervisor starts the function, ends it, and writes
//! `done`. Watchers read the log. No arrow goes the other way: a job cannot be held up by who
//! watches it.

mod attendance;
mod audience;
mod bar;
mod cancel;
mod estimate;
mod gate;
mod outcome;
mod pending;
mod policy;
mod principal;
mod progress;
mod report;
mod sampler;
mod signal;
#[cfg(feature = "mirror")]
mod solo;
mod supervise;
mod tasks;
mod watch;
mod work;
mod wrap;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::log::{Limits, MemoryLog};
use crate::protocol::{CancelReason, Done, RunId, Snapshot, State};

use audience::Audience;
use report::Report;
use sampler::{Sampler, Stage};

pub use cancel::Cancelled;
pub use outcome::{BoxError, Outcome};
pub use policy::{OnDisconnect, Policy};
pub use principal::Principal;
pub use progress::Progress;
pub use watch::Watch;
pub use work::Work;
pub use wrap::{WrapAsyncRead, WrapAsyncWrite, WrapIter, WrapRead, WrapStream, WrapWrite};

pub(crate) use gate::{Gate, Ticket};
pub(crate) use outcome::{failed, succeeded};
#[cfg(feature = "mirror")]
pub(crate) use solo::Solo;
#[cfg(feature = "mirror")]
pub(crate) use watch::Follower;

/// A run: a handle to watch and cancel it by. Cheap to clone.
#[derive(Clone)]
pub struct Run(Arc<Inner>);

struct Inner {
    id: RunId,
    job: &'static str,
    policy: Policy,
    owner: Option<Principal>,
    report: Arc<Report>,
    stage: Arc<Stage>,
    log: MemoryLog,
    audience: Audience,
}

/// A run that has been prepared, so that its arguments can be made, and not yet begun.
#[derive(Debug)]
pub(crate) struct Prepared {
    report: Arc<Report>,
    limits: Limits,
}

/// What a run is given when it begins, beside its work.
#[derive(Debug)]
pub(crate) struct NewRun {
    /// The name of its job.
    pub(crate) job: &'static str,
    /// How its job wants it to be conducted.
    pub(crate) policy: Policy,
    /// Whom it will belong to.
    pub(crate) owner: Option<Principal>,
    /// Whether it is started by a client that watches it, and not by one that only wants it done.
    pub(crate) watched: bool,
    /// Its place in its job's queue.
    pub(crate) ticket: Ticket,
}

impl Prepared {
    /// `limits` bound what the run remembers.
    pub(crate) fn new(id: RunId, limits: Limits) -> Self {
        Self {
            report: Arc::new(Report::new(id, limits)),
            limits,
        }
    }

    /// What the function will report through.
    pub(crate) fn progress(&self) -> Progress {
        Progress::new(self.report.clone())
    }

    /// Makes the run, and the future that conducts it to its end.
    pub(crate) fn begin(
        self,
        new: NewRun,
        work: Work,
    ) -> (Run, impl Future<Output = ()> + Send + 'static) {
        let NewRun {
            job,
            policy,
            owner,
            watched,
            ticket,
        } = new;
        let ticket = Arc::new(ticket);
        let state = match ticket.place() {
            Some(_) => State::Queued,
            None => State::Running,
        };
        let stage = Arc::new(Stage::new(state));
        let mut sampler = Sampler::new(
            self.report.clone(),
            stage.clone(),
            Some(ticket.clone()),
            job,
            policy.interval,
        );
        let first = sampler.snapshot(Instant::now());
        let run = Run(Arc::new(Inner {
            id: self.report.run.clone(),
            job,
            policy,
            owner,
            stage,
            log: MemoryLog::new(self.report.run.clone(), first, self.limits),
            audience: Audience::new(policy.when_unwatched(watched)),
            report: self.report,
        }));
        let conducted = supervise::conduct(run.clone(), ticket, sampler, work);
        (run, conducted)
    }
}

impl Run {
    /// Its id: whoever knows it may watch and cancel the run.
    pub fn id(&self) -> &RunId {
        &self.0.id
    }

    /// The name of its job.
    pub fn job(&self) -> &'static str {
        self.0.job
    }

    /// How it is conducted: the options of its job.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// Whom it belongs to: who started it over HTTP, if the application has an authorise hook.
    pub fn owner(&self) -> Option<&Principal> {
        self.0.owner.as_ref()
    }

    /// The newest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.0.log.snapshot()
    }

    /// How it ended, once it has.
    pub fn done(&self) -> Option<Arc<Done>> {
        self.0.log.done()
    }

    /// How many watch it now.
    pub fn watchers(&self) -> usize {
        self.0.audience.watchers()
    }

    /// Watches it from the start, that is from the oldest log line that is still remembered.
    pub fn watch(&self) -> Watch {
        Watch::open(self, true)
    }

    /// Whether it waits for its place and has not begun.
    pub(crate) fn is_queued(&self) -> bool {
        self.done().is_none() && self.0.stage.get() == State::Queued
    }

    /// Waits for its end.
    ///
    /// This does not count as watching: a run that everybody leaves is cancelled all the same.
    ///
    /// # Cancel safety
    ///
    /// Safe to drop and to call again.
    pub async fn ended(&self) -> Arc<Done> {
        self.0.log.ended().await
    }

    /// Asks it to stop. The first to ask gives the reason; asking again, or too late, changes
    /// nothing.
    pub(crate) fn cancel(&self, reason: CancelReason) {
        self.0.report.stop.make(cancel::Stop::Cancelled(reason));
    }

    /// A watcher leaves it, or has left it, and does not come back: see [`Policy::LEAVE_GRACE`].
    pub(crate) fn farewell(&self) {
        self.0.audience.farewell();
    }

    /// Who has just begun to watch it takes the place of another watcher.
    pub(crate) fn hand_over(&self) {
        self.0.audience.hand_over();
    }

    /// Ends it although its function has not ended.
    pub(crate) fn give_up(&self) {
        let stop = cancel::Stop::Cancelled(CancelReason::Shutdown);
        let _ = self
            .0
            .log
            .finish_now(supervise::stopped(stop, Duration::ZERO));
    }

    pub(crate) fn log(&self) -> &MemoryLog {
        &self.0.log
    }

    pub(crate) fn audience(&self) -> &Audience {
        &self.0.audience
    }

    fn report(&self) -> &Report {
        &self.0.report
    }

    /// Shows what the run is doing now.
    fn enter(&self, state: State) {
        self.0.stage.set(state);
        self.0.report.news.raise();
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("id", self.id())
            .field("job", &self.job())
            .field("state", &self.0.stage.get())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
