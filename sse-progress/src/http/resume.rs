//! `Last-Event-ID`: a client that comes back (WHATWG HTML, "The Last-Event-ID header").

use warp::http::{HeaderName, StatusCode};
use warp::reply::Response;

use super::request::Request;
use super::stream;
use crate::jobs::Jobs;
use crate::protocol::{EventId, RunId};
use crate::run::Watch;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// What a request that carries an id is to be answered with. None of it starts a run.
#[derive(Debug)]
pub(super) enum Resume {
    /// The run, from there on.
    At(EventId),
    /// The client has had `done` and asks once more, as an `EventSource` does: it is told to stop.
    Finished,
    /// An id that is not ours, not any more, or not for this address.
    Lost(Option<EventId>),
}

impl Resume {
    /// `None` for a request that has no id, or an empty one as some clients send it at first.
    ///
    /// The header goes before `?last_event_id=`, which is for clients that cannot set headers.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let header = request.headers.get(LAST_EVENT_ID).map(|id| id.as_bytes());
        let id = match header {
            Some(id) if !id.is_empty() => String::from_utf8_lossy(id).into_owned(),
            _ => in_query(&request.query)?,
        };
        // Whoever has an id that ends so has had the end, whichever run it was.
        if id.ends_with(".done") {
            return Some(Self::Finished);
        }
        Some(match id.parse() {
            Ok(id) => Self::At(id),
            Err(_) => Self::Lost(None),
        })
    }

    /// Answers it, if the run is one of `belongs`.
    pub(super) fn reply(
        self,
        jobs: &Jobs,
        request: &Request,
        may_return: bool,
        belongs: impl Fn(&RunId, &str) -> bool,
    ) -> Result<Response, super::Problem> {
        let id = match self {
            Self::At(id) => id,
            Self::Finished => {
                let mut response = Response::default();
                *response.status_mut() = StatusCode::NO_CONTENT;
                return Ok(response);
            }
            Self::Lost(id) => return Ok(stream::lost(id.map(|id| id.run))),
        };
        let run = jobs
            .run(&id.run)
            .filter(|run| belongs(run.id(), run.job()) && run.log().reaches(id.position));
        match run {
            Some(run) => {
                let seat = stream::seat(jobs)?;
                let watch = Watch::open(&run, id.position, may_return);
                Ok(stream::reply(jobs, request, watch, seat))
            }
            None => Ok(stream::lost(Some(id.run))),
        }
    }
}

/// The first non-empty `last_event_id` of a query.
fn in_query(query: &str) -> Option<String> {
    crate::jobs::query_value(query, "last_event_id")
}
