//! Who may start and cancel: not a prefetch, and not the page of a stranger.
//!
//! A browser sends requests that its user did not mean: it fetches ahead, and it fetches what a
//! foreign page names as an image. Such a request starts nothing here. The headers that tell are
//! `Sec-Purpose` and `Sec-Fetch-Site` (Fetch Metadata) and `Origin` (Fetch); clients that are not
//! browsers send none of them and are not concerned.

use warp::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, HOST, HeaderMap, HeaderName,
    HeaderValue, ORIGIN, VARY,
};
use warp::http::{Method, StatusCode};
use warp::reply::Response;

use super::problem::Problem;
use super::request::Request;
use super::route::Route;
use crate::jobs::Jobs;

const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
const PURPOSE: HeaderName = HeaderName::from_static("purpose");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Refuses what a page of an origin that is not allowed asks for.
///
/// A link to one of our pages may be followed from anywhere: a navigation that shows a page starts
/// nothing.
pub(super) fn check_origin(jobs: &Jobs, request: &Request) -> Result<(), Problem> {
    let site = request.header(SEC_FETCH_SITE);
    let site = site.as_deref();
    if matches!(site, Some("same-origin" | "none")) || is_navigation(request) {
        return Ok(());
    }
    let foreign = match request.headers.get(ORIGIN) {
        Some(origin) => !is_own(request, origin) && !is_allowed(jobs, origin),
        // Another port or a sibling of our host is another origin, too.
        None => matches!(site, Some("cross-site" | "same-site")),
    };
    if !foreign {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN).detail(
        "a page of another origin asked for this; the server allows it to origins that it \
         names with `allow_origin`",
    ))
}

/// Refuses to start a run for a request that nobody has made yet.
pub(super) fn check_purpose(request: &Request) -> Result<(), Problem> {
    let ahead = [SEC_PURPOSE, PURPOSE]
        .into_iter()
        .filter_map(|name| request.header(name))
        .any(|purpose| purpose.contains("prefetch") || purpose.contains("prerender"));
    if !ahead {
        return Ok(());
    }
    Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE)
        .detail("this address starts a run, which is not done ahead of time"))
}

/// Whether a cross-site navigation leads to a page. That of a job is shown for `text/html`; a
/// browser that asks for anything else is not navigating.
fn is_navigation(request: &Request) -> bool {
    request.method == Method::GET
        && request.header(SEC_FETCH_MODE).as_deref() == Some("navigate")
        && request.accept().prefers_html()
}

/// Whether the origin is where the request went to. The scheme is left aside: behind a proxy that
/// ends TLS it is not to be known here.
fn is_own(request: &Request, origin: &HeaderValue) -> bool {
    let authority = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"));
    match (authority, request.header(HOST)) {
        (Some((_, authority)), Some(host)) => authority.eq_ignore_ascii_case(&host),
        _ => false,
    }
}

fn is_allowed(jobs: &Jobs, origin: &HeaderValue) -> bool {
    origin
        .to_str()
        .is_ok_and(|origin| jobs.origins().contains(origin))
}

/// Lets an allowed origin read the answer (CORS).
pub(super) fn share(jobs: &Jobs, request: &Request, headers: &mut HeaderMap) {
    if jobs.origins().is_empty() {
        return;
    }
    headers.append(VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = request
        .headers
        .get(ORIGIN)
        .filter(|origin| is_allowed(jobs, origin))
    {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("content-location, location, retry-after"),
        );
    }
}

/// Answers a browser that asks what it may ask for.
pub(super) fn preflight(jobs: &Jobs, route: &Route, request: &Request) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    let methods = route.methods(jobs);
    let list = methods
        .iter()
        .map(Method::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let Ok(list) = HeaderValue::from_str(&list) else {
        return response;
    };
    let allowed = request
        .headers
        .get(ORIGIN)
        .is_some_and(|origin| is_allowed(jobs, origin));
    let headers = response.headers_mut();
    if allowed {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, list.clone());
        headers.insert(
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(
                "accept, authorization, content-type, idempotency-key, last-event-id",
            ),
        );
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
    headers.insert(ALLOW, list);
    response
}
