//! From a job and its parameters to a run.

use std::fmt;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use serde_json::value::RawValue;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};
use tracing::error;

use super::fingerprint::Fingerprints;
use super::idempotency::{Claim, Claimed, Key};
use super::registry::NoRoom;
use super::{JobAt, Runs};
use crate::error::Error;
use crate::job::{AnyArgument, Args};
use crate::parameters::{InputErrors, Values};
use crate::protocol::{RunId, Status};
use crate::run::{NewRun, Prepared, Principal, Run, Unreachable, Work};
use crate::store;

/// How long a request waits for another one, in whichever process, that has claimed its key and is
/// about to start the run.
const CLAIM_PATIENCE: Duration = Duration::from_secs(5);

/// How often it looks.
const CLAIM_INTERVAL: Duration = Duration::from_millis(50);

/// The arguments of a run that a program starts.
#[derive(Debug)]
pub(crate) enum Arguments {
    /// An object with a member for each parameter.
    ByName(Value),
    /// One for each argument of the function.
    InOrder(Vec<AnyArgument>),
}

/// How a run is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct StartRequest {
    /// Whether the client that starts it watches it. If so the run is cancelled, by default, when
    /// that client leaves; if not, the run was promised to be done and goes on.
    pub(crate) watched: bool,
    /// Whom it will belong to.
    pub(crate) owner: Option<Principal>,
    /// The idempotency key.
    pub(crate) key: Option<String>,
    /// What it is started with, as far as that is shown.
    pub(crate) parameters: Option<Box<RawValue>>,
}

/// What a request to start has led to.
#[derive(Debug)]
pub(crate) enum Started {
    /// This run, which may have been started by an earlier request with the same key.
    Run(Run),
    /// The key has started this run, which has ended and was forgotten to make room for others.
    Forgotten(RunId),
}

impl Runs {
    /// Starts a run of the job `name`, without a client that watches it.
    pub(crate) fn start(
        &self,
        name: &str,
        arguments: Arguments,
        owner: Option<Principal>,
    ) -> Result<Run, StartError> {
        let request = StartRequest {
            owner,
            ..StartRequest::default()
        };
        self.start_with(name, arguments, request)
    }

    /// The same as it is requested, but for the key, which is not looked at.
    pub(crate) fn start_with(
        &self,
        name: &str,
        arguments: Arguments,
        mut request: StartRequest,
    ) -> Result<Run, StartError> {
        let at = self.catalog.by_name(name).ok_or_else(|| {
            let known: Vec<_> = self.catalog.iter().map(|at| at.job.name()).collect();
            Kind::UnknownJob(format!(
                "no job is called `{name}`; there is {}",
                known.join(", ")
            ))
        })?;
        let values = Values::new(&at.job.definition.arguments);
        let (values, given) = match arguments {
            Arguments::ByName(object) => (values.members(object), Vec::new()),
            Arguments::InOrder(given) => (values, given),
        };
        request.parameters = given.is_empty().then(|| values.shown()).flatten();
        let (prepared, work) = self.call(at, values, given, request.owner.clone())?;
        self.begin(at, prepared, work, request, None)
    }

    /// Starts a run, or finds the one that the same key has started, or says all that is wrong with
    /// the request.
    ///
    /// # Cancel safety
    ///
    /// A run that has begun goes on.
    pub(crate) async fn start_once(
        &self,
        at: &JobAt,
        values: Values<'_>,
        mut request: StartRequest,
    ) -> Result<Started, StartError> {
        let claim = request.key.take().map(|text| Claim {
            fingerprint: values.fingerprint(&Fingerprints),
            key: Key {
                job: at.job.name(),
                owner: request.owner.clone(),
                text,
            },
        });
        request.parameters = values.shown();
        let (prepared, work) = self.prepare(at, values, request.owner.clone())?;
        let started = match claim {
            None => Started::Run(self.begin(at, prepared, work, request, None)?),
            Some(claim) => {
                self.start_claimed(at, (prepared, work), request, claim)
                    .await?
            }
        };
        if let Started::Run(run) = &started {
            self.store.begun(run).await;
        }
        Ok(started)
    }

    async fn start_claimed(
        &self,
        at: &JobAt,
        (prepared, work): (Prepared, Work),
        request: StartRequest,
        claim: Claim,
    ) -> Result<Started, StartError> {
        if !self.store.is_shared() {
            let _first = self.first();
            return match self.already_claimed(&claim)? {
                Some(started) => Ok(started),
                None => self
                    .begin(at, prepared, work, request, Some(claim))
                    .map(Started::Run),
            };
        }
        let intention = claim.intention();
        let id = prepared.id().clone();
        let until = Instant::now() + CLAIM_PATIENCE;
        loop {
            // What this process knows, it knows without asking. A run that was lost may have been so to
            // another run of its key.
            match self.already_claimed(&claim)? {
                Some(Started::Run(run)) if is_lost(&run) => {}
                Some(started) => return Ok(started),
                None => {}
            }
            match self.store.claim(&intention, &id).await? {
                store::Claimed::Now => break,
                store::Claimed::WithOtherParameters => return Err(Kind::KeyReused.into()),
                store::Claimed::By(id) => {
                    return Ok(match self.find(&id).await? {
                        Some(run) => Started::Run(run),
                        None => Started::Forgotten(id),
                    });
                }
                store::Claimed::ByAnother if Instant::now() < until => sleep(CLAIM_INTERVAL).await,
                store::Claimed::ByAnother => return Err(Kind::KeyBusy.into()),
            }
        }
        match self.begin(at, prepared, work, request, Some(claim)) {
            Ok(run) => Ok(Started::Run(run)),
            Err(error) => {
                self.store.unclaim(&intention, &id).await;
                Err(error)
            }
        }
    }

