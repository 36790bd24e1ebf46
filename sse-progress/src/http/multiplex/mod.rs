//! `GET /runs/events?run=…&run=…`: several runs on one stream.
//!
//! A browser opens six connections to one server, so the elements of a page share one. What a
//! client sees of each run is the same as on a stream of its own, but for the `id`, which is where
//! it stands in all of them; the event's own id is the first member of its data.
//!
//! It is one stream and has one of the places for streams: what takes room is the connection. To
//! each of its runs it is a watcher like any other.

mod merge;
mod standing;
mod wanted;

use std::time::Duration;

use warp::http::{Method, StatusCode};
use warp::reply::Response;

use super::access::{Action, Refusal};
use super::authorise;
use super::problem::Problem;
use super::request::Request;
use super::resume::{finished, is_end, last_event_id};
use super::stream::{self, Frame, Pace, Source};
use crate::jobs::Jobs;
use crate::log::Entry;
use crate::protocol::{Done, Event, EventId, Position};
use crate::run::{Policy, Run, Watch};
use crate::wire;

use merge::Merge;
use standing::Standing;
use wanted::wanted;

/// Streams the runs that the query names.
pub(super) async fn reply(jobs: &Jobs, request: &Request) -> Result<Response, Problem> {
    let accept = request.accept();
    if accept.events == 0 {
        return Err(Problem::new(StatusCode::NOT_ACCEPTABLE)
            .detail("this address answers with `text/event-stream`"));
    }
    let mut wanted = wanted(&request.query)?;
    let last = last_event_id(request);
    let mut standing = Standing::new(&wanted);
    if let Some(last) = &last {
        if is_end(last) {
            return Ok(finished());
        }
        // What does not fit came from another address, and this one has positions, too.
        if let Some(last) = Standing::parse(last, wanted.iter().map(|id| &id.run)) {
            for (id, position) in wanted.iter_mut().zip(last.positions()) {
                id.done = position.is_none();
                id.position = position.unwrap_or(id.position);
            }
            standing = last;
        }
    }
    let action = match last {
        Some(_) => Action::Resume,
        None => Action::Watch,
    };
    let mut runs = Vec::new();
    for id in &wanted {
        runs.push(find(jobs, request, action, id).await?);
    }
    if standing.is_over() {
        return Ok(finished());
    }
    if request.method == Method::HEAD {
        return Ok(stream::head());
    }

    let seat = stream::seat(jobs)?;
    let pace = pace(jobs, runs.iter().flatten(), accept.names_events);
    let mut merge = Merge::default();
    for (index, (id, run)) in wanted.iter().zip(&runs).enumerate() {
        if id.done {
            continue;
        }
        let watch = match run {
            Some(run) => Watch::resume(run, id.position, pace.may_return).await,
            None => None,
        };
        match watch {
            Some(watch) => {
                // Another set of runs takes another stream, and a start hands its run over to it: a
                // page opens the new one first, and is not to be waited for at the old one.
                watch.run().replace_watcher();
                merge.watch(index, watch);
            }
            None => merge.event(index, lost(id)),
        }
    }
    let multiplex = Multiplex { merge, standing };
    Ok(stream::carry(jobs, request, multiplex, seat, pace))
}

/// The run, unless it is another principal's or this one may not watch it, which is the same as
/// unknown: the other runs have nothing to do with it.
///
/// # Errors
///
/// When nobody knows who asks.
async fn find(
    jobs: &Jobs,
    request: &Request,
    action: Action,
    id: &EventId,
) -> Result<Option<Run>, Problem> {
    match authorise::watching(jobs, request, action, &id.run).await {
        Ok(principal) => {
            let run = jobs.run(&id.run);
            Ok(run.filter(|run| run.owner() == principal.as_ref()))
        }
        Err(Refusal::Forbidden(_)) => Ok(None),
        Err(refusal) => Err(refusal.into()),
    }
}

/// What is right for each of the runs: none is silent for longer, nor come back to later, than its
/// job says.
fn pace<'a>(jobs: &Jobs, runs: impl Iterator<Item = &'a Run>, may_return: bool) -> Pace {
    let policies = runs.map(|run| jobs.policy(run.job()));
    let shortest = policies.map(|policy| (policy.heartbeat, policy.retry));
    let (heartbeat, retry) = shortest
        .reduce(|one, two| (one.0.min(two.0), one.1.min(two.1)))
        .unwrap_or((Policy::DEFAULT.heartbeat, Policy::DEFAULT.retry));
    Pace {
        heartbeat,
        retry,
        may_return,
    }
}

/// The one event of a run that this server does not know.
fn lost(id: &EventId) -> Entry {
    let done = Event::Done(Done::lost().into());
    Entry::new(&id.run, Position::START, done)
}

#[derive(Debug)]
struct Multiplex {
    merge: Merge,
    standing: Standing,
}

impl Source for Multiplex {
    async fn next(&mut self, retry: Option<Duration>) -> Option<Frame> {
        let (index, entry) = self.merge.next().await?;
        self.standing.advance(index, entry.id());
        let frame = entry.bytes(|id, event| wire::encode(id, event, None));
        let (first, rest) = wire::share(&frame, entry.id(), entry.event(), &self.standing, retry);
        Some(Frame { first, rest })
    }
}
