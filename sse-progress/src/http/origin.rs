//! Requests that pages of other origins make, and that no user has meant to make.
//!
//! A browser sends what a foreign page names, as the source of an image say, and it fetches ahead
//! what may be asked for next. Such a request starts and cancels nothing. What tells it:
//!
//! * `Origin` (Fetch standard), on every `POST` and `DELETE` of a page;
//! * `Sec-Fetch-Site` (Fetch Metadata), on every request to HTTPS and to localhost;
//! * over plain HTTP to another host, for `GET`, only `Referer` and the `Accept` of images and style
//!   sheets. A foreign page can withhold the one and use a `<script>` for the other, so what must
//!   never be started so takes `#[job(POST …)]`.
//!
//! Clients that are not browsers send none of these and are not concerned.

use http::header::{ACCEPT, HeaderName, ORIGIN, REFERER};
use http::{Method, StatusCode};

use super::cors::Origins;
use super::problem::Problem;
use super::request::Request;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Refuses what a page of an origin that is not allowed asks for.
///
/// A link to one of our pages may be followed from anywhere: a navigation that shows a page starts
/// nothing.
pub(super) fn check(origins: &Origins, request: &Request) -> Result<(), Problem> {
    let fetch_site = request.header(SEC_FETCH_SITE);
    let fetch_site = fetch_site.as_deref();
    if matches!(fetch_site, Some("same-origin" | "none")) || is_navigation(request) {
        return Ok(());
    }
    let foreign = match request.header(ORIGIN) {
        Some(origin) => is_foreign(origins, request, &origin),
        // Another port or a sibling of our host is another origin, too.
        None => matches!(fetch_site, Some("cross-site" | "same-site")),
    };
    if foreign {
        return Err(forbidden());
    }
    Ok(())
}

/// Refuses to start a run by a `GET` that only shows its origin in the headers that every request of
/// a browser has. To be asked behind [`check`].
pub(super) fn check_start(origins: &Origins, request: &Request) -> Result<(), Problem> {
    if request.method != Method::GET || request.header(SEC_FETCH_SITE).is_some() {
        return Ok(());
    }
    if request
        .header(ACCEPT)
        .is_some_and(|accept| is_of_element(&accept))
    {
        return Err(Problem::new(StatusCode::FORBIDDEN).detail(
            "this address starts a run, and a page asked for it as an image or a style sheet",
        ));
    }
    let referer = request.header(REFERER);
    if request.header(ORIGIN).is_none()
        && referer.is_some_and(|referer| is_foreign(origins, request, &referer))
    {
        return Err(forbidden());
    }
    Ok(())
}

fn forbidden() -> Problem {
    Problem::new(StatusCode::FORBIDDEN).detail(
        "a page of another origin asked for this: the server allows it to origins that it names \
         with `allow_origin`; if the page is this server's own, the proxy between them has to pass \
         on the host (for nginx: `proxy_set_header Host $http_host;`)",
    )
}

/// Whether a cross-site navigation leads to a page. That of a job is shown for `text/html`; a
/// browser that asks for anything else is not navigating.
fn is_navigation(request: &Request) -> bool {
    request.method == Method::GET
        && request.header(SEC_FETCH_MODE).as_deref() == Some("navigate")
        && request.accept.prefers_html()
}

/// Whether an origin, or the address of a page, is neither this server's nor one that is allowed.
fn is_foreign(origins: &Origins, request: &Request, address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else {
        // `null`: a page that hides its origin.
        return true;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    // The scheme is left aside for our own: behind a proxy that ends TLS it is not to be known here.
    let own = request.authority.as_deref().is_some_and(|host| {
        without_default_port(host).eq_ignore_ascii_case(without_default_port(authority))
    });
    !own && !origins.contains(&format!("{scheme}://{authority}"))
}

/// A proxy may name the port that a browser leaves out.
fn without_default_port(authority: &str) -> &str {
    let short = authority
        .strip_suffix(":80")
        .or_else(|| authority.strip_suffix(":443"));
    // `::80` is the end of an IPv6 address, which stands in brackets.
    short.unwrap_or(authority)
}

/// Whether a browser asks for an image, a style sheet, a font or media: it names their types.
fn is_of_element(accept: &str) -> bool {
    accept.split(',').map(str::trim).any(|range| {
        let kind = range.split('/').next().unwrap_or_default();
        ["image", "font", "audio", "video"]
            .iter()
            .any(|known| kind.eq_ignore_ascii_case(known))
            || range
                .get(..8)
                .is_some_and(|kind| kind.eq_ignore_ascii_case("text/css"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_pages_name_what_they_take() {
        for accept in [
            "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
            "text/css,*/*;q=0.1",
            "TEXT/CSS",
            "*/*;q=0.1, font/woff2",
        ] {
            assert!(is_of_element(accept), "{accept}");
        }
        for accept in [
            "*/*",
            "text/event-stream",
            "text/html,*/*;q=0.8",
            "application/json",
            "té",
        ] {
            assert!(!is_of_element(accept), "{accept}");
        }
    }

    #[test]
    fn default_ports_do_not_matter() {
        assert_eq!(without_default_port("a.example:80"), "a.example");
        assert_eq!(without_default_port("a.example:443"), "a.example");
        assert_eq!(without_default_port("a.example:8080"), "a.example:8080");
        assert_eq!(without_default_port("[::80]"), "[::80]");
    }
}
