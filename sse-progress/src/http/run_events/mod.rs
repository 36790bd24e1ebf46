//! `GET /runs/events?run=…&run=…`: several runs on one stream.
//!
//! A browser opens six connections to one server, so the elements of a page share one. What a
//! client sees of each run is the same as on a stream of its own, but for the `id`, which is where
//! it stands in all of them; the event's own id is the first member of its data.
//!
//! It is one stream and has one of the places for streams: what takes room is the connection. To
//! each of its runs it is a watcher like any other.

mod merge;
mod stream_id;
mod wanted;

use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use http::{Method, StatusCode};

use super::access::{Action, Refusal};
use super::last_event_id::nothing_more;
use super::named_streams::Name;
use super::problem::Problem;
use super::request::Request;
use super::response_body::Response;
use super::site::Site;
use super::stream::{self, Opening};
use super::stream_body::{Frame, Source};
use super::unreachable;
use crate::log::Entry;
use crate::parameters::query_value;
use crate::protocol::{Done, Event, EventId, Position, RunId};
use crate::run::{Policy, Run, Unreachable, Watch};
use crate::wire::{self, First};

use merge::Merge;
use stream_id::StreamId;
use wanted::wanted;

/// Streams the runs that the query names.
pub(super) async fn reply(site: &Arc<Site>, request: &Request) -> Result<Response, Problem> {
    if request.accept.events == 0 {
        return Err(Problem::new(StatusCode::NOT_ACCEPTABLE)
            .detail("this address answers with `text/event-stream`"));
    }
    let mut wanted = wanted(&request.query)?;
    let mut stream_id = StreamId::new(&wanted);
    if let Some(last) = &request.last_event_id {
        if last.is_end() {
            return Ok(nothing_more());
        }
        // What does not fit came from another address, and this one has positions, too.
        if let Some(last) = StreamId::parse(last.as_str(), wanted.iter().map(|id| &id.run)) {
            for (id, position) in wanted.iter_mut().zip(last.positions()) {
                id.done = position.is_none();
                id.position = position.unwrap_or(id.position);
            }
            stream_id = last;
        }
    }
    let action = match request.last_event_id {
        Some(_) => Action::Resume,
        None => Action::Watch,
    };
    // All at once, since each may ask the application.
    let found = wanted.iter().map(|id| find(site, request, action, id));
    let found = join_all(found).await;
    let mut runs = Vec::new();
    for found in found {
        match found {
            Ok(run) => runs.push(run),
            Err(NotFound::Unreachable) => return unreachable::reply(request),
            Err(NotFound::Refused(problem)) => return Err(problem),
        }
    }
    if stream_id.is_over() {
        return Ok(nothing_more());
    }
    if request.method == Method::HEAD {
        return Ok(stream::head());
    }

    let opening = Opening::new(site, request)?;
    let mut merge = Merge::default();
    for (index, (id, run)) in wanted.iter().zip(&runs).enumerate() {
        if id.done {
            continue;
        }
        if let Some(run) = run {
            if let Err(Unreachable) = run.catch_up(id.position).await {
                return unreachable::reply(request);
            }
        }
        let watch = match run {
            Some(run) => Watch::resume(run, id.position, opening.reconnects).await,
            None => None,
        };
        match watch {
            Some(watch) => {
                // When the set of runs on a page changes, the page opens a new stream and then closes
                // the old one. The watcher that leaves with the old stream is this one's predecessor,
                // and its run must not wait for it to come back.
                watch.run().replace_watcher();
                if action == Action::Resume {
                    watch.run().metrics().resumed();
                }
                merge.watch(index, watch);
            }
            None => merge.event(index, lost(id)),
        }
    }
    let (heartbeat, retry) = shortest(runs.iter().flatten());
    let name = query_value(&request.query, "stream");
    let source = MergedEvents {
        merge,
        stream_id,
        runs: wanted.into_iter().map(|id| id.run).collect(),
        name: name.and_then(|name| site.named_streams.open(name)),
    };
    Ok(opening.carry(site, source, heartbeat, retry))
}

/// The run, unless it is another principal's or this one may not watch it, which is the same as
/// unknown: the other runs have nothing to do with it.
///
/// # Errors
///
/// When nobody knows who asks, or whether another process has the run.
async fn find(
    site: &Site,
    request: &Request,
    action: Action,
    id: &EventId,
) -> Result<Option<Run>, NotFound> {
    let run = site.runs.find(&id.run).await;
    let run = run.map_err(|Unreachable| NotFound::Unreachable)?;
    let Some(hook) = &site.authorize else {
        return Ok(run);
    };
    let named = Some(id.run.clone());
    let asked = hook.ask_about_run(request, action, named, run.as_ref());
    match asked.await {
        Ok(principal) => Ok(run.filter(|run| run.owner() == Some(&principal))),
        Err(Refusal::Forbidden(_)) => Ok(None),
        Err(refusal) => Err(NotFound::Refused(refusal.into())),
    }
}

/// Why it is not known what there is.
enum NotFound {
    /// Other processes cannot be asked.
    Unreachable,
    /// Nobody knows who asks.
    Refused(Problem),
}

/// The heartbeat and the retry hint that are right for each of the runs: none is silent for longer,
/// nor come back to later, than its job says.
fn shortest<'a>(runs: impl Iterator<Item = &'a Run>) -> (Duration, Duration) {
    let times = runs.map(|run| (run.policy().heartbeat, run.policy().retry));
    times
        .reduce(|one, two| (one.0.min(two.0), one.1.min(two.1)))
        .unwrap_or((Policy::DEFAULT.heartbeat, Policy::DEFAULT.retry))
}

/// The one event of a run that this server does not know.
fn lost(id: &EventId) -> Entry {
    let done = Event::Done(Done::lost().into());
    Entry::new(&id.run, Position::START, done)
}

#[derive(Debug)]
struct MergedEvents {
    merge: Merge,
    stream_id: StreamId,
    /// Those that the stream carries, by their index.
    runs: Vec<RunId>,
    /// The name by which a page that leaves knows the stream.
    name: Option<Name>,
}

impl MergedEvents {
    /// Takes the runs off that were left. Returns whether there are others.
    fn take_off(&mut self, cx: &mut Context<'_>) -> bool {
        let left = self.name.as_ref().map(|name| name.take_left(cx));
        let mut goes_on = true;
        for run in left.unwrap_or_default() {
            if let Some(index) = self.runs.iter().position(|other| *other == run) {
                goes_on = self.merge.leave(index);
            }
        }
        goes_on
    }
}

impl Source for MergedEvents {
    fn poll_next(&mut self, cx: &mut Context<'_>, first: Option<First>) -> Poll<Option<Frame>> {
        if !self.take_off(cx) {
            return Poll::Ready(None);
        }
        let Some((index, entry)) = ready!(self.merge.poll_next_unpin(cx)) else {
            return Poll::Ready(None);
        };
        self.stream_id.advance(index, entry.id());
        let frame = entry.bytes(|id, event| wire::encode(id, event, None));
        let (first, rest) = wire::share(&frame, entry.id(), entry.event(), &self.stream_id, first);
        Poll::Ready(Some(Frame { first, rest }))
    }
}
