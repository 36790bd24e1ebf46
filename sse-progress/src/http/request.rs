//! The parts of a request that an answer depends on.

use std::fmt::Write as _;

use warp::filters::path::{FullPath, Tail};
use warp::http::{HeaderMap, HeaderName, Method};

use super::departure::Departure;

/// A request without its body.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    /// What comes before our addresses: empty, or an application's own prefix with a slash before
    /// and none after.
    pub(super) prefix: String,
    /// The rest of the path, still percent-encoded and without the slash before it.
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) departure: Option<Departure>,
}

impl Request {
    pub(super) fn new(
        method: Method,
        full: FullPath,
        tail: Tail,
        query: String,
        headers: HeaderMap,
        departure: Option<Departure>,
    ) -> Self {
        let path = tail.as_str().to_owned();
        let prefix = full.as_str().strip_suffix(&path).unwrap_or_default();
        Self {
            method,
            prefix: prefix.trim_end_matches('/').to_owned(),
            path,
            query,
            headers,
            departure,
        }
    }

    /// A header as text, if it is there once or more and its first value is text.
    pub(super) fn header(&self, name: impl Into<HeaderName>) -> Option<&str> {
        self.headers.get(name.into())?.to_str().ok()
    }

    /// One of our addresses as a client sees it.
    pub(super) fn link(&self, segments: &[&str]) -> String {
        let mut link = self.prefix.clone();
        for segment in segments {
            // Writing to a `String` does not fail.
            let _ = write!(link, "/{segment}");
        }
        link
    }
}
