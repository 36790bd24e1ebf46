//! Starting a run.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use tokio::runtime::Handle;
use tracing::error;

use super::idempotency::{Intention, Key};
use super::registry::{Intended, NoRoom};
use crate::job::Args;
use crate::jobs::{Jobs, Served};
use crate::parameters::{InputErrors, Values};
use crate::protocol::RunId;
use crate::run::{Conduct, OnDisconnect, Policy, Prepared, Principal, Run, Work};

/// How a run is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Start {
    /// Whether the client that starts it watches it. If so the run is cancelled, by default, when
    /// that client leaves; if not, the run was promised to be done and goes on.
    pub(crate) watched: bool,
    /// Whom it will belong to.
    pub(crate) owner: Option<Principal>,
    /// The client's name for its intention.
    pub(crate) key: Option<String>,
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
        self.begin(served, values, Start::default())
    }

    /// Starts a run, or finds the one that the same intention has started, or says all that is
    /// wrong with the request.
    pub(crate) fn begin(
        &self,
        served: &Served,
        values: Values<'_>,
        start: Start,
    ) -> Result<Run, StartError> {
        let runtime = Handle::try_current().map_err(|_| Kind::NoRuntime)?;
        let job = served.job.name();
        let intention = start.key.map(|key| Intention {
            parameters: values.fingerprint(&self.0.fingerprints),
            key: Key {
                job,
                owner: start.owner.clone(),
                key,
            },
        });
        let (prepared, work) = self.prepare(served, values)?;
        // Of two requests with one key, the second waits until the first has started its run.
        let _first = intention.as_ref().map(|_| self.0.keyed_starts.lock());
        match intention
            .as_ref()
            .map(|intention| self.0.registry.intended(intention))
        {
            Some(Intended::Started(run)) => return Ok(run),
            Some(Intended::Otherwise) => return Err(Kind::KeyReused.into()),
            Some(Intended::New) | None => {}
        }
        let place = self.0.registry.reserve().map_err(|reason| match reason {
            NoRoom::Full => Kind::TooManyRuns,
            NoRoom::Closed => Kind::ShuttingDown,
        })?;
        let ticket = served.gate.enter().map_err(|_| Kind::QueueFull)?;
        let policy = served.job.policy();
        let on_disconnect = policy.on_disconnect.unwrap_or(if start.watched {
            Policy::ON_DISCONNECT
        } else {
            OnDisconnect::Detach
        });
        let conduct = Conduct {
            job,
            owner: start.owner,
            ticket,
            on_disconnect,
            interval: policy.interval,
            timeout: policy.timeout,
            clean_up: policy.clean_up,
        };
        let (run, conducted) = prepared.begin(conduct, work);
        place.take(run.clone(), intention);
        let (jobs, ended, retention) = (Arc::clone(&self.0), run.clone(), policy.retention);
        runtime.spawn(async move {
            conducted.await;
            jobs.registry.finished(&ended);
            // Only the registry keeps it from now on, which forgets it sooner if it needs the room.
            let id = ended.id().clone();
            drop(ended);
            tokio::time::sleep(retention).await;
            jobs.registry.forget(&id);
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
        let work = args.finish(work).map_err(Kind::Parameters)?;
        Ok((prepared, work))
    }
}

/// Why a run could not be started. Nothing has begun.
#[derive(Debug)]
pub struct StartError(pub(crate) Kind);

#[derive(Debug)]
pub(crate) enum Kind {
    UnknownJob(String),
    Parameters(InputErrors),
    KeyReused,
    QueueFull,
    TooManyRuns,
    ShuttingDown,
    NoRuntime,
    NoRandomness,
}

impl StartError {
    /// Whether the parameters were at fault.
    pub fn is_bad_parameters(&self) -> bool {
        matches!(self.0, Kind::Parameters(_))
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
            Kind::Parameters(errors) => errors.fmt(f),
            Kind::KeyReused => {
                f.write_str("this idempotency key has started a run with other parameters")
            }
            Kind::QueueFull => f.write_str("the queue of this job is full"),
            Kind::TooManyRuns => f.write_str("as many runs are under way as this server takes"),
            Kind::ShuttingDown => f.write_str("the server is shutting down"),
            Kind::NoRuntime => f.write_str("a run can only be started on a tokio runtime"),
            Kind::NoRandomness => f.write_str("the system has no random numbers for a run id"),
        }
    }
}

impl std::error::Error for StartError {}
