//! A watcher's response: events as they come, and comments while none do.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use warp::http::header::{CACHE_CONTROL, CONTENT_LOCATION, CONTENT_TYPE, HeaderName, HeaderValue};
use warp::reply::{Reply, Response};

use super::departure::Departure;
use super::problem::Problem;
use super::request::Request;
use super::stalled::{Slot, Watcher};
use super::start::no_room;
use crate::jobs::Jobs;
use crate::protocol::{Done, Event, EventId, Position, RunId};
use crate::run::{Policy, Watch};
use crate::wire;

/// nginx sends on at once what has this header.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// A place for one more stream, or the answer that there is none.
pub(super) fn seat(jobs: &Jobs) -> Result<OwnedSemaphorePermit, Problem> {
    jobs.seat()
        .ok_or_else(|| no_room("as many streams are open as this server has room for"))
}

/// What a stream sends. (All of it is `Sync` because `warp` asks for that.)
pub(super) trait Source: fmt::Debug + Send + Sync + 'static {
    /// The next event, complete; `None` after the last. `retry` is to go with it.
    ///
    /// Nothing may be lost if the future is dropped.
    fn next(
        &mut self,
        retry: Option<Duration>,
    ) -> impl Future<Output = Option<Frame>> + Send + Sync;
}

/// The bytes of one event, perhaps in two pieces, so that what is large need not be copied.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) first: Bytes,
    pub(super) rest: Option<Bytes>,
}

impl Source for Watch {
    async fn next(&mut self, retry: Option<Duration>) -> Option<Frame> {
        let entry = self.next_entry().await?;
        let first = match retry {
            // The first event is this watcher's own: its id says where this watcher stands.
            Some(_) => wire::encode(entry.id(), entry.event(), retry),
            None => entry.bytes(|id, event| wire::encode(id, event, None)),
        };
        Some(Frame { first, rest: None })
    }
}

/// When a stream says something though nothing happens, and what kind of client it has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub(super) heartbeat: Duration,
    pub(super) retry: Duration,
    /// Only a client that comes back may be sent away.
    pub(super) may_return: bool,
}

/// The response that carries a watch to its end.
pub(super) fn reply(
    jobs: &Jobs,
    request: &Request,
    watch: Watch,
    seat: OwnedSemaphorePermit,
) -> Response {
    let policy = jobs.policy(watch.run().job());
    let pace = Pace {
        heartbeat: policy.heartbeat,
        retry: policy.retry,
        may_return: watch.may_return(),
    };
    let place = place(request, watch.run().id());
    let mut response = carry(jobs, request, watch, seat, pace);
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(CONTENT_LOCATION, place);
    }
    response
}

/// The address of the run that is streamed, which tells who has started it by its job's path where
/// to cancel it. Relative, and so right behind a proxy that has another path for us as well.
fn place(request: &Request, run: &RunId) -> String {
    let depth = request.path.matches('/').count();
    format!("{}runs/{run}", "../".repeat(depth))
}

/// The response that carries a source to its end.
pub(super) fn carry<S: Source>(
    jobs: &Jobs,
    request: &Request,
    source: S,
    seat: OwnedSemaphorePermit,
    pace: Pace,
) -> Response {
    let age = jobs.max_stream_age().filter(|_| pace.may_return);
    let end = age.and_then(|age| Instant::now().checked_add(spread(age, 10)));
    let state = EventStream {
        slot: jobs.park(Watcher {
            watch: source,
            _seat: seat,
        }),
        departure: request.departure.clone(),
        heartbeat: pace.heartbeat,
        retry: Some(spread(pace.retry, 20)),
        end,
        rest: None,
    };
    let events = stream::unfold(state, |mut state| async move {
        let bytes = state.next().await?;
        Some((Ok::<_, Infallible>(bytes), state))
    });
    with_headers(warp::reply::stream(events).into_response())
}

/// The headers alone, for `HEAD`.
pub(super) fn head() -> Response {
    with_headers(Response::default())
}

/// The answer for a run that this server does not know: it is over, and the id of this `done`
/// makes an `EventSource` that asks once more stop.
pub(super) fn lost(run: Option<RunId>) -> Response {
    let id = EventId {
        run: run.unwrap_or_else(RunId::unknown),
        position: Position::START,
        done: true,
    };
    let event = Event::Done(Done::lost().into());
    let bytes = wire::encode(&id, &event, Some(spread(Policy::DEFAULT.retry, 20)));
    with_headers(Response::new(bytes.into()))
}

fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, wire::CONTENT_TYPE),
        (CACHE_CONTROL, "no-cache, no-store, no-transform"),
        (X_ACCEL_BUFFERING, "no"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

struct EventStream<S> {
    slot: Arc<Slot<S>>,
    departure: Option<Departure>,
    heartbeat: Duration,
    /// Goes with the first event.
    retry: Option<Duration>,
    /// When the client is sent away to come back.
    end: Option<Instant>,
    /// Of the event whose first piece was the last to be sent.
    rest: Option<Bytes>,
}

impl<S: Source> EventStream<S> {
    async fn next(&mut self) -> Option<Bytes> {
        let mut watcher = self.slot.take()?;
        let bytes = match self.rest.take() {
            Some(rest) => rest,
            None => self.bytes(&mut watcher.watch).await?,
        };
        self.slot.park(watcher);
        Some(bytes)
    }

    async fn bytes(&mut self, source: &mut S) -> Option<Bytes> {
        // Asked by itself, since who always has something to send never gets to wait.
        if self.end.is_some_and(|end| Instant::now() >= end) {
            return None;
        }
        let frame = tokio::select! {
            biased;
            frame = source.next(self.retry) => frame?,
            () = gone(self.departure.as_ref()) => return None,
            () = until(self.end) => return None,
            () = tokio::time::sleep(self.heartbeat) => return Some(wire::HEARTBEAT),
        };
        self.retry = None;
        self.rest = frame.rest;
        Some(frame.first)
    }
}

async fn until(end: Option<Instant>) {
    match end {
        Some(end) => tokio::time::sleep_until(end).await,
        None => std::future::pending().await,
    }
}

async fn gone(departure: Option<&Departure>) {
    match departure {
        Some(departure) => departure.gone().await,
        None => std::future::pending().await,
    }
}

/// So many percent more or less, so that clients which left together do not return together.
fn spread(time: Duration, percent: u32) -> Duration {
    let mut byte = [128];
    // Without random numbers they do return together.
    let _ = getrandom::fill(&mut byte);
    let share = 100 - percent + u32::from(byte[0]) * 2 * percent / 255;
    time.saturating_mul(share) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_hint_is_spread_by_a_fifth() {
        let retry = Duration::from_secs(10);
        for _ in 0..100 {
            let spread = spread(retry, 20);
            assert!(spread >= Duration::from_secs(8) && spread <= Duration::from_secs(12));
        }
    }
}
