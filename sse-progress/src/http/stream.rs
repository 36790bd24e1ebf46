//! A watcher's response: events as they come, and comments while none do.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::time::Duration;

use bytes::Bytes;
use http::header::X_CONTENT_TYPE_OPTIONS;
use http::header::{CACHE_CONTROL, CONTENT_LOCATION, CONTENT_TYPE, HeaderName, HeaderValue};
use tokio::sync::OwnedSemaphorePermit;

use super::heartbeat::Heartbeat;
use super::problem::Problem;
use super::request::Request;
use super::response_body::{Response, ResponseBody, set_headers};
use super::site::Site;
use super::stream_body::{Source, StreamBody, Watcher};
use crate::protocol::{Done, Event, EventId, Position, RunId};
use crate::run::{Policy, Run, Unreachable, Watch};
use crate::wire::{self, First};

/// nginx sends on at once what has this header.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// A stream that may be open: its permit, and what kind of client it has.
#[derive(Debug)]
pub(super) struct Opening {
    permit: OwnedSemaphorePermit,
    /// Whether the client comes back when the stream ends early: it has asked for
    /// `text/event-stream`.
    pub(super) reconnects: bool,
}

impl Opening {
    /// # Errors
    ///
    /// When as many streams are open as there may be.
    pub(super) fn new(site: &Site, request: &Request) -> Result<Self, Problem> {
        Ok(Self {
            permit: site.permit_stream()?,
            reconnects: request.accept.names_events,
        })
    }

    /// The response that carries a watch of one run to its end.
    pub(super) fn watch(self, site: &Site, request: &Request, watch: Watch) -> Response {
        let run = watch.run();
        let (id, policy) = (run.id().clone(), *run.policy());
        let mut response = self.carry(site, watch, policy.heartbeat, policy.retry);
        // Tells whoever has started the run by its job's path where to cancel it.
        let location = request.link(&format!("runs/{id}"));
        if let Ok(location) = HeaderValue::from_str(&location) {
            response.headers_mut().insert(CONTENT_LOCATION, location);
        }
        response
    }

    /// The response that carries a source to its end. `heartbeat` is the longest silence, and
    /// `retry` how long the client is to wait before it reconnects.
    pub(super) fn carry<S: Source>(
        self,
        site: &Site,
        source: S,
        heartbeat: Duration,
        retry: Duration,
    ) -> Response {
        // Only a client that comes back may be sent away.
        let age = site.max_stream_age.filter(|_| self.reconnects);
        let first = First {
            retry: spread(retry, 20),
            heartbeat,
        };
        let heartbeat = Heartbeat::new(heartbeat, age.map(|age| spread(age, 10)));
        let watcher = site.stalled.watch(Watcher {
            source,
            _permit: self.permit,
        });
        let body = StreamBody::new(watcher, heartbeat, first);
        with_headers(ResponseBody::events(body))
    }
}

/// The headers alone, for `HEAD`.
pub(super) fn head() -> Response {
    with_headers(Bytes::new().into())
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
    let first = First {
        retry: spread(Policy::DEFAULT.retry, 20),
        heartbeat: Policy::DEFAULT.heartbeat,
    };
    with_headers(wire::encode(&id, &event, Some(first)).into())
}

/// A stream that has nothing and ends, so that its client comes back: it has another try, perhaps at
/// another process.
pub(super) fn come_back() -> Response {
    let retry = spread(Policy::DEFAULT.retry, 20);
    with_headers(format!("retry: {}\n\n", retry.as_millis()).into())
}

/// A stream of the run that goes on behind `after`, or the answer that it is lost, if the run has
/// never been there.
pub(super) async fn resume(
    site: &Site,
    request: &Request,
    run: &Run,
    after: Position,
) -> Result<Response, Problem> {
    let opening = Opening::new(site, request)?;
    if let Err(Unreachable) = run.catch_up(after).await {
        return Ok(come_back());
    }
    match Watch::resume(run, after, opening.reconnects).await {
        Some(watch) => {
            run.metrics().resumed();
            Ok(opening.watch(site, request, watch))
        }
        None => Ok(lost(Some(run.id().clone()))),
    }
}

fn with_headers(body: ResponseBody) -> Response {
    let mut response = Response::new(body);
    set_headers(
        &mut response,
        &[
            (CONTENT_TYPE, wire::CONTENT_TYPE),
            (CACHE_CONTROL, "no-cache, no-store, no-transform"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (X_ACCEL_BUFFERING, "no"),
        ],
    );
    response
}

/// `time`, changed at random by up to `percent` percent in either direction, so that clients which lost
/// their connections at the same moment do not all return at the same moment.
fn spread(time: Duration, percent: u32) -> Duration {
    // The keys of a hash map are random enough for this, and new ones take no call of the system.
    let [byte, ..] = RandomState::new().hash_one(()).to_ne_bytes();
    let share = 100 - percent + u32::from(byte) * 2 * percent / 255;
    time.saturating_mul(share) / 100
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_retry_hint_is_spread_by_a_fifth() {
        let retry = Duration::from_secs(10);
        for _ in 0..100 {
            let spread = spread(retry, 20);
            assert!(spread >= Duration::from_secs(8) && spread <= Duration::from_secs(12));
        }
        let different: HashSet<_> = (0..100).map(|_| spread(retry, 20)).collect();
        assert!(different.len() > 10, "{different:?}");
    }
}
