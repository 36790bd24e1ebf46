//! `/runs/{run}`: watching, asking, showing and cancelling.

use http::{Method, StatusCode};
use serde::Serialize;
use serde_json::value::RawValue;

use super::last_event_id::nothing_more;
use super::page::{Shown, page};
use super::problem::{Problem, no_room};
use super::request::Request;
use super::response_body::{self, Response};
use super::route::RunRoute;
use super::site::Site;
use super::stream::{self, Opening};
use crate::log::timestamp;
use crate::protocol::{
    Bar, CancelReason, Done, EventId, QueuePlace, RunId, RunState, Snapshot, Standing, Task,
};
use crate::run::{OnDisconnect, Principal, Run, Unreachable, Watch};

/// `GET` streams, shows or reports it, `DELETE` cancels it.
pub(super) async fn reply(
    site: &Site,
    route: &RunRoute,
    request: &Request,
    principal: Option<&Principal>,
) -> Result<Response, Problem> {
    let accept = request.accept;
    if request.method == Method::DELETE {
        return cancel(route.run(principal)?).await;
    }
    if accept.prefers_html() {
        return Ok(page(Some(site), request, Shown::Other));
    }
    if !accept.names_events || accept.json > accept.events {
        return report(route.run(principal)?);
    }
    if request.method == Method::HEAD {
        route.run(principal)?;
        return Ok(stream::head());
    }
    let Some(id) = &request.last_event_id else {
        let run = route.run(principal)?;
        let opening = Opening::new(site, request)?;
        let watch = Watch::open(run, opening.reconnects);
        return Ok(opening.watch(site, request, watch));
    };
    if id.is_end() {
        return Ok(nothing_more());
    }
    let Ok(id) = id.as_str().parse::<EventId>() else {
        return Ok(stream::lost(None));
    };
    match route.run(principal) {
        Ok(run) if *run.id() == id.run => stream::resume(site, request, run, id.position).await,
        _ => Ok(stream::lost(Some(id.run))),
    }
}

/// The same answer however often it is asked: what the run is doing now.
///
/// # Errors
///
/// When the process that executes it cannot be told, so that it may not be cancelled.
pub(super) async fn cancel(run: &Run) -> Result<Response, Problem> {
    if let Err(Unreachable) = run.cancel_anywhere(CancelReason::Requested).await {
        return Err(no_room(
            "the process that executes the run cannot be told now",
        ));
    }
    let done = run.done();
    to_json(&CancelReport {
        run: run.id(),
        state: Standing::of(RunState::Cancelling, done.as_deref()),
        done: done.as_deref(),
    })
}

/// A run as JSON: its snapshot, and `done` once there is one, whose status is its state then.
fn report(of: &Run) -> Result<Response, Problem> {
    // In this order: a run that ends in between has its last snapshot.
    let done = of.done();
    let snapshot = of.snapshot();
    let Snapshot {
        run,
        job,
        state,
        bar,
        queue,
        tasks,
        tasks_omitted,
        data,
    } = &*snapshot;
    to_json(&RunReport {
        run,
        job,
        state: Standing::of(*state, done.as_deref()),
        owner: of.owner().map(Principal::as_str),
        parameters: of.parameters(),
        on_disconnect: of.on_disconnect().map(OnDisconnect::word),
        started: timestamp(of.started()),
        ended: of.ended_at().map(timestamp),
        bar,
        queue: *queue,
        tasks,
        tasks_omitted: (*tasks_omitted > 0).then_some(*tasks_omitted),
        data: data.as_deref(),
        done: done.as_deref(),
    })
}

/// Written straight into the answer. What a job has returned is JSON already, and reading it again
/// would lose what `serde_json::Value` has no room for: large numbers, the order of members, depth.
fn to_json(report: &impl Serialize) -> Result<Response, Problem> {
    match serde_json::to_string(report) {
        Ok(json) => Ok(response_body::json(StatusCode::OK, json)),
        Err(error) => {
            tracing::error!(%error, "a run could not be written as JSON");
            Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR))
        }
    }
}

#[derive(Serialize)]
struct RunReport<'a> {
    run: &'a RunId,
    job: &'a str,
    state: Standing,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    parameters: Option<&'a RawValue>,
    on_disconnect: Option<&'static str>,
    started: String,
    ended: Option<String>,
    #[serde(flatten)]
    bar: &'a Bar,
    queue: Option<QueuePlace>,
    tasks: &'a [Task],
    #[serde(skip_serializing_if = "Option::is_none")]
    tasks_omitted: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<&'a Done>,
}

#[derive(Serialize)]
struct CancelReport<'a> {
    run: &'a RunId,
    state: Standing,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<&'a Done>,
}
