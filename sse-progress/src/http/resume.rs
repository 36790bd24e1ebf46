//! `Last-Event-ID`: a client that comes back (WHATWG HTML, "The Last-Event-ID header").

use warp::http::{HeaderName, StatusCode};
use warp::reply::Response;

use super::request::Request;
use super::stream;
use crate::jobs::Jobs;
use crate::parameters::query_value;
use crate::protocol::EventId;
use crate::run::{Run, Watch};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// What a request that carries an id is to be answered with. None of it starts a run.
#[derive(Debug)]
pub(super) enum Resume {
    /// The run, from there on.
    At(EventId),
    /// The client has had `done` and asks once more, as an `EventSource` does: it is told to stop.
    Finished,
    /// What is not an id of ours.
    Garbage,
}

impl Resume {
    /// `None` for a request that has no id.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let id = last_event_id(request)?;
        if is_end(&id) {
            return Some(Self::Finished);
        }
        Some(match id.parse() {
            Ok(id) => Self::At(id),
            Err(_) => Self::Garbage,
        })
    }

    /// Answers it, if the run is one of `belongs`.
    pub(super) async fn reply(
        self,
        jobs: &Jobs,
        request: &Request,
        may_return: bool,
        belongs: impl Fn(&Run) -> bool,
    ) -> Result<Response, super::Problem> {
        let id = match self {
            Self::At(id) => id,
            Self::Finished => return Ok(finished()),
            Self::Garbage => return Ok(stream::lost(None)),
        };
        let Some(run) = jobs.run(&id.run).filter(belongs) else {
            return Ok(stream::lost(Some(id.run)));
        };
        let seat = stream::seat(jobs)?;
        match Watch::resume(&run, id.position, may_return).await {
            Some(watch) => Ok(stream::reply(jobs, request, watch, seat)),
            None => Ok(stream::lost(Some(id.run))),
        }
    }
}

/// The id that a request carries; none, too, if it is empty as some clients send it at first.
///
/// The header goes before `?last_event_id=`, which is for clients that cannot set headers.
pub(super) fn last_event_id(request: &Request) -> Option<String> {
    let header = request.headers.get(LAST_EVENT_ID).map(|id| id.as_bytes());
    match header {
        Some(id) if !id.is_empty() => Some(String::from_utf8_lossy(id).into_owned()),
        _ => query_value(&request.query, "last_event_id"),
    }
}

/// Whoever has an id that ends so has had the end, whichever run it was.
pub(super) fn is_end(id: &str) -> bool {
    id.ends_with(".done")
}

/// The answer to who asks once more after the end, as an `EventSource` does: it stops.
pub(super) fn finished() -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}
