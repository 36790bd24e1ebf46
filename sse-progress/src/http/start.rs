//! The address of a job: starting a run, and showing the job's page.

use std::time::Duration;

use serde_json::json;
use warp::http::header::{HeaderValue, LOCATION};
use warp::http::{HeaderName, Method, StatusCode};
use warp::reply::{Reply, Response};

use super::problem::Problem;
use super::request::Request;
use super::resume::Resume;
use super::{assets, guard, stream};
use crate::jobs::{Jobs, Served};
use crate::parameters::{Body, Values, query_value};
use crate::run::{Principal, Run, Watch};
use crate::runs::{MAX_KEY, Start, StartError, StartErrorKind};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// When to try again if there is no room: runs end all the time, but not at once.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Starts, resumes, or shows a page, as the request asks for.
pub(super) async fn reply(
    jobs: &Jobs,
    index: usize,
    request: &Request,
    body: Body,
    principal: Option<Principal>,
) -> Result<Response, Problem> {
    let Some(served) = jobs.served().get(index) else {
        return Err(Problem::new(StatusCode::NOT_FOUND));
    };
    let accept = request.accept();
    let posted = request.method == Method::POST;
    if !posted && accept.prefers_html() {
        return Ok(assets::page(request));
    }
    if !posted && !served.job.definition.methods.get() {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED)
            .detail("this job is started with POST; with GET there is only its page, for `Accept: text/html`")
            .allow(&[Method::POST]));
    }
    if !posted && accept.events == 0 {
        return Err(Problem::new(StatusCode::NOT_ACCEPTABLE).detail(
            "this address answers with `text/event-stream`; to get JSON, start the run with POST",
        ));
    }
    let streams = !posted || accept.names_events;
    if request.method != Method::HEAD {
        // Whatever else it says: a request that resumes starts nothing.
        if let Some(resume) = Resume::of(request) {
            let belongs =
                |run: &Run| run.job() == served.job.name() && run.owner() == principal.as_ref();
            return resume
                .reply(jobs, request, accept.names_events, belongs)
                .await;
        }
    }
    guard::check_purpose(request)?;
    let values = values(jobs, served, request, body);
    let start = Start {
        watched: streams,
        owner: principal,
        key: idempotency_key(request)?,
    };
    if request.method == Method::HEAD {
        jobs.prepare(served, values)?;
        return Ok(stream::head());
    }
    if streams {
        let seat = stream::seat(jobs)?;
        let run = jobs.begin(served, values, start)?;
        let watch = Watch::open(&run, accept.names_events);
        return Ok(stream::reply(jobs, request, watch, seat));
    }
    let run = jobs.begin(served, values, start)?;
    Ok(accepted(request, run.id().as_str()))
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

fn values<'j>(jobs: &Jobs, served: &'j Served, request: &Request, body: Body) -> Values<'j> {
    let found = served.template.matches(&request.path).unwrap_or_default();
    let values = Values::new(&served.job.definition.arguments)
        .path(found)
        .query(&request.query, jobs.query_set_aside());
    if request.method == Method::POST {
        values.body(body)
    } else {
        values
    }
}

/// The run goes on by itself, and can be watched there.
fn accepted(request: &Request, run: &str) -> Response {
    let address = request.link(&["runs", run]);
    let answer = json!({
        "run": run,
        "events": address,
        "cancel": format!("{address}/cancel"),
    });
    let mut response = warp::reply::json(&answer).into_response();
    *response.status_mut() = StatusCode::ACCEPTED;
    if let Ok(location) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(LOCATION, location);
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
            | StartErrorKind::TooManyRuns
            | StartErrorKind::ShuttingDown => no_room(detail),
            StartErrorKind::UnknownJob(_)
            | StartErrorKind::NoRuntime
            | StartErrorKind::NoRandomness => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR).detail(detail)
            }
        }
    }
}

/// There is no room now, and may be later.
pub(super) fn no_room(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE)
        .detail(detail)
        .retry_after(RETRY_AFTER)
}
