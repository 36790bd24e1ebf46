//! What a request says, read once.

use std::borrow::Cow;

use http::header::{ACCEPT, HOST};
use http::{Extensions, HeaderMap, HeaderName, Method, request};

use super::accept::Accept;
use super::last_event_id::LastEventId;
use super::prefer::{PREFER, responds_async};

/// How many runs one stream carries.
///
/// It bounds what one request can ask for, and the length of the stream's ids.
pub(super) const MAX_RUNS: usize = 16;

/// How many runs one page of a list has at most.
pub(super) const MAX_LIMIT: usize = 100;

/// A request extension: whether the server listens on a loopback address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OnLoopback(pub(crate) bool);

/// A request without its body.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    /// The path below our prefix, still percent-encoded and without the slash before it.
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    /// The host that it was sent to: `:authority` in HTTP/2, and `Host` in HTTP/1.1.
    pub(super) authority: Option<String>,
    /// What the client would like to get.
    pub(super) accept: Accept,
    /// It would rather have a run that goes on by itself than a stream.
    pub(super) prefers_async: bool,
    /// From where the client goes on.
    pub(super) last_event_id: Option<LastEventId>,
    /// Whether the server listens on a loopback address, as far as it says so.
    pub(super) on_loopback: bool,
    /// What the layers and filters before us have found.
    pub(super) extensions: Extensions,
}

impl Request {
    pub(super) fn new(
        method: Method,
        path: &str,
        query: String,
        headers: HeaderMap,
        authority: Option<String>,
        mut extensions: Extensions,
    ) -> Self {
        let on_loopback = extensions.remove::<OnLoopback>();
        let host = || combined(&headers, HOST).map(Cow::into_owned);
        Self {
            method,
            path: path.to_owned(),
            authority: authority.or_else(host),
            accept: accept(&headers),
            prefers_async: responds_async(combined(&headers, PREFER).as_deref()),
            last_event_id: LastEventId::of(&headers, &query),
            query,
            headers,
            on_loopback: on_loopback.is_some_and(|OnLoopback(it)| it),
            extensions,
        }
    }

    pub(super) fn from_head(head: request::Parts) -> Self {
        let uri = head.uri;
        Self::new(
            head.method,
            uri.path().strip_prefix('/').unwrap_or_default(),
            uri.query().unwrap_or_default().to_owned(),
            head.headers,
            uri.authority()
                .map(|authority| authority.as_str().to_owned()),
            head.extensions,
        )
    }

    /// Whether it is that of a browser that shows what it gets, and so gets a page.
    pub(super) fn shows_page(&self) -> bool {
        self.accept.is_shown(&self.method)
    }

    /// The value of a header; see [`combined`].
    pub(super) fn header(&self, name: HeaderName) -> Option<Cow<'_, str>> {
        combined(&self.headers, name)
    }

    /// One of our addresses, relative to the one that was asked for: what a client makes of it is
    /// right below any prefix and behind any proxy, without anybody having to tell us.
    pub(super) fn link(&self, address: &str) -> String {
        let depth = self.path.matches('/').count();
        match depth {
            0 => format!("./{address}"),
            _ => format!("{}{address}", "../".repeat(depth)),
        }
    }
}

/// What a request would like to get.
pub(super) fn accept(headers: &HeaderMap) -> Accept {
    Accept::parse(combined(headers, ACCEPT).as_deref())
}

/// The value of a header. Several lines of one name are one list (RFC 9110, section 5.3); what is
/// not UTF-8 in them is replaced, and so matches nothing.
fn combined(headers: &HeaderMap, name: HeaderName) -> Option<Cow<'_, str>> {
    let mut lines = headers.get_all(name).iter();
    let first = String::from_utf8_lossy(lines.next()?.as_bytes());
    Some(lines.fold(first, |list, line| {
        let line = String::from_utf8_lossy(line.as_bytes());
        Cow::Owned(format!("{list}, {line}"))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(uri: &str, headers: &[(&'static str, &'static str)]) -> Request {
        let mut builder = http::Request::get(uri);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        Request::from_head(builder.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn links_are_relative_to_the_address_that_was_asked_for() {
        for (path, link) in [
            ("/", "./runs/x"),
            ("/count", "./runs/x"),
            ("/count/5", "../runs/x"),
            ("/count/5/", "../../runs/x"),
            ("/a/b%2Fc/d?e=/f", "../../runs/x"),
        ] {
            assert_eq!(request(path, &[]).link("runs/x"), link, "{path}");
        }
    }

    /// Two `accept` lines were a 406, or a 202 in place of the stream: only the first was read.
    #[test]
    fn lines_of_one_header_are_one_list() {
        let request = request(
            "/",
            &[
                ("accept", "application/json"),
                ("accept", "text/event-stream"),
                ("x", "1"),
            ],
        );
        assert!(request.accept.names_events);
        assert_eq!(
            request.header(ACCEPT).as_deref(),
            Some("application/json, text/event-stream")
        );
        let x = HeaderName::from_static("x");
        assert!(matches!(request.header(x), Some(Cow::Borrowed("1"))));
    }

    #[test]
    fn the_authority_is_the_host_or_what_http2_has_for_it() {
        let of = |uri, headers| request(uri, headers).authority;
        assert_eq!(of("/", &[("host", "a:1")]).as_deref(), Some("a:1"));
        assert_eq!(of("http://b:2/", &[]).as_deref(), Some("b:2"));
        assert_eq!(of("/", &[]), None);
    }
}
