//! Putting an application's jobs together.

use std::hash::RandomState;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::{Inner, Jobs, Served};
use crate::error::Error;
use crate::http::access::{Access, Authorise, Refusal};
use crate::http::origins::Origins;
use crate::http::stalled::Parking;
use crate::job::{Job, States};
use crate::log::Limits;
use crate::parameters::argument::Source;
use crate::parameters::{check_arguments, parameters_schema, takes_body};
use crate::protocol::PathTemplate;
use crate::run::{Gate, Principal};
use crate::runs::Registry;

/// Collects jobs, shared state and limits. Made by [`Jobs::builder`].
#[derive(Debug)]
pub struct JobsBuilder {
    jobs: Vec<Job>,
    states: States,
    repeated_state: Option<&'static str>,
    origins: Vec<String>,
    authorise: Option<Authorise>,
    query_set_aside: Vec<String>,
    max_stream_age: Option<Duration>,
    stall_timeout: Duration,
    max_runs: usize,
    max_watchers: usize,
    max_body: usize,
    log_lines: usize,
    log_bytes: usize,
}

impl JobsBuilder {
    /// The default of [`max_runs`](Self::max_runs).
    pub const MAX_RUNS: usize = 10_000;
    /// The default of [`max_watchers`](Self::max_watchers).
    pub const MAX_WATCHERS: usize = 20_000;
    /// The default of [`max_body`](Self::max_body): 1 MiB.
    pub const MAX_BODY: usize = 1 << 20;
    /// The default of [`log_lines`](Self::log_lines).
    pub const LOG_LINES: usize = 1_000;
    /// The default of [`log_bytes`](Self::log_bytes): 1 MiB.
    pub const LOG_BYTES: usize = 1 << 20;

    /// The default of [`stall_timeout`](Self::stall_timeout).
    pub const STALL_TIMEOUT: Duration = Duration::from_secs(30);

    pub(super) fn new() -> Self {
        Self {
            jobs: Vec::new(),
            states: States::default(),
            repeated_state: None,
            origins: Vec::new(),
            authorise: None,
            query_set_aside: Vec::new(),
            max_stream_age: None,
            stall_timeout: Self::STALL_TIMEOUT,
            max_runs: Self::MAX_RUNS,
            max_watchers: Self::MAX_WATCHERS,
            max_body: Self::MAX_BODY,
            log_lines: Self::LOG_LINES,
            log_bytes: Self::LOG_BYTES,
        }
    }

    /// Adds jobs: `jobs(jobs![count, resize])`.
    #[must_use]
    pub fn jobs(mut self, jobs: impl IntoIterator<Item = Job>) -> Self {
        self.jobs.extend(jobs);
        self
    }