    /// What a key has started in this process.
    fn already_claimed(&self, claim: &Claim) -> Result<Option<Started>, StartError> {
        match self.registry.claimed(claim) {
            Claimed::WithOtherParameters => Err(Kind::KeyReused.into()),
            Claimed::By(id) => Ok(Some(match self.registry.get(&id) {
                Some(run) => Started::Run(run),
                None => Started::Forgotten(id),
            })),
            Claimed::No => Ok(None),
        }
    }

    fn first(&self) -> MutexGuard<'_, ()> {
        self.keyed_starts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the arguments of a call, and the run that they report to and that will belong to `owner`.
    pub(crate) fn prepare(
        &self,
        at: &JobAt,
        values: Values<'_>,
        owner: Option<Principal>,
    ) -> Result<(Prepared, Work), StartError> {
        self.call(at, values, Vec::new(), owner)
    }

    fn call(
        &self,
        at: &JobAt,
        values: Values<'_>,
        given: Vec<AnyArgument>,
        owner: Option<Principal>,
    ) -> Result<(Prepared, Work), StartError> {
        let id = RunId::random().map_err(|error| {
            error!(%error, "the system has no random numbers");
            Kind::NoRandomness(error)
        })?;
        let prepared = Prepared::new(id, self.log_limits);
        let mut args = Args::new(values, &self.states, prepared.progress())
            .owner(owner)
            .given(given);
        let work = (at.job.definition.start)(&mut args);
        let work = args.finish(work).map_err(Kind::Parameters)?;
        Ok((prepared, work.describe_errors(self.describe_error.clone())))
    }

    fn begin(
        &self,
        at: &JobAt,
        prepared: Prepared,
        work: Work,
        request: StartRequest,
        claim: Option<Claim>,
    ) -> Result<Run, StartError> {
        let runtime = Handle::try_current().map_err(|_| Kind::NoRuntime)?;
        let (permit, place) = self.registry.enter().map_err(|reason| match reason {
            NoRoom::Full => Kind::TooManyRuns,
            NoRoom::Closed => Kind::ShuttingDown,
        })?;
        let turn = at.queue.enter().map_err(|_| Kind::QueueFull)?;
        let new = NewRun {
            job: at.job.name(),
            policy: *at.job.policy(),
            owner: request.owner,
            parameters: request.parameters,
            watched: request.watched,
            turn,
            place,
            observers: self.registry.observers(),
        };
        let registry = self.registry.clone();
        let (run, conducted) = prepared.begin(new, work, move |run| registry.ended(run));
        let intention = claim.as_ref().map(Claim::intention);
        permit.begin(&run, claim);
        self.store.begin(&run, intention.as_ref());
        runtime.spawn(conducted);
        Ok(run)
    }
}

fn is_lost(run: &Run) -> bool {
    run.done().is_some_and(|done| done.status == Status::Lost)
}

/// Why a run could not be started. Nothing has begun.
#[derive(Debug)]
pub struct StartError(pub(crate) Kind);

#[derive(Debug)]
pub(crate) enum Kind {
    UnknownJob(String),
    Parameters(InputErrors),
    KeyReused,
    /// Another request is about to start its run.
    KeyBusy,
    /// It cannot be known whether the key has started a run.
    StoreUnreachable,
    QueueFull,
    TooManyRuns,
    ShuttingDown,
    NoRuntime,
    NoRandomness(getrandom::Error),
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
            Kind::QueueFull
                | Kind::TooManyRuns
                | Kind::ShuttingDown
                | Kind::KeyBusy
                | Kind::StoreUnreachable
        )
    }
}

impl From<Unreachable> for StartError {
    fn from(Unreachable: Unreachable) -> Self {
        Self(Kind::StoreUnreachable)
    }
}

impl From<StartError> for Error {
    fn from(error: StartError) -> Self {
        Self::new(error.to_string())
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
            Kind::KeyBusy => {
                f.write_str("another request with this idempotency key is about to start its run")
            }
            Kind::StoreUnreachable => {
                f.write_str("it cannot be known now whether this idempotency key has started a run")
            }
            Kind::QueueFull => f.write_str("the queue of this job is full"),
            Kind::TooManyRuns => f.write_str("as many runs are under way as this server takes"),
            Kind::ShuttingDown => f.write_str("the server is shutting down"),
            Kind::NoRuntime => f.write_str("a run can only be started on a tokio runtime"),
            Kind::NoRandomness(_) => f.write_str("the system has no random numbers for a run id"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Kind::NoRandomness(error) => Some(error),
            // What is wrong with parameters is said in full already.
            _ => None,
        }
    }
}
