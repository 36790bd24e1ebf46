//! The page and its script, which are part of the program.

use std::hash::{DefaultHasher, Hash, Hasher};

use warp::http::StatusCode;
use warp::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH,
    REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use warp::reply::{Reply, Response};

use super::request::Request;

/// The page is the same everywhere but for where its links start.
const PAGE: &str = include_str!("../../assets/page.html");

/// Nothing but our own script and style, which no text of a job can get around.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'none'; \
     frame-ancestors 'none'";

/// A file that the page, or anybody's page, loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asset {
    Script,
    PageScript,
    PageStyle,
}

impl Asset {
    /// The asset at a path without the slash before it.
    pub(super) fn at(path: &str) -> Option<Self> {
        match path {
            "sse-progress.js" => Some(Self::Script),
            "sse-progress/page.js" => Some(Self::PageScript),
            "sse-progress/page.css" => Some(Self::PageStyle),
            _ => None,
        }
    }

    fn content(self) -> (&'static str, &'static str) {
        match self {
            Self::Script => (JAVASCRIPT, include_str!("../../assets/sse-progress.js")),
            Self::PageScript => (JAVASCRIPT, include_str!("../../assets/page.js")),
            Self::PageStyle => (
                "text/css; charset=utf-8",
                include_str!("../../assets/page.css"),
            ),
        }
    }

    /// The file, or that the client has it already.
    pub(super) fn reply(self, request: &Request) -> Response {
        let (content_type, text) = self.content();
        let tag = tag(text);
        let known = request
            .header(IF_NONE_MATCH)
            .is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            text.into_response()
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(ETAG, tag);
        }
        response
    }
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Names a content. It need not be secret, just another for another content.
fn tag(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

/// The page that lists the jobs, and at a job's address shows that job.
pub(super) fn page(request: &Request) -> Response {
    let base = escape(&request.link(&[""]));
    let mut response = warp::reply::html(PAGE.replace("{{base}}", &base)).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (REFERRER_POLICY, "no-referrer"),
        // Other clients get a stream at the same address.
        (VARY, "accept"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Makes a text one that stands in an attribute's quotes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_one_place_for_its_base() {
        assert_eq!(PAGE.matches("{{").count(), 1);
        assert!(PAGE.contains("<base href=\"{{base}}\">"));
        assert_eq!(
            escape("/a\"><b&"),
            "/a&quot;>&lt;b&amp;".replace("&gt;", ">")
        );
    }

    #[test]
    fn a_tag_names_its_content() {
        let tags: Vec<_> = [Asset::Script, Asset::PageScript, Asset::PageStyle]
            .iter()
            .map(|asset| tag(asset.content().1))
            .collect();
        assert!(tags[0] != tags[1] && tags[1] != tags[2]);
        assert_eq!(tag("same"), tag("same"));
    }
}
