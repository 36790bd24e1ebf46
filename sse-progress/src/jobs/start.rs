//! Starting a run.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use tokio::runtime::Handle;
use tracing::error;

use super::args::Args;
use super::mistake::Mistakes;
use super::registry::NoRoom;
use super::values::Values;
use super::{Jobs, Served};
use crate::protocol::RunId;
use crate::run::{Conduct, OnDisconnect, Policy, Prepared, Run, Work};

/// Whether somebody watches from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// The client that started it watches it, and when it leaves the run is cancelled by default.
    Watched,
    /// The run was promised to be done, and goes on by default.
    Accepted,
}

impl Jobs {
    /// Starts a run of the job `name` without HTTP. `parameters` is an object with a member for
    /// each parameter, as a JSON body would have it.
    ///
    /// Nobody watches it, so it goes on unless its job says otherwise, and unless it is
    /// [cancelled](Self::cancel).
    ///
    /// # Errors
    ///
    /// See [`StartError`].
    ///
    /// ```
    /// # use sse_progress::{Jobs, job, jobs};
    /// #[job("/double/{number}")]
    /// fn double(number: u64) -> u64 {
    ///     number * 2
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let jobs = Jobs::builder().jobs(jobs![double]).build()?;
    /// let run = jobs.start("double", serde_json::json!({ "number": 21 }))?;
    /// let done = run.ended().await;
    /// assert_eq!(done.result.as_ref().map(|json| json.get()), Some("42"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn start(&self, name: &str, parameters: Value) -> Result<Run, StartError> {
        let served = self.by_name(name).ok_or_else(|| {
            let known: Vec<_> = self
                .0
                .served
                .iter()
                .map(|served| served.job.name())
                .collect();
            Kind::UnknownJob(format!(
                "no job is called `{name}`; there is {}",
                known.join(", ")
            ))
        })?;
        let values = Values::new(&served.job.definition.arguments).members(parameters);
        self.begin(served, values, Start::Accepted)
    }

    /// Starts a run, or says all that is wrong with the request for it.
    pub(crate) fn begin(
        &self,
        served: &Served,
        values: Values<'_>,
        start: Start,
    ) -> Result<Run, StartError> {
        let runtime = Handle::try_current().map_err(|_| Kind::NoRuntime)?;
        let (prepared, work) = self.prepare(served, values)?;
        let place = self.0.registry.reserve().map_err(|reason| match reason {
            NoRoom::Full => Kind::TooManyRuns,
            NoRoom::Closed => Kind::ShuttingDown,
        })?;
        let ticket = served.gate.enter().map_err(|_| Kind::QueueFull)?;
        let policy = served.job.policy();
        let on_disconnect = policy.on_disconnect.unwrap_or(match start {
            Start::Watched => Policy::ON_DISCONNECT,
            Start::Accepted => OnDisconnect::Detach,
        });
        let conduct = Conduct {
            job: served.job.name(),
            ticket,
            on_disconnect,
            interval: policy.interval,
            timeout: policy.timeout,
        };
        let (run, conducted) = prepared.begin(conduct, work);
        place.take(run.clone());
        let (jobs, ended, retention) = (Arc::clone(&self.0), run.clone(), policy.retention);
        runtime.spawn(async move {
            conducted.await;
            jobs.registry.finished(&ended);
            tokio::time::sleep(retention).await;
            jobs.registry.forget(ended.id());
        });
        Ok(run)
    }

    /// Makes the arguments of a call, and the run that they report to.
    pub(crate) fn prepare(
        &self,
        served: &Served,
        values: Values<'_>,
    ) -> Result<(Prepared, Work), StartError> {
        let id = RunId::random().map_err(|error| {
            error!(%error, "the system has no random numbers");
            Kind::NoRandomness
        })?;
        let prepared = Prepared::new(id, self.0.log_limits);
        let mut args = Args::new(values, &self.0.states, prepared.progress());
        let work = (served.job.definition.start)(&mut args);
        let work = args.finish(work).map_err(Kind::Mistakes)?;
        Ok((prepared, work))
    }
}

/// Why a run could not be started. Nothing has begun.
#[derive(Debug)]
pub struct StartError(pub(crate) Kind);

#[derive(Debug)]
pub(crate) enum Kind {
    UnknownJob(String),
    Mistakes(Mistakes),
    QueueFull,
    TooManyRuns,
    ShuttingDown,
    NoRuntime,
    NoRandomness,
}

impl StartError {
    /// Whether the parameters were at fault.
    pub fn is_bad_parameters(&self) -> bool {
        matches!(self.0, Kind::Mistakes(_))
    }

    /// Whether there is no room now, so that a later try may succeed.
    pub fn is_overload(&self) -> bool {
        matches!(
            self.0,
            Kind::QueueFull | Kind::TooManyRuns | Kind::ShuttingDown
        )
    }
}

impl From<Kind> for StartError {
    fn from(kind: Kind) -> Self {
        Self(kind)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::UnknownJob(message) => f.write_str(message),
            Kind::Mistakes(mistakes) => mistakes.fmt(f),
            Kind::QueueFull => f.write_str("the queue of this job is full"),
            Kind::TooManyRuns => f.write_str("as many runs are under way as this server takes"),
            Kind::ShuttingDown => f.write_str("the server is shutting down"),
            Kind::NoRuntime => f.write_str("a run can only be started on a tokio runtime"),
            Kind::NoRandomness => f.write_str("the system has no random numbers for a run id"),
        }
    }
}

impl std::error::Error for StartError {}
