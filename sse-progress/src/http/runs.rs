//! `/runs/{run}`: watching, asking, showing, cancelling and leaving.

use serde::Serialize;
use serde_json::json;
use warp::http::header::{CACHE_CONTROL, HeaderValue};
use warp::http::{Method, StatusCode};
use warp::reply::{Reply, Response};

use super::problem::Problem;
use super::request::Request;
use super::resume::Resume;
use super::{assets, stream};
use crate::jobs::Jobs;
use crate::run::{Principal, Run, Watch};

/// `GET` streams, shows or reports it, `DELETE` cancels it.
pub(super) async fn reply(
    jobs: &Jobs,
    id: &str,
    request: &Request,
    principal: Option<&Principal>,
) -> Result<Response, Problem> {
    if request.method == Method::DELETE {
        return cancel(jobs, id, principal);
    }
    let accept = request.accept();
    if accept.prefers_html() {
        return Ok(assets::page(request));
    }
    if !accept.names_events || accept.json > accept.events {
        return report(&find(jobs, id, principal)?);
    }
    if request.method == Method::HEAD {
        find(jobs, id, principal)?;
        return Ok(stream::head());
    }
    if let Some(resume) = Resume::of(request) {
        return resume
            .reply(jobs, request, true, |run| {
                run.id().as_str() == id && run.owner() == principal
            })
            .await;
    }
    let run = find(jobs, id, principal)?;
    let seat = stream::seat(jobs)?;
    let watch = Watch::open(&run, true);
    Ok(stream::reply(jobs, request, watch, seat))
}

/// The same answer however often it is asked: what the run is doing now.
pub(super) fn cancel(
    jobs: &Jobs,
    id: &str,
    principal: Option<&Principal>,
) -> Result<Response, Problem> {
    let run = find(jobs, id, principal)?;
    jobs.cancel(run.id());
    let done = run.done();
    let state = match &done {
        Some(done) => json!(done.status),
        None => json!("cancelling"),
    };
    let mut answer = json!({ "run": run.id(), "state": state });
    if let Some(done) = done {
        answer["done"] = json!(&*done);
    }
    Ok(json_reply(&answer))
}

/// A watcher goes and does not come back, as a page says that is closed (with `sendBeacon`, which
/// sends a `POST` and waits for nothing). What it has watched need not wait for it for long.
pub(super) fn leave(
    jobs: &Jobs,
    id: &str,
    principal: Option<&Principal>,
) -> Result<Response, Problem> {
    find(jobs, id, principal)?.announce_leave();
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    Ok(response)
}

/// A run as JSON: its snapshot, and `done` once there is one, whose status is its state then.
fn report(run: &Run) -> Result<Response, Problem> {
    // In this order: a run that ends in between has its last snapshot.
    let done = run.done();
    let mut report = json!(&*run.snapshot());
    if let Some(done) = done {
        report["state"] = json!(done.status);
        report["done"] = json!(&*done);
    }
    Ok(json_reply(&report))
}

/// Another principal's run is as unknown as none.
fn find(jobs: &Jobs, id: &str, principal: Option<&Principal>) -> Result<Run, Problem> {
    let run = id.parse().ok().and_then(|id| jobs.run(&id));
    let run = run.filter(|run| run.owner() == principal);
    run.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND)
            .detail("there is no such run: it has ended and is forgotten, or it never was")
    })
}

fn json_reply(value: &impl Serialize) -> Response {
    let mut response = warp::reply::json(value).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
