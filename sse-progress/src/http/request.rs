//! The parts of a request that an answer depends on.

use std::borrow::Cow;
use std::fmt::Write as _;

use warp::filters::path::{FullPath, Tail};
use warp::http::header::ACCEPT;
use warp::http::{HeaderMap, HeaderName, Method};

use super::accept::Accept;
use super::departure::Departure;

/// A request without its body.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    /// The whole path, still percent-encoded.
    pub(super) full: String,
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
            full: full.as_str().to_owned(),
            prefix: prefix.trim_end_matches('/').to_owned(),
            path,
            query,
            headers,
            departure,
        }
    }

    /// The first value of a header; what is not UTF-8 in it is replaced and so matches nothing.
    pub(super) fn header(&self, name: HeaderName) -> Option<Cow<'_, str>> {
        let value = self.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()))
    }

    /// What the client would like to get.
    pub(super) fn accept(&self) -> Accept {
        Accept::parse(self.header(ACCEPT).as_deref())
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
