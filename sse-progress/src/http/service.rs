//! The jobs as a `tower` service: a request in, an answer out.

use std::any::Any;
use std::convert::Infallible;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Buf;
use futures_util::FutureExt as _;
use http::{Method, StatusCode};
use http_body::Body;

use super::access::Action;
use super::page::Shown;
use super::problem::Problem;
use super::request::Request;
use super::request_body::{self, RequestBody};
use super::response_body::{Response, ResponseBody, empty};
use super::route::Route;
use super::site::Site;
use super::{
    cors, host, job, job_list, origin, page, run, run_events, run_list, unreachable, upload,
};
use crate::parameters::query_value;
use crate::run::{BoxError, Principal, Unreachable};

/// All addresses of an application's jobs as a `tower` service, for any framework that takes one.
/// Made by [`Jobs::service`](crate::Jobs::service). Cheap to clone.
///
/// It answers every request, those for other addresses with a 404, and never fails.
#[derive(Clone)]
pub struct JobsService(Arc<Site>);

impl JobsService {
    pub(crate) fn new(site: Arc<Site>) -> Self {
        Self(site)
    }

    #[cfg(feature = "warp")]
    pub(super) fn site(&self) -> &Arc<Site> {
        &self.0
    }
}

impl fmt::Debug for JobsService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JobsService")
    }
}

impl<B> tower_service::Service<http::Request<B>> for JobsService
where
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<ResponseBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    /// Always ready: what there is no room for is answered with `503`.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let site = self.0.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let request = Request::from_head(head);
            Ok(match Route::find(&site, &request.path) {
                Some(route) => answer(&site, route, &request, body).await,
                None => nobody(&site, &request),
            })
        })
    }
}

/// The answer for an address that is not ours: a page, to a browser that shows what it gets. A page of an origin that is
/// allowed may read that there is nothing: it would take its origin for the reason if it could not.
fn nobody(site: &Site, request: &Request) -> Response {
    let mut response = if request.shows_page() {
        page::nobody(request)
    } else if request.method == Method::OPTIONS && cors::allows(&site.origins, request) {
        cors::preflight(&site.origins, &[Method::GET, Method::POST], request)
    } else {
        Problem::no_such_address().into_response()
    };
    cors::share(&site.origins, request, response.headers_mut());
    response
}

/// Answers a request for one of our addresses, whatever happens meanwhile.
pub(super) async fn answer<B>(
    site: &Arc<Site>,
    route: Route,
    request: &Request,
    body: B,
) -> Response
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    // The application's hook and its types' `Deserialize` run in here, and may panic. Nothing that
    // they have half done is used again: what is shared is behind locks that nobody panics under.
    let answered = AssertUnwindSafe(respond(site, route, request, body))
        .catch_unwind()
        .await;
    let mut response = match answered {
        Ok(Ok(response)) => response,
        Ok(Err(problem)) => problem.into_response(),
        Err(panic) => panicked(request, panic),
    };
    cors::share(&site.origins, request, response.headers_mut());
    if request.method == Method::HEAD {
        // The headers stand for a body that is not sent.
        *response.body_mut() = bytes::Bytes::new().into();
    }
    response
}

async fn respond<B>(
    site: &Arc<Site>,
    mut route: Route,
    request: &Request,
    body: B,
) -> Result<Response, Problem>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    host::check(&site.hosts, request)?;
    route.check_method(&request.method)?;
    if request.method == Method::OPTIONS {
        return Ok(cors::preflight(&site.origins, &route.methods(), request));
    }
    if !shows_page(&route, request) {
        origin::check(&site.origins, request)?;
        if let Err(Unreachable) = route.find_run(site).await {
            return unreachable::reply(request);
        }
    }
    let principal = authorize(site, &route, request).await?;
    let is_streamed = matches!(&route, Route::Job(job) if job.streams_body());
    let body = match is_streamed && request.method == Method::POST {
        true => RequestBody::Stream(upload::begin(request, body, site).await?),
        false => RequestBody::Whole(request_body::read(request, body, site.max_body).await?),
    };
    match route {
        Route::Page => Ok(page::page(Some(site), request, Shown::List)),
        Route::Asset(asset) => Ok(asset.reply(request)),
        Route::JobList => Ok(job_list::reply(site)),
        Route::OpenApi => Ok(site.openapi.reply(request)),
        Route::Job(job) => job::reply(site, &job, request, body, principal).await,
        Route::RunList if request.shows_page() => Ok(page::page(Some(site), request, Shown::List)),
        Route::RunList => run_list::reply(site, request, principal.as_ref()).await,
        Route::RunEvents => run_events::reply(site, request).await,
        Route::Run(run) => run::reply(site, &run, request, principal.as_ref()).await,
        Route::Cancel(run) => run::cancel(run.run(principal.as_ref())?).await,
        Route::Leave(run) => {
            let run = run.run(principal.as_ref())?;
            run.announce_leave();
            if let Some(name) = query_value(&request.query, "stream") {
                site.named_streams.leave(&name, run.id());
            }
            Ok(empty(StatusCode::NO_CONTENT))
        }
    }
}

/// Whoever the request is for, `None` without a hook and for what is there for everybody.
async fn authorize(
    site: &Site,
    route: &Route,
    request: &Request,
) -> Result<Option<Principal>, Problem> {
    let (Some(hook), Some(action)) = (&site.authorize, action(route, request)) else {
        return Ok(None);
    };
    let principal = match route {
        Route::Run(run) | Route::Cancel(run) | Route::Leave(run) => {
            let (id, run) = run.before_authorization();
            hook.ask_about_run(request, action, id.cloned(), run)
                .await?
        }
        Route::Job(job) => {
            let job = Some(job.at.job.name());
            hook.ask(request, action, job, None).await?
        }
        _ => hook.ask(request, action, None, None).await?,
    };
    Ok(Some(principal))
}

/// Whether it is answered with a page or with a file of one. These are for everybody: they hold
/// nothing, start nothing, and lead to a login at most.
fn shows_page(route: &Route, request: &Request) -> bool {
    match route {
        Route::Page | Route::Asset(_) => true,
        Route::Job(_) | Route::Run(_) | Route::RunList => request.shows_page(),
        _ => false,
    }
}

/// What the application's hook is asked about; `None` when it is not asked.
fn action(route: &Route, request: &Request) -> Option<Action> {
    let resumes = request.last_event_id.is_some();
    match route {
        _ if shows_page(route, request) => None,
        // It asks for each of its runs.
        Route::Page | Route::Asset(_) | Route::RunEvents => None,
        Route::JobList | Route::OpenApi => Some(Action::List),
        Route::RunList => Some(Action::ListRuns),
        // Whoever leaves may end a run by it.
        Route::Cancel(_) | Route::Leave(_) => Some(Action::Cancel),
        Route::Run(_) if request.method == Method::DELETE => Some(Action::Cancel),
        Route::Job(_) | Route::Run(_) if resumes => Some(Action::Resume),
        Route::Job(_) => Some(Action::Start),
        Route::Run(_) => Some(Action::Watch),
    }
}

/// The panic hook has printed where; here it gets the request's address.
fn panicked(request: &Request, panic: Box<dyn Any + Send>) -> Response {
    let what = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    let what = what.as_deref().unwrap_or("a value that is no text");
    tracing::error!(method = %request.method, path = request.path, panic = what, "answering a request panicked");
    // The destructor of what was thrown may panic in its turn.
    let _ = std::panic::catch_unwind(AssertUnwindSafe(move || drop(panic)));
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR)
        .detail("the server could not answer this request")
        .into_response()
}
