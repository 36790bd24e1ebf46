//! Putting an application's jobs together.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::Jobs;
use crate::error::Error;
use crate::http::{Access, Api, Authorize, Refusal, Settings, Site};
use crate::job::{Job, States};
use crate::log::Limits;
use crate::protocol::Failure;
use crate::run::{DescribeError, Principal};
use crate::runs::{Catalog, Runs};
use crate::store::Store;

/// Collects jobs, shared state and limits. Made by [`Jobs::builder`].
#[derive(Debug)]
pub struct JobsBuilder {
    jobs: Vec<Job>,
    states: States,
    repeated_state: Option<&'static str>,
    max_runs: usize,
    log_limits: Limits,
    describe_error: DescribeError,
    #[cfg(feature = "redis")]
    store: Option<crate::store::redis::Store>,
    http: Settings,
}

impl JobsBuilder {
    /// The default of [`max_runs`](Self::max_runs).
    pub const MAX_RUNS: usize = 10_000;
    /// The default of [`max_watchers`](Self::max_watchers).
    pub const MAX_WATCHERS: usize = 20_000;
    /// The default of [`max_body`](Self::max_body): 1 MiB.
    pub const MAX_BODY: usize = 1 << 20;
    /// The default of [`max_upload`](Self::max_upload): 1 GiB.
    pub const MAX_UPLOAD: u64 = 1 << 30;
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
            max_runs: Self::MAX_RUNS,
            log_limits: Limits {
                lines: Self::LOG_LINES,
                bytes: Self::LOG_BYTES,
            },
            describe_error: DescribeError::default(),
            #[cfg(feature = "redis")]
            store: None,
            http: Settings {
                origins: Vec::new(),
                credentials: false,
                hosts: Vec::new(),
                authorize: None,
                query_set_aside: Vec::new(),
                max_stream_age: None,
                stall_timeout: Self::STALL_TIMEOUT,
                max_watchers: Self::MAX_WATCHERS,
                max_body: Self::MAX_BODY,
                api: Api::new(),
                max_upload: Self::MAX_UPLOAD,
            },
        }
    }

    /// Adds jobs: `jobs(jobs![count, resize])`.
    #[must_use]
    pub fn jobs(mut self, jobs: impl IntoIterator<Item = Job>) -> Self {
        self.jobs.extend(jobs);
        self
    }

    /// Shares a value with every `#[state]` argument of its type. Each run gets a clone.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use sse_progress::{Jobs, job, jobs};
    ///
    /// struct Db;
    ///
    /// #[job("/vacuum")]
    /// async fn vacuum(#[state] db: Arc<Db>) {
    ///     // …
    /// }
    ///
    /// # fn example() -> Result<(), sse_progress::Error> {
    /// let jobs = Jobs::builder().jobs(jobs![vacuum]).state(Arc::new(Db)).build()?;
    /// # Ok(())
    /// # }
    /// ```
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
        self.http.origins.push(origin.into());
        self
    }

    /// Lets the pages of the origins that [`allow_origin`](Self::allow_origin) names send their
    /// cookies and other credentials along (`Access-Control-Allow-Credentials`). By default they
    /// may not.
    #[must_use]
    pub fn allow_credentials(mut self) -> Self {
        self.http.credentials = true;
        self
    }

    /// Names a host by which this server may be asked, such as `app.example`; its port does not
    /// matter.
    ///
    /// A [`Server`](crate::Server) that listens on a loopback address answers to loopback names
    /// alone, unless it is told others: a page of `evil.example` can have its name lead to
    /// 127.0.0.1. So name what a proxy on the same machine passes on as `Host`. On another address,
    /// and under another server, every host is answered until one is named.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.http.hosts.push(host.into());
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
    ///     .authorize(|access| async move {
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
    pub fn authorize<F>(mut self, hook: impl Fn(Access) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Principal, Refusal>> + Send + 'static,
    {
        self.http.authorize = Some(Authorize::new(hook));
        self
    }

    /// Lets a name stand in queries that is not for a job but for the
    /// [`authorize`](Self::authorize) hook, such as a token. Any other unknown name is refused.
    ///
    /// ```
    /// use sse_progress::{Jobs, Principal, Refusal};
    ///
    /// // An `EventSource` cannot set headers: `new EventSource('/count/100?token=sesame')`.
    /// let jobs = Jobs::builder()
    ///     .allow_query("token")
    ///     .authorize(|access| async move {
    ///         match access.query_value("token").as_deref() {
    ///             Some("sesame") => Ok(Principal::new("ali")),
    ///             _ => Err(Refusal::bearer()),
    ///         }
    ///     });
    /// ```
    #[must_use]
    pub fn allow_query(mut self, name: impl Into<String>) -> Self {
        self.http.query_set_aside.push(name.into());
        self
    }

    /// Says how the API is called, and which version of it this is, in `GET /openapi.json`. By
    /// default it is "Jobs", in the version of this library.
    #[must_use]
    pub fn api_info(mut self, title: impl Into<String>, version: impl Into<String>) -> Self {
        self.http.api.title = title.into();
        self.http.api.version = version.into();
        self
    }

    /// Tells in `GET /openapi.json` how to say who one is: what the
    /// [`authorize`](Self::authorize) hook looks at. It decides nothing.
    ///
    /// `scheme` is a Security Scheme Object of OpenAPI. Of several, any one suffices.
    ///
    /// ```
    /// use serde_json::json;
    /// use sse_progress::Jobs;
    ///
    /// # fn example() -> Result<(), sse_progress::Error> {
    /// let jobs = Jobs::builder()
    ///     .security_scheme("token", json!({ "type": "http", "scheme": "bearer" }))
    ///     .security_scheme("session", json!({ "type": "apiKey", "in": "cookie", "name": "sid" }))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn security_scheme(mut self, name: impl Into<String>, scheme: Value) -> Self {
        self.http.api.security.push((name.into(), scheme));
        self
    }

    /// Ends each stream after about this time, so that its client comes back and goes on where it
    /// was: behind a proxy that hides whether its client is still there, this finds out.
    ///
    /// It concerns clients that reconnect, which ask for `text/event-stream`; the time is varied
    /// by up to a tenth. By default streams have no such end.
    ///
    /// ```
    /// use std::time::Duration;
    /// use sse_progress::Jobs;
    ///
    /// let jobs = Jobs::builder().max_stream_age(Duration::from_secs(10 * 60));
    /// ```
    #[must_use]
    pub fn max_stream_age(mut self, age: Duration) -> Self {
        self.http.max_stream_age = Some(age);
        self
    }

    /// How long a client may take nothing of what its stream has for it, until it no longer counts
    /// as a watcher. If it goes on to read it finds the stream ended, and may come back.
    #[must_use]
    pub fn stall_timeout(mut self, timeout: Duration) -> Self {
        self.http.stall_timeout = timeout;
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
        self.http.max_watchers = watchers;
        self
    }

    /// The longest body of a request in bytes; a longer one gets `413`.
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.http.max_body = bytes;
        self
    }

    /// How long a body may be that a job reads while it comes, as a
    /// [`BodyStream`](crate::BodyStream) or in parts. It takes no memory, so what it may fill is up to the job.
    ///
    /// One that is announced as longer is answered with `413`. One that turns out to be longer ends with an
    /// error in the job.
    #[must_use]
    pub fn max_upload(mut self, bytes: u64) -> Self {
        self.http.max_upload = bytes;
        self
    }

    /// How many log lines a run remembers for watchers that read slowly, come late or come back.
    #[must_use]
    pub fn log_lines(mut self, lines: usize) -> Self {
        self.log_limits.lines = lines;
        self
    }

    /// How many bytes these lines may have together. The newest is always remembered.
    #[must_use]
    pub fn log_bytes(mut self, bytes: usize) -> Self {
        self.log_limits.bytes = bytes;
        self
    }

    /// Says what of the error that a job has returned goes to its clients, for all jobs. By default
    /// that is all of it: [`Failure::of`].
    ///
    /// It is called where the function ran, and its texts have the bounds that those of an error
    /// have. The error of a function that panicked or was stopped is in words of ours. A
    /// `Box<dyn Error>` that is not `Send` has become another type, with its words and those of its
    /// causes.
    ///
    /// ```
    /// use sse_progress::Jobs;
    /// use sse_progress::protocol::Failure;
    ///
    /// let jobs = Jobs::builder().describe_error(|error| {
    ///     if error.is::<std::io::Error>() {
    ///         eprintln!("{error}");
    ///         return "the disk has a problem".into();
    ///     }
    ///     Failure::of(error)
    /// });
    /// ```
    #[must_use]
    pub fn describe_error(
        mut self,
        describe: impl Fn(&(dyn std::error::Error + 'static)) -> Failure + Send + Sync + 'static,
    ) -> Self {
        self.describe_error = DescribeError::new(describe);
        self
    }

    /// Lets any process with the same store answer for the runs of all: see
    /// the page `several_processes` of the manual. Without it, this process is alone.
    #[cfg(feature = "redis")]
    #[must_use]
    pub fn store(mut self, store: crate::store::redis::Store) -> Self {
        self.store = Some(store);
        self
    }

    /// Checks that everything fits together.
    ///
    /// # Errors
    ///
    /// When two jobs have the same name or the same address, when a `#[state]` argument has no
    /// value of its type, when two values of one type were given, when an origin or a host is not
    /// one, or when a security scheme is not. With a [store](Self::store), when its times do not fit together.
    pub fn build(self) -> Result<Jobs, Error> {
        crate::metrics::describe();
        if let Some(name) = self.repeated_state {
            return Err(Error::new(format!(
                "two values of type `{name}` were given as state: wrap one of them in a type of its own"
            )));
        }
        let has_principals = self.http.authorize.is_some();
        let set_aside = &self.http.query_set_aside;
        let catalog = Catalog::new(self.jobs, &self.states, set_aside, has_principals)?;
        #[cfg(feature = "redis")]
        let store = match self.store {
            Some(store) => {
                let jobs = catalog.iter().map(|at| (at.job.name(), *at.job.policy()));
                Store::Redis(store.open(jobs.collect(), self.log_limits)?)
            }
            None => Store::Memory,
        };
        #[cfg(not(feature = "redis"))]
        let store = Store::Memory;
        let runs = Arc::new(Runs::new(
            catalog,
            self.states,
            self.max_runs,
            self.log_limits,
            self.describe_error,
            store,
        ));
        let site = Arc::new(Site::new(runs.clone(), self.http)?);
        Ok(Jobs { runs, site })
    }
}
