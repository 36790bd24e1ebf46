//! How a run begins.

use std::sync::{Arc, OnceLock};
use std::time::{Instant, SystemTime};

use serde_json::value::RawValue;
use tokio::sync::OwnedSemaphorePermit;

use crate::log::{Limits, MemoryLog};
use crate::metrics::RunMetrics;
use crate::protocol::{RunId, RunState};

use super::events::Observers;
use super::policy::Policy;
use super::principal::Principal;
use super::progress::Progress;
use super::queue::Turn;
use super::report::Report;
use super::sampler::{CurrentState, Sampler};
use super::supervise::{EndGuard, Supervisor};
use super::watchers::Watchers;
use super::work::Work;
use super::{Inner, Run};

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
    /// What it was started with, as far as that is shown.
    pub(crate) parameters: Option<Box<RawValue>>,
    /// Whether it is started by a client that watches it, and not by one that only wants it done.
    pub(crate) watched: bool,
    /// Its turn among the runs of its job.
    pub(crate) turn: Turn,
    /// Its place among the runs of all jobs.
    pub(crate) place: OwnedSemaphorePermit,
    /// Who is told that it begins.
    pub(crate) observers: Arc<Observers>,
}

impl Prepared {
    /// `limits` bound what the run remembers.
    pub(crate) fn new(id: RunId, limits: Limits) -> Self {
        Self {
            report: Arc::new(Report::new(id, limits)),
            limits,
        }
    }

    /// The id of the run.
    pub(crate) fn id(&self) -> &RunId {
        &self.report.run
    }

    /// What the function will report through.
    pub(crate) fn progress(&self) -> Progress {
        Progress::new(self.report.clone())
    }

    /// Makes the run, and the future that conducts it to its end, to be spawned.
    ///
    /// `ended` is called once, right after the run has got its `done`, however that came about:
    /// also when the future is dropped, at any point, with the runtime that it was on. It must not
    /// panic.
    pub(crate) fn begin(
        self,
        new: NewRun,
        work: Work,
        ended: impl FnOnce(&Run) + Send + 'static,
    ) -> (Run, impl Future<Output = ()> + Send + 'static) {
        let NewRun {
            job,
            policy,
            owner,
            parameters,
            watched,
            turn,
            place,
            observers,
        } = new;
        let turn = Arc::new(turn);
        let state = Arc::new(CurrentState::new(match turn.place() {
            Some(_) => RunState::Queued,
            None => RunState::Running,
        }));
        let mut sampler = Sampler::new(
            self.report.clone(),
            state.clone(),
            Some(turn.clone()),
            job,
            policy.interval,
        );
        let first = sampler.snapshot(Instant::now());
        let id = self.report.run.clone();
        let run = Run(Arc::new(Inner {
            job,
            policy,
            owner,
            parameters,
            started: SystemTime::now(),
            ended: OnceLock::new(),
            state,
            log: MemoryLog::new(id.clone(), first, self.limits),
            watchers: Watchers::new(policy.when_unwatched(watched)),
            metrics: RunMetrics::new(job),
            report: Arc::downgrade(&self.report),
            peers: OnceLock::new(),
            is_remote: false,
            id,
        }));
        let supervisor = Supervisor {
            report: self.report,
            turn,
            place,
            observers,
            sampler,
            work,
            end: EndGuard::new(run.clone(), ended),
        };
        (run, Box::new(supervisor).conduct())
    }
}
