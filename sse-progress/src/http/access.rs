//! Who may do what.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use http::{Extensions, HeaderMap, Method, StatusCode};

use super::problem::{Problem, no_room};
use super::request::Request;
use crate::parameters::query_value;
use crate::protocol::RunId;
use crate::run::{Principal, Run};

/// What a request wants to do, and what it was sent with: all that a decision about it needs.
///
/// A request about a run is decided in two steps, so that nobody learns anything of the runs of others.
/// First the hook is asked without the [`job`](Self::job), in the same way whether there is such a run or
/// not. If it turns out to be the principal's own run, the hook is asked once more, with the job, and may
/// still refuse. To everybody else the run is as unknown as one that never was, whatever its job.
///
/// ```
/// use sse_progress::{Access, Action, Jobs, Principal, Refusal};
///
/// async fn hook(access: Access) -> Result<Principal, Refusal> {
///     let name = match access.bearer_token() {
///         Some("sesame") => "ali",
///         Some("guest") => "guest",
///         _ => return Err(Refusal::bearer()),
///     };
///     if name == "guest" && access.action == Action::Start && access.job == Some("import") {
///         return Err(Refusal::Forbidden("guests import nothing".into()));
///     }
///     Ok(Principal::new(name))
/// }
///
/// let jobs = Jobs::builder().authorize(hook);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Access {
    /// What it wants to do.
    pub action: Action,
    /// The name of the job that it is about: that of the address, or that of the principal's own run.
    pub job: Option<&'static str>,
    /// The run that it is about, if its address names one. There need not be such a run.
    pub run: Option<RunId>,
    /// Its method.
    pub method: Method,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its query, still encoded.
    pub query: String,
    /// What the layers and filters before ours have found out about it, each by its type: in axum and
    /// under any `tower` layer the request's extensions, in `warp` what
    /// [`routes_with`](crate::Jobs::routes_with) was given.
    pub extensions: Extensions,
}

impl Access {
    /// The token of an `Authorization: Bearer …` header (RFC 6750, section 2.1).
    pub fn bearer_token(&self) -> Option<&str> {
        let header = self.headers.get(AUTHORIZATION)?;
        let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    /// The value of a parameter of the query, for clients that cannot set headers, as an
    /// `EventSource` cannot. See [`JobsBuilder::allow_query`](crate::JobsBuilder::allow_query).
    pub fn query_value(&self, name: &str) -> Option<String> {
        query_value(&self.query, name)
    }
}

/// What a request wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Start a run.
    Start,
    /// Watch a run, or ask how it is.
    Watch,
    /// Watch a run again, from where it was left.
    Resume,
    /// Cancel a run, or leave it for good, which may come to the same.
    Cancel,
    /// List the jobs, or describe them as OpenAPI.
    List,
    /// List the runs of whoever asks.
    ListRuns,
}

/// Why a request is refused.
///
/// ```
/// use sse_progress::Refusal;
///
/// let nobody = Refusal::bearer();
/// let basic = Refusal::Unauthenticated { challenge: r#"Basic realm="jobs""#.into() };
/// let not_you = Refusal::Forbidden("only the owner of the album".into());
/// let not_now = Refusal::Unavailable("the directory does not answer".into());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Nobody knows who asks: `401`, with the challenge as `WWW-Authenticate` (RFC 9110, section
    /// 11.6.1), such as `Bearer`.
    Unauthenticated {
        /// How to say who one is.
        challenge: String,
    },
    /// Whoever asks may not: `403`, with this detail.
    Forbidden(String),
    /// It cannot be told now, since a database is away, say: `503`, with this detail. Clients try
    /// again.
    Unavailable(String),
}

impl Refusal {
    /// Nobody knows who asks, and a bearer token would say it.
    pub fn bearer() -> Self {
        Self::Unauthenticated {
            challenge: "Bearer".into(),
        }
    }
}

type Decision = Pin<Box<dyn Future<Output = Result<Principal, Refusal>> + Send>>;

/// The application's hook.
#[derive(Clone)]
pub(crate) struct Authorize(Arc<dyn Fn(Access) -> Decision + Send + Sync>);

impl Authorize {
    pub(crate) fn new<F>(hook: impl Fn(Access) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Principal, Refusal>> + Send + 'static,
    {
        Self(Arc::new(move |access| Box::pin(hook(access))))
    }

    /// Whoever the request is for.
    ///
    /// # Errors
    ///
    /// When the hook refuses it.
    pub(super) async fn ask(
        &self,
        request: &Request,
        action: Action,
        job: Option<&'static str>,
        run: Option<RunId>,
    ) -> Result<Principal, Refusal> {
        let access = Access {
            action,
            job,
            run,
            method: request.method.clone(),
            headers: request.headers.clone(),
            query: request.query.clone(),
            extensions: request.extensions.clone(),
        };
        (self.0)(access).await
    }
}

impl Authorize {
    /// Whoever a request about a run is for: `id` is the one that the request names, `run` what has it.
    ///
    /// # Errors
    ///
    /// When the hook refuses it. That says nothing about the runs of others: see [`Access`].
    pub(super) async fn ask_about_run(
        &self,
        request: &Request,
        action: Action,
        id: Option<RunId>,
        run: Option<&Run>,
    ) -> Result<Principal, Refusal> {
        let principal = self.ask(request, action, None, id.clone()).await?;
        match run {
            Some(run) if run.owner() == Some(&principal) => {
                self.ask(request, action, Some(run.job()), id).await
            }
            _ => Ok(principal),
        }
    }
}

impl fmt::Debug for Authorize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorize")
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unauthenticated { challenge } => {
                let problem =
                    Self::new(StatusCode::UNAUTHORIZED).detail("this server has to know who asks");
                match HeaderValue::from_str(&challenge) {
                    Ok(challenge) => problem.header(WWW_AUTHENTICATE, challenge),
                    Err(_) => problem,
                }
            }
            Refusal::Forbidden(detail) => Self::new(StatusCode::FORBIDDEN).detail(detail),
            Refusal::Unavailable(detail) => no_room(detail),
        }
    }
}
