//! An application's jobs: what they take, where they are, and their runs.

mod args;
mod argument;
mod authorise;
mod body;
mod builder;
mod expected;
mod flaw;
mod idempotency;
mod job;
mod kinds;
mod mistake;
mod origins;
mod pairs;
mod parking;
mod registry;
mod returns;
mod start;
mod state;
mod template;
mod text;
mod values;

use std::fmt;
use std::hash::RandomState;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::log::Limits;
use crate::protocol::{CancelReason, RunId};
use crate::run::{Gate, Policy, Run, Watch};

use authorise::Authorise;
use origins::Origins;
use parking::Parking;
use registry::Registry;
use state::States;
use template::Template;

pub use args::Args;
pub use argument::Argument;
pub use authorise::{Access, Action, Refusal};
pub use body::Body;
pub use builder::JobsBuilder;
pub use job::{Definition, Job, Methods, job};
pub use kinds::{
    BodyKind, DefaultValue, FromText, IsBody, IsProgress, IsValue, MayBeAbsent, NoJson, Parameter,
    Probe, ProgressKind, SharedState, ValueKind, WithoutBody, describe_state, take_state,
    text_default, without_body,
};
pub use returns::{
    Awaited, FutureKind, IsFuture, IsOutput, IsResult, JobError, Output, OutputKind, ResultKind,
};
pub use start::StartError;

pub(crate) use idempotency::MAX_KEY;
pub(crate) use mistake::{Fault, Location, Mistake, Mistakes};
pub(crate) use pairs::{query_value, query_values};
pub(crate) use parking::{Slot, Watcher};
pub(crate) use start::{Kind as StartErrorKind, Start};
pub(crate) use values::Values;

/// How long cancelled runs have to end at shutdown before they are given up.
const CLEAN_UP: Duration = Duration::from_secs(5);

/// An application's jobs and their runs: the one value that it owns. Cheap to clone.
///
/// `routes` makes a `warp` filter of it, [`start`](Self::start), [`watch`](Self::watch) and
/// [`cancel`](Self::cancel) use it without HTTP.
#[derive(Clone, Debug)]
pub struct Jobs(Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    served: Vec<Served>,
    states: States,
    origins: Origins,
    registry: Registry,
    authorise: Option<Authorise>,
    query_set_aside: Vec<String>,
    keyed_starts: Mutex<()>,
    fingerprints: RandomState,
    max_stream_age: Option<Duration>,
    watchers: Arc<Semaphore>,
    parking: Arc<Parking>,
    max_body: usize,
    log_limits: Limits,
}

/// A job at its address.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) job: Job,
    pub(crate) template: Template,
    pub(crate) parameters: Value,
    pub(crate) takes_body: bool,
    gate: Arc<Gate>,
}

impl Jobs {
    /// Collects jobs, shared state and limits.
    pub fn builder() -> JobsBuilder {
        JobsBuilder::new()
    }

    /// A run that is under way, or that has ended within its job's `retention`.
    pub fn run(&self, id: &RunId) -> Option<Run> {
        self.0.registry.get(id)
    }

    /// Watches a run from its start, as far as it is remembered. `None` if there is no such run.
    pub fn watch(&self, id: &RunId) -> Option<Watch> {
        Some(self.run(id)?.watch())
    }

    /// Asks a run to stop. Harmless when it was asked before, or has ended. `None` if there is no
    /// such run.
    pub fn cancel(&self, id: &RunId) -> Option<Run> {
        let run = self.run(id)?;
        run.cancel(CancelReason::Requested);
        Some(run)
    }

    /// How many runs are under way, waiting ones among them.
    pub fn live_runs(&self) -> usize {
        self.0.registry.live()
    }

    /// Takes no new runs, waits for `grace` until those under way have ended, cancels the rest and
    /// waits a few seconds more for them to stop.
    ///
    /// When this returns, every run has its `done`. A blocking function that never looks whether it
    /// is cancelled cannot be stopped: its thread goes on, and its run is given up.
    ///
    /// # Cancel safety
    ///
    /// New runs are refused from the first poll on, whether this is polled to its end or not.
    pub async fn shutdown(&self, grace: Duration) {
        let registry = &self.0.registry;
        registry.close();
        if timeout(grace, registry.idle()).await.is_ok() {
            return;
        }
        for run in registry.unfinished() {
            run.cancel(CancelReason::Shutdown);
        }
        if timeout(CLEAN_UP, registry.idle()).await.is_err() {
            for run in registry.unfinished() {
                tracing::warn!(run = %run.id(), job = run.job(), "given up: the function does not stop");
                run.give_up();
            }
        }
    }

    /// The runs that begin from now on, until these jobs are shut down.
    #[cfg(feature = "mirror")]
    pub(crate) fn started(&self) -> tokio::sync::broadcast::Receiver<Run> {
        self.0.registry.started()
    }

    pub(crate) fn served(&self) -> &[Served] {
        &self.0.served
    }

    pub(crate) fn authorise(&self) -> Option<&Authorise> {
        self.0.authorise.as_ref()
    }

    /// Names in a query that are not for the jobs.
    pub(crate) fn query_set_aside(&self) -> &[String] {
        &self.0.query_set_aside
    }

    pub(crate) fn max_stream_age(&self) -> Option<Duration> {
        self.0.max_stream_age
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.0.origins
    }

    pub(crate) fn max_body(&self) -> usize {
        self.0.max_body
    }

    /// Where a new stream leaves its watcher while it is not polled.
    pub(crate) fn park<W>(&self, watcher: Watcher<W>) -> Arc<Slot<W>>
    where
        W: fmt::Debug + Send + 'static,
    {
        self.0.parking.enter(watcher)
    }

    /// A place for one more stream, if there is any.
    pub(crate) fn seat(&self) -> Option<OwnedSemaphorePermit> {
        self.0.watchers.clone().try_acquire_owned().ok()
    }

    /// How the runs of a job are conducted.
    pub(crate) fn policy(&self, job: &str) -> Policy {
        let served = self.by_name(job);
        served.map_or(Policy::DEFAULT, |served| *served.job.policy())
    }

    fn by_name(&self, name: &str) -> Option<&Served> {
        self.0
            .served
            .iter()
            .find(|served| served.job.name() == name)
    }
}

impl<const N: usize> TryFrom<[Job; N]> for Jobs {
    type Error = crate::Error;

    fn try_from(jobs: [Job; N]) -> Result<Self, crate::Error> {
        Self::builder().jobs(jobs).build()
    }
}

#[cfg(test)]
mod tests;
