//! An application's jobs: the one value that it owns, and every method of it.

mod builder;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::error::Error;
use crate::http::{JobsService, Site};
use crate::job::{AnyArgument, Job};
use crate::protocol::RunId;
use crate::run::{Principal, Run, RunEvents, Watch};
#[cfg(feature = "testing")]
use crate::runs::StartRequest;
use crate::runs::{Arguments, Runs, StartError};

pub use builder::JobsBuilder;

/// An application's jobs and their runs: the one value that it owns. Cheap to clone.
///
/// [`service`](Self::service) makes a `tower` service of it, and `routes` a `warp` filter;
/// [`start`](Self::start), [`watch`](Self::watch) and [`cancel`](Self::cancel) use it without HTTP.
/// It is no service itself: axum's `nest_service` takes `jobs.service()`, not `jobs`.
#[derive(Clone, Debug)]
pub struct Jobs {
    runs: Arc<Runs>,
    site: Arc<Site>,
}

impl Jobs {
    /// Collects jobs, shared state and limits.
    pub fn builder() -> JobsBuilder {
        JobsBuilder::new()
    }

    /// Starts a run of the job `name` without HTTP. `parameters` is an object with a member for
    /// each parameter, as a JSON body would have it.
    ///
    /// Nobody watches it, so it goes on unless its job says otherwise, and unless it is
    /// [cancelled](Self::cancel).
    ///
    /// With a job's function at hand, `double::start(&jobs, 21)` does the same with arguments that
    /// the compiler checks. With an [`authorize`](JobsBuilder::authorize) hook, the run belongs to
    /// nobody, and no client sees it: see [`start_as`](Self::start_as).
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
        self.runs.start(name, Arguments::ByName(parameters), None)
    }

    /// The same for a run that belongs to `owner`, as if they had started it over HTTP: they may
    /// watch and cancel it, and find it among their runs.
    ///
    /// # Errors
    ///
    /// See [`StartError`].
    pub fn start_as(
        &self,
        owner: &Principal,
        name: &str,
        parameters: Value,
    ) -> Result<Run, StartError> {
        let arguments = Arguments::ByName(parameters);
        self.runs.start(name, arguments, Some(owner.clone()))
    }

    /// The same with arguments as they are.
    pub(crate) fn start_given(
        &self,
        owner: Option<&Principal>,
        name: &str,
        arguments: Vec<AnyArgument>,
    ) -> Result<Run, StartError> {
        let arguments = Arguments::InOrder(arguments);
        self.runs.start(name, arguments, owner.cloned())
    }

    /// The same for a client that watches what it starts.
    #[cfg(feature = "testing")]
    pub(crate) fn start_watched(&self, name: &str, parameters: Value) -> Result<Run, StartError> {
        let request = StartRequest {
            watched: true,
            ..StartRequest::default()
        };
        let arguments = Arguments::ByName(parameters);
        self.runs.start_with(name, arguments, request)
    }

    /// A run of this process that is under way, or that has ended within its job's `retention`.
    ///
    /// ```
    /// use sse_progress::{Jobs, job, jobs};
    ///
    /// #[job("/ping")]
    /// async fn ping() {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let jobs = Jobs::builder().jobs(jobs![ping]).build()?;
    /// let id = ping::start(&jobs)?.id().clone();
    /// // … later, with nothing but the id:
    /// let run = jobs.run(&id).ok_or("it is forgotten")?;
    /// println!("{}: {:?}", run.job(), run.summary().state);
    /// # Ok(())
    /// # }
    /// ```
    pub fn run(&self, id: &RunId) -> Option<Run> {
        self.runs.get(id)
    }

    /// The runs of this process, newest first, as far back as they are remembered.
    pub fn runs(&self) -> Vec<Run> {
        self.runs.all()
    }

    /// A run of any process that shares this one's [store](JobsBuilder::store), or of this one.
    ///
    /// A run of another process is watched and asked as one of this process's.
    ///
    /// # Errors
    ///
    /// When it is not this process's, and the others cannot be asked.
    #[cfg(feature = "redis")]
    pub async fn find(&self, id: &RunId) -> Result<Option<Run>, Error> {
        let found = self.runs.find(id).await;
        found
            .map_err(|_| Error::new("the other processes cannot be asked now whether it is theirs"))
    }

    /// Finds a run of any process, as [`find`](Self::find) does, and asks it to stop. `None` if there
    /// is no such run.
    ///
    /// When this returns, the request lasts: it is written down in the store, and the process that
    /// executes the run finds it there at its next renewal, if not sooner, also when it is stopped now,
    /// and when this process ends. Harmless when it was asked before, or has ended.
    ///
    /// # Errors
    ///
    /// When the other processes cannot be asked. Then the run may go on.
    ///
    /// # Cancel safety
    ///
    /// When this is dropped early, the run may have been asked to stop or not.
    #[cfg(feature = "redis")]
    pub async fn find_and_cancel(&self, id: &RunId) -> Result<Option<Run>, Error> {
        let Some(run) = self.find(id).await? else {
            return Ok(None);
        };
        let asked = run
            .cancel_anywhere(crate::protocol::CancelReason::Requested)
            .await;
        asked.map_err(|_| {
            Error::new("the process that executes the run cannot be told now to cancel it")
        })?;
        Ok(Some(run))
    }

    /// Watches a run of this process from its start, as far as it is remembered. `None` if there is no
    /// such run.
    ///
    /// ```
    /// use sse_progress::protocol::Event;
    /// use sse_progress::{Jobs, Progress, job, jobs};
    ///
    /// #[job("/greet")]
    /// async fn greet(progress: Progress) {
    ///     progress.println("hello");
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let jobs = Jobs::builder().jobs(jobs![greet]).build()?;
    /// let run = greet::start(&jobs)?;
    /// let mut watch = jobs.watch(run.id()).ok_or("it is forgotten")?;
    /// let mut lines = Vec::new();
    /// while let Some((_id, event)) = watch.next().await {
    ///     if let Event::Log(line) = event {
    ///         lines.push(line.message.clone());
    ///     }
    /// }
    /// assert_eq!(lines, ["hello"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch(&self, id: &RunId) -> Option<Watch> {
        Some(self.run(id)?.watch())
    }

    /// Asks a run of this process to stop. Harmless when it was asked before, or has ended. `None` if
    /// there is no such run.
    ///
    /// ```
    /// use sse_progress::protocol::Status;
    /// use sse_progress::{Jobs, job, jobs};
    ///
    /// #[job("/wait")]
    /// async fn wait() {
    ///     std::future::pending().await
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let jobs = Jobs::builder().jobs(jobs![wait]).build()?;
    /// let id = wait::start(&jobs)?.id().clone();
    /// let run = jobs.cancel(&id).ok_or("it is forgotten")?;
    /// assert_eq!(run.ended().await.status, Status::Cancelled);
    /// # Ok(())
    /// # }
    /// ```
    pub fn cancel(&self, id: &RunId) -> Option<Run> {
        let run = self.run(id)?;
        run.cancel();
        Some(run)
    }

    /// What becomes of the runs of this process from now on, for bookkeeping of your own.
    ///
    /// An observer may be 1,000 events behind. One that is slower is told how many it has missed, and
    /// no run ever waits for it. Nor does it count as a watcher.
    ///
    /// ```
    /// # use sse_progress::{Jobs, RunEvent, job, jobs};
    /// #[job("/double/{number}")]
    /// fn double(number: u64) -> u64 {
    ///     number * 2
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let jobs = Jobs::builder().jobs(jobs![double]).build()?;
    /// let mut events = jobs.events();
    /// double::start(&jobs, 21)?;
    /// while let Some(event) = events.next().await {
    ///     if let RunEvent::Ended(run, done) = event {
    ///         println!("{} {} after {} ms", run.job(), done.status, done.elapsed_ms);
    ///         break;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(&self) -> RunEvents {
        self.runs.events()
    }

    /// How many runs are under way, waiting ones among them.
    pub fn live_runs(&self) -> usize {
        self.runs.live()
    }

    /// All addresses of these jobs as a `tower` service, for any framework that takes one:
    ///
    /// ```
    /// # use sse_progress::{Jobs, jobs};
    /// use tower_service::Service;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let jobs = Jobs::builder().build()?;
    /// let request = http::Request::get("/jobs").body(String::new())?;
    /// let response = jobs.service().call(request).await?;
    /// assert_eq!(response.status(), 200);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// In axum, `Router::new().nest_service("/tasks", jobs.service())` puts it below a path. Every
    /// link that is handed out is relative, so that it is right there, too. The service answers
    /// requests for addresses that are not its own with a 404.
    ///
    /// A layer around it may look at requests and at the heads of answers, end requests whose answer
    /// has not begun, and compress what is not `text/event-stream`. What ends or holds back bodies
    /// cuts streams off: a time limit on response bodies, a compression of event streams.
    pub fn service(&self) -> JobsService {
        JobsService::new(self.site.clone())
    }

    /// All addresses of these jobs as a `warp` filter, to be put beside your own:
    ///
    /// ```
    /// # use sse_progress::{Jobs, jobs};
    /// use warp::Filter;
    ///
    /// # fn example() -> Result<(), sse_progress::Error> {
    /// let jobs = Jobs::builder().build()?;
    /// let health = warp::path!("health").map(|| "fine");
    /// let all = health.or(warp::path("tasks").and(jobs.routes()));
    /// # let _ = warp::service(all);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Every link that is handed out is relative, so that it is right under a prefix, as `tasks`
    /// here. A request for an address that is not one of ours is rejected as not found, so that
    /// other filters can have it; whatever is wrong with a request for one of ours is answered here.
    ///
    /// Without a prefix, our addresses are the paths of the jobs, `/`, `/jobs`, `/openapi.json` and
    /// those below `/runs`. If your application has some of these, put the jobs under a prefix, or
    /// behind your routes: `yours.or(jobs.routes())`.
    ///
    /// Do not wrap it in `warp::compression`, which would hold events back, nor in `warp::cors`,
    /// which refuses the scripts of our own pages: use
    /// [`allow_origin`](JobsBuilder::allow_origin).
    #[cfg(feature = "warp")]
    pub fn routes(&self) -> warp::filters::BoxedFilter<(warp::reply::Response,)> {
        use crate::http::warp::{nothing, routes};
        routes(&self.service(), nothing())
    }

    /// The same, behind a filter of yours that finds something out about a request: what it extracts
    /// is among the [`extensions`](crate::Access::extensions) that the authorize hook gets. It runs
    /// for requests to our addresses alone, and if it rejects one, that is not answered here.
    ///
    /// ```
    /// # use sse_progress::{Jobs, Principal, Refusal, jobs};
    /// use warp::Filter;
    ///
    /// #[derive(Clone)]
    /// struct User(String);
    ///
    /// # fn example() -> Result<(), sse_progress::Error> {
    /// // A filter that rejects would turn everybody away who has no cookie, the pages among them.
    /// let user = warp::cookie::optional("user")
    ///     .and_then(|name: Option<String>| async { Ok::<_, warp::Rejection>(name.map(User)) });
    /// let jobs = Jobs::builder()
    ///     .authorize(|access| async move {
    ///         match access.extensions.get::<Option<User>>() {
    ///             Some(Some(User(name))) => Ok(Principal::new(name.as_str())),
    ///             _ => Err(Refusal::Forbidden("log in first".into())),
    ///         }
    ///     })
    ///     .build()?;
    /// let routes = jobs.routes_with(user);
    /// # let _ = warp::service(routes);
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "warp")]
    pub fn routes_with<T: Clone + Send + Sync + 'static>(
        &self,
        found: impl warp::Filter<Extract = (T,), Error = warp::Rejection>
        + Clone
        + Send
        + Sync
        + 'static,
    ) -> warp::filters::BoxedFilter<(warp::reply::Response,)> {
        crate::http::warp::routes(&self.service(), found)
    }

    /// Takes no new runs, waits for `grace` until those under way have ended, cancels the rest and
    /// waits a few seconds more for them to stop. Runs that wait in a queue are cancelled at once.
    ///
    /// When this returns, every run has its `done`. A blocking function that never looks whether it
    /// is cancelled cannot be stopped: its thread goes on, and its run is given up.
    ///
    /// # Cancel safety
    ///
    /// New runs are refused from the first poll on, whether this is polled to its end or not.
    ///
    /// ```
    /// use std::time::Duration;
    /// use sse_progress::{Jobs, job, jobs};
    ///
    /// #[job("/ping")]
    /// async fn ping() {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let jobs = Jobs::builder().jobs(jobs![ping]).build()?;
    /// let run = ping::start(&jobs)?;
    /// jobs.shutdown(Duration::from_secs(10)).await;
    /// assert!(run.done().is_some());
    /// assert!(ping::start(&jobs).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn shutdown(&self, grace: Duration) {
        self.runs.shutdown(grace).await;
    }

    /// The same; returns how many functions do not stop.
    #[cfg(feature = "server")]
    pub(crate) async fn shut_down(&self, grace: Duration) -> usize {
        self.runs.shutdown(grace).await
    }
}

impl<const N: usize> TryFrom<[Job; N]> for Jobs {
    type Error = Error;

    fn try_from(jobs: [Job; N]) -> Result<Self, Error> {
        Self::builder().jobs(jobs).build()
    }
}

#[cfg(test)]
mod tests;
