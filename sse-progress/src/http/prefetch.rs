//! Requests that a browser makes ahead of time.

use http::{HeaderName, StatusCode};

use super::problem::Problem;
use super::request::Request;

/// `Sec-Purpose` is the standard's (Fetch, section "Sec-Purpose"), and the others came before it.
const PURPOSES: [HeaderName; 3] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-moz"),
];

/// Refuses to start a run for a prefetch or a prerendering: the browser guesses that its user may come
/// to this address, and the user may never do so.
pub(super) fn check(request: &Request) -> Result<(), Problem> {
    let ahead = PURPOSES
        .into_iter()
        .filter_map(|name| request.header(name))
        .any(|purpose| purpose.contains("prefetch") || purpose.contains("prerender"));
    if !ahead {
        return Ok(());
    }
    Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE)
        .detail("this address starts a run, which is not done ahead of time"))
}
