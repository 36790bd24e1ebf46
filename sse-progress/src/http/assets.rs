//! The pages, the module and their files, which are part of the program.

use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue,
    IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{Method, StatusCode};

use super::request::{Request, accept};
use super::response_body::{Response, empty, set_headers};

/// The page is the same at every address, except for its `<base>`, which all of its links start from.
const PAGE: &str = include_str!("../../assets/page/page.html");

#[cfg(all(feature = "warp", feature = "server"))]
const NOTHING: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
    <meta name=\"color-scheme\" content=\"light dark\">\n<title>Nothing here</title>\n\
    <h1>There is nothing at this address</h1>\n<p>Perhaps it has a typo, or lacks its end.</p>\n</html>\n";

/// Nothing but our own scripts and styles, and the one script in the page, which no text of a job can get around.
const PAGE_POLICY: &str = "default-src 'none'; \
     script-src 'self' 'sha256-UzR5V6SlXlrmtOpNUuKJnMNjNlwEaDffv6C4AvoO3Zk='; \
     style-src 'self'; connect-src 'self'; img-src 'self' data:; worker-src 'self'; base-uri 'self'; \
     form-action 'none'; frame-ancestors 'none'";

/// Every file that a page, ours or anybody's, loads. A new one takes a line here.
const ASSETS: &[Asset] = &[
    // Both scripts are bundles of the sources in `assets/module/` and `assets/page/`, made by
    // `assets/bundle.mjs` and checked in. The second imports the first by its address here.
    Asset {
        path: "sse-progress.js",
        kind: JAVASCRIPT,
        text: include_str!("../../assets/sse-progress.js"),
    },
    Asset {
        path: "sse-progress/page.js",
        kind: JAVASCRIPT,
        text: include_str!("../../assets/sse-progress/page.js"),
    },
    Asset {
        path: "sse-progress.d.ts",
        kind: TYPESCRIPT,
        text: include_str!("../../assets/sse-progress.d.ts"),
    },
    Asset {
        path: "sse-progress/page.css",
        kind: CSS,
        text: concat!(
            include_str!("../../assets/page/page.css"),
            include_str!("../../assets/page/list.css"),
            include_str!("../../assets/page/form.css"),
            include_str!("../../assets/page/run.css"),
        ),
    },
];

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const TYPESCRIPT: &str = "application/typescript; charset=utf-8";

/// A file that the program has in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asset {
    /// Below our addresses, without the slash before it.
    path: &'static str,
    kind: &'static str,
    text: &'static str,
}

impl Asset {
    /// The asset at a path without the slash before it.
    pub(super) fn at(path: &str) -> Option<&'static Self> {
        ASSETS.iter().find(|asset| asset.path == path)
    }

    /// The file, or that the client has it already.
    pub(super) fn reply(&self, request: &Request) -> Response {
        cached(request, Bytes::from_static(self.text.as_bytes()), self.kind)
    }
}

/// The page that lists the jobs, and at the address of a job or of a run shows that.
pub(super) fn page(request: &Request) -> Response {
    let html = PAGE.replace("{{base}}", &base(request));
    let mut response = cached(request, html.into(), "text/html; charset=utf-8");
    set_headers(
        &mut response,
        &[
            (CONTENT_SECURITY_POLICY, PAGE_POLICY),
            (REFERRER_POLICY, "no-referrer"),
            // Other clients get something else at the same address.
            (VARY, "accept"),
        ],
    );
    response
}

/// Whether a request is that of a browser which shows what it gets.
pub(super) fn is_shown(method: &Method, headers: &HeaderMap) -> bool {
    matches!(*method, Method::GET | Method::HEAD) && accept(headers).prefers_html()
}

/// The page for an address that is nobody's, where it is not known what our addresses are mounted under.
#[cfg(all(feature = "warp", feature = "server"))]
pub(super) fn nothing_here() -> Response {
    let mut response = Response::new(NOTHING.into());
    *response.status_mut() = StatusCode::NOT_FOUND;
    set_headers(
        &mut response,
        &[
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (CONTENT_SECURITY_POLICY, "default-src 'none'"),
            (VARY, "accept"),
        ],
    );
    response
}

/// Our root, relative to the address of the page. At the root itself it is `.`, by which the page
/// knows that its own address has to end with a slash: a framework that mounts us at `/tasks` may
/// show us `/tasks` and `/tasks/` as one.
fn base(request: &Request) -> String {
    match request.path.as_str() {
        "" => ".".to_owned(),
        _ => request.link(""),
    }
}

/// A text that is sent unless the client has it: it asks each time, so that a new version of the
/// program is never mixed with files of an old one.
pub(super) fn cached(request: &Request, text: Bytes, kind: &'static str) -> Response {
    let tag = tag(&text);
    // A proxy that compresses makes our tag a weak one, which is as good here.
    let known = request.header(IF_NONE_MATCH).is_some_and(|tags| {
        tags.split(',').any(|known| {
            let known = known.trim();
            known.strip_prefix("W/").unwrap_or(known) == tag
        })
    });
    let mut response = if known {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        Response::new(text.into())
    };
    set_headers(
        &mut response,
        &[
            (CONTENT_TYPE, kind),
            (CACHE_CONTROL, "no-cache"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// Names a content. It need not be secret, just another for another content.
fn tag(text: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_one_place_for_its_base() {
        assert_eq!(PAGE.matches("{{").count(), 1);
        assert!(PAGE.contains("<base href=\"{{base}}\">"));
    }

    /// The policy names the one script that stands in the page.
    #[test]
    fn the_policy_lets_the_page_complete_its_address() {
        use base64::Engine as _;
        use sha2::Digest as _;

        let script = PAGE.split("<script>").nth(1).unwrap();
        let script = script.split("</script>").next().unwrap();
        let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(script));
        assert!(
            PAGE_POLICY.contains(&format!("script-src 'self' 'sha256-{hash}'")),
            "{hash}"
        );
    }

    #[test]
    fn an_asset_has_an_address_and_a_tag_of_its_own() {
        for (index, asset) in ASSETS.iter().enumerate() {
            assert_eq!(Asset::at(asset.path), Some(asset), "{}", asset.path);
            for other in &ASSETS[index + 1..] {
                assert_ne!(
                    tag(asset.text.as_bytes()),
                    tag(other.text.as_bytes()),
                    "{}",
                    other.path
                );
            }
        }
        assert_eq!(Asset::at("sse-progress/"), None);
    }

    /// What one file leaves open would swallow the next.
    #[test]
    fn every_text_ends_with_its_line() {
        for asset in ASSETS {
            assert!(asset.text.ends_with('\n'), "{}", asset.path);
        }
    }
}
