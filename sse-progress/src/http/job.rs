//! The address of a job: starting a run, going on with one, and showing the job's page.

use http::header::{HeaderValue, LOCATION};
use http::{HeaderName, Method, StatusCode};
use serde_json::json;

use super::last_event_id::{LastEventId, nothing_more};
use super::page::{Shown, page};
use super::problem::Problem;
use super::request::Request;
use super::request_body::RequestBody;
use super::response_body::{self, Response};
use super::route::JobRoute;
use super::site::Site;
use super::stream::{self, Opening};
use super::{origin, prefer, prefetch, unreachable};
use crate::parameters::{Values, query_value};
use crate::protocol::{EventId, RunId};
use crate::run::{Principal, Run, Unreachable, Watch};
use crate::runs::{MAX_KEY, StartError, StartErrorKind, StartRequest, Started};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Starts, goes on, or shows a page, as the request asks for.
pub(super) async fn reply(
    site: &Site,
    job: &JobRoute,
    request: &Request,
    body: RequestBody,
    principal: Option<Principal>,
) -> Result<Response, Problem> {
    let accept = request.accept;
    let posted = request.method == Method::POST;
    if !posted && accept.prefers_html() {
        return Ok(page(Some(site), request, Shown::Job(&job.at)));
    }
    if !posted && !job.at.job.definition.methods.get() {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED)
            .detail("this job is started with POST; with GET there is only its page, for `Accept: text/html`")
            .allow(&job.methods()));
    }
    // It is no more than a preference: JSON has to be something that the client takes.
    let detached = request.prefers_async && accept.json > 0 && request.method != Method::HEAD;
    if !posted && !detached && accept.events == 0 {
        return Err(Problem::new(StatusCode::NOT_ACCEPTABLE).detail(
            "this address answers with `text/event-stream`; to get JSON, start the run with POST, \
             or with `Prefer: respond-async`",
        ));
    }
    if request.method == Method::HEAD {
        prefetch::check(request)?;
        idempotency_key(request)?;
        let values = values(site, job, request, body);
        site.runs.prepare(&job.at, values, principal)?;
        return Ok(stream::head());
    }
    // Whatever else it says: a request that resumes starts nothing.
    if let Some(id) = &request.last_event_id {
        return resume(site, job, request, id, principal.as_ref()).await;
    }
    prefetch::check(request)?;
    origin::check_start(&site.origins, request)?;
    let start = StartRequest {
        watched: !detached && (!posted || accept.names_events),
        owner: principal,
        key: idempotency_key(request)?,
        ..StartRequest::default()
    };
    let values = values(site, job, request, body);
    if start.watched {
        let opening = Opening::new(site, request)?;
        return match site.runs.start_once(&job.at, values, start).await {
            Ok(Started::Run(run)) => {
                let watch = Watch::open(&run, opening.reconnects);
                Ok(opening.watch(site, request, watch))
            }
            Ok(Started::Forgotten(id)) => Ok(stream::lost(Some(id))),
            Err(StartError(StartErrorKind::StoreUnreachable)) => unreachable::reply(request),
            // There are others that it can start at.
            Err(StartError(StartErrorKind::ShuttingDown))
                if site.runs.is_shared() && !posted && opening.reconnects =>
            {
                Ok(stream::come_back())
            }
            Err(error) => Err(error.into()),
        };
    }
    match site.runs.start_once(&job.at, values, start).await? {
        Started::Run(run) => Ok(accepted(request, run.id())),
        Started::Forgotten(id) => Err(Problem::new(StatusCode::GONE)
            .detail("the run that this idempotency key has started is over and forgotten")
            .with("run", id.as_str())),
    }
}

/// Goes on with the run whose event has this id, if it is one of this job and this principal.
async fn resume(
    site: &Site,
    job: &JobRoute,
    request: &Request,
    id: &LastEventId,
    principal: Option<&Principal>,
) -> Result<Response, Problem> {
    if id.is_end() {
        return Ok(nothing_more());
    }
    let Ok(id) = id.as_str().parse::<EventId>() else {
        return Ok(stream::lost(None));
    };
    let belongs = |run: &Run| run.job() == job.at.job.name() && run.owner() == principal;
    let found = match site.runs.find(&id.run).await {
        Ok(found) => found,
        Err(Unreachable) => return unreachable::reply(request),
    };
    match found.filter(belongs) {
        Some(run) => stream::resume(site, request, &run, id.position).await,
        None => Ok(stream::lost(Some(id.run))),
    }
}

/// The client's name for its intention, from the header or, for an `EventSource`, the query.
fn idempotency_key(request: &Request) -> Result<Option<String>, Problem> {
    let header = request.headers.get(IDEMPOTENCY_KEY);
    let key = match header {
        Some(key) => String::from_utf8_lossy(key.as_bytes()).into_owned(),
        None => match query_value(&request.query, "idempotency_key") {
            Some(key) => key,
            None => return Ok(None),
        },
    };
    if key.is_empty() || key.len() > MAX_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Problem::new(StatusCode::BAD_REQUEST).detail(format!(
            "the idempotency key has to be 1 to {MAX_KEY} visible ASCII characters"
        )));
    }
    Ok(Some(key))
}

fn values<'j>(site: &Site, job: &'j JobRoute, request: &Request, body: RequestBody) -> Values<'j> {
    let in_path = job
        .values
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let values = Values::new(&job.at.job.definition.arguments)
        .path(in_path)
        .query(&request.query, &site.query_set_aside);
    match body {
        _ if request.method != Method::POST => values,
        RequestBody::Whole(body) => values.body(body),
        RequestBody::Stream(body) => values.stream(body),
    }
}

/// The run goes on by itself, and can be watched there.
fn accepted(request: &Request, run: &RunId) -> Response {
    let address = request.link(&format!("runs/{run}"));
    let answer = json!({
        "run": run,
        "events": address,
        "cancel": format!("{address}/cancel"),
    });
    let mut response = response_body::json(StatusCode::ACCEPTED, answer.to_string());
    if let Ok(location) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(LOCATION, location);
    }
    if request.prefers_async {
        prefer::applied(response.headers_mut());
    }
    response
}

impl From<StartError> for Problem {
    fn from(error: StartError) -> Self {
        let detail = error.to_string();
        match error.0 {
            StartErrorKind::Parameters(errors) => errors.into(),
            StartErrorKind::KeyReused => Self::new(StatusCode::UNPROCESSABLE_ENTITY).detail(detail),
            StartErrorKind::QueueFull
            | StartErrorKind::KeyBusy
            | StartErrorKind::StoreUnreachable
            | StartErrorKind::TooManyRuns
            | StartErrorKind::ShuttingDown => super::problem::no_room(detail),
            StartErrorKind::UnknownJob(_)
            | StartErrorKind::NoRuntime
            | StartErrorKind::NoRandomness(_) => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR).detail(detail)
            }
        }
    }
}