    /// Shares a value with every `#[state]` argument of its type. Each run gets a clone.
    #[must_use]
    pub fn state<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        if !self.states.insert(value) {
            self.repeated_state = Some(std::any::type_name::<T>());
        }
        self
    }

    /// Lets pages of another origin, such as `https://app.example`, start, watch and cancel runs.
    /// Without it, only pages of this server's own origin can.
    ///
    /// Clients that are not pages, curl for one, have no origin and are not concerned.
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Asks `hook` before anything is started, watched, resumed, cancelled or listed. It answers
    /// with whom the request is for, or with a refusal, which becomes `401` or `403`. A request for
    /// several runs is asked about for each, and one that is forbidden is unknown there.
    ///
    /// A run then belongs to its principal, and to everybody else it is unknown. Without a hook,
    /// whoever knows a run's id may watch and cancel it, and ids cannot be guessed.
    ///
    /// ```
    /// use sse_progress::{Jobs, Principal, Refusal};
    ///
    /// # fn example() -> Result<(), sse_progress::Error> {
    /// let jobs = Jobs::builder()
    ///     .authorise(|access| async move {
    ///         match access.bearer_token() {
    ///             Some("sesame") => Ok(Principal::new("ali")),
    ///             _ => Err(Refusal::bearer()),
    ///         }
    ///     })
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn authorise<F>(mut self, hook: impl Fn(Access) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Principal, Refusal>> + Send + 'static,
    {
        self.authorise = Some(Authorise::new(hook));
        self
    }

    /// Lets a name stand in queries that is not for a job but for the
    /// [`authorise`](Self::authorise) hook, such as a token. Any other unknown name is refused.
    #[must_use]
    pub fn allow_query(mut self, name: impl Into<String>) -> Self {
        self.query_set_aside.push(name.into());
        self
    }

    /// Ends each stream after about this time, so that its client comes back and goes on where it
    /// was: behind a proxy that hides whether its client is still there, this finds out.
    ///
    /// It concerns clients that reconnect, which ask for `text/event-stream`; the time is varied
    /// by up to a tenth. By default streams have no such end.
    #[must_use]
    pub fn max_stream_age(mut self, age: Duration) -> Self {
        self.max_stream_age = Some(age);
        self
    }

    /// How long a client may take nothing of what its stream has for it, until it no longer counts
    /// as a watcher. If it goes on to read it finds the stream ended, and may come back.
    #[must_use]
    pub fn stall_timeout(mut self, timeout: Duration) -> Self {
        self.stall_timeout = timeout;
        self
    }

    /// How many runs may be under way, waiting ones among them; beyond, a start gets `503`.
    #[must_use]
    pub fn max_runs(mut self, runs: usize) -> Self {
        self.max_runs = runs;
        self
    }

    /// How many streams may be open; beyond, a request for one gets `503`. One that carries several
    /// runs is one.
    #[must_use]
    pub fn max_watchers(mut self, watchers: usize) -> Self {
        self.max_watchers = watchers;
        self
    }

    /// The longest body of a request in bytes; a longer one gets `413`.
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// How many log lines a run remembers for watchers that read slowly, come late or come back.
    #[must_use]
    pub fn log_lines(mut self, lines: usize) -> Self {
        self.log_lines = lines;
        self
    }

    /// How many bytes these lines may have together. The newest is always remembered.
    #[must_use]
    pub fn log_bytes(mut self, bytes: usize) -> Self {
        self.log_bytes = bytes;
        self
    }

    /// Checks that everything fits together.
    ///
    /// # Errors
    ///
    /// When two jobs have the same name or the same address, when a `#[state]` argument has no
    /// value of its type, when two values of one type were given, or when an origin is not one.
    pub fn build(self) -> Result<Jobs, Error> {
        if let Some(name) = self.repeated_state {
            return Err(Error::new(format!(
                "two values of type `{name}` were given as state: wrap one of them in a type of its own"
            )));
        }
        let mut served: Vec<Served> = Vec::new();
        for job in self.jobs {
            let next = serve(job, &self.states)?;
            check_set_aside(&next.job, &self.query_set_aside)?;
            for other in &served {
                check_pair(other, &next)?;
            }
            served.push(next);
        }
        served.sort_by(|one, two| one.template.precedence(&two.template));
        Ok(Jobs(Arc::new(Inner {
            served,
            states: self.states,
            origins: Origins::new(self.origins)?,
            registry: Registry::new(self.max_runs),
            authorise: self.authorise,
            query_set_aside: self.query_set_aside,
            keyed_starts: Mutex::new(()),
            fingerprints: RandomState::new(),
            max_stream_age: self.max_stream_age,
            watchers: Arc::new(Semaphore::new(
                self.max_watchers.min(Semaphore::MAX_PERMITS),
            )),
            parking: Parking::new(self.stall_timeout),
            max_body: self.max_body,
            log_limits: Limits {
                lines: self.log_lines,
                bytes: self.log_bytes,
            },
        })))
    }
}

fn serve(job: Job, states: &States) -> Result<Served, Error> {
    let name = job.name();
    let wrong = |reason: String| Error::new(format!("the job `{name}` cannot be served: {reason}"));
    let arguments = &job.definition.arguments;
    let template = job
        .path()
        .parse::<PathTemplate>()
        .map_err(|error| wrong(error.to_string()))?;
    check_arguments(&template, arguments).map_err(wrong)?;
    for argument in arguments {
        if let Source::State { id, type_name } = &argument.source {
            if !states.contains(*id) {
                return Err(wrong(format!(
                    "its argument `{}` is `#[state]` of type `{type_name}`, and there is none: \
                     add `.state(…)` to the builder",
                    argument.name
                )));
            }
        }
    }
    Ok(Served {
        parameters: parameters_schema(&template, arguments, !job.definition.methods.get()),
        takes_body: takes_body(arguments),
        gate: Gate::new(job.policy().concurrency, job.policy().queue),
        template,
        job,
    })
}

fn check_set_aside(job: &Job, names: &[String]) -> Result<(), Error> {
    let arguments = &job.definition.arguments;
    let taken = arguments
        .iter()
        .find(|argument| names.iter().any(|name| name == argument.name));
    match taken {
        Some(argument) => Err(Error::new(format!(
            "the job `{}` has a parameter `{}`, which `allow_query` sets aside",
            job.name(),
            argument.name
        ))),
        None => Ok(()),
    }
}

fn check_pair(one: &Served, two: &Served) -> Result<(), Error> {
    let name = one.job.name();
    if name == two.job.name() {
        return Err(Error::new(format!(
            "two jobs are called `{name}`: give one of them another name with `name = \"…\"`"
        )));
    }
    if one.template.same_paths(&two.template) {
        return Err(Error::new(format!(
            "the jobs `{name}` and `{}` have the same address, `{}` and `{}`",
            two.job.name(),
            one.template,
            two.template
        )));
    }
    Ok(())
}
