//! The answer when it cannot be known now what there is to answer: the run may be another process's,
//! and the others cannot be asked.

use http::Method;

use super::problem::{Problem, no_room};
use super::request::Request;
use super::response_body::Response;
use super::stream;

/// To a client that reads an event stream and comes back to it: a stream that ends at once, so that it
/// does come back. A `503` would end an `EventSource` for good. To others it is a `503`.
///
/// # Errors
///
/// The `503`.
pub(super) fn reply(request: &Request) -> Result<Response, Problem> {
    let accept = request.accept;
    if request.method == Method::GET && accept.names_events && accept.json <= accept.events {
        return Ok(stream::come_back());
    }
    Err(no_room(
        "it cannot be known now whether another process has this run",
    ))
}
