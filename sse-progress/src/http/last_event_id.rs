//! `Last-Event-ID`: where a client that comes back goes on (WHATWG HTML, "The Last-Event-ID header").

use http::header::HeaderMap;
use http::{HeaderName, StatusCode};

use super::response_body::{Response, empty};
use crate::parameters::query_value;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The same in the query, for clients that cannot set headers. The first is ours; the others are
/// what polyfills of `EventSource` send.
pub(crate) const QUERY_NAMES: [&str; 3] = ["last_event_id", "lastEventId", "Last-Event-ID"];

/// The id that a request carries, of whatever form. A request that has one starts nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LastEventId(String);

impl LastEventId {
    /// `None` if there is none, or an empty one, which some clients send at first. The header goes
    /// before the query.
    pub(super) fn of(headers: &HeaderMap, query: &str) -> Option<Self> {
        let header = headers.get(LAST_EVENT_ID).map(|id| id.as_bytes());
        match header {
            Some(id) if !id.is_empty() => Some(Self(String::from_utf8_lossy(id).into_owned())),
            _ => {
                let mut names = QUERY_NAMES.iter();
                names.find_map(|name| query_value(query, name)).map(Self)
            }
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whoever has an id that ends so has had the end, whichever run it was.
    pub(super) fn is_end(&self) -> bool {
        self.0.ends_with(".done")
    }
}

/// The answer to whoever asks once more after the end, as an `EventSource` does: it stops.
pub(super) fn nothing_more() -> Response {
    empty(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn id(header: Option<&'static str>, query: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        if let Some(value) = header {
            headers.insert(LAST_EVENT_ID, HeaderValue::from_static(value));
        }
        LastEventId::of(&headers, query).map(|id| id.0)
    }

    #[test]
    fn the_header_goes_before_the_query_unless_it_is_empty() {
        assert_eq!(id(Some("a.1"), "last_event_id=b.2").as_deref(), Some("a.1"));
        assert_eq!(id(Some(""), "last_event_id=b.2").as_deref(), Some("b.2"));
        assert_eq!(id(None, "x=1&last_event_id="), None);
        assert_eq!(id(None, ""), None);
    }

    /// `event-source-polyfill` was answered with a 400, upon which it stops for good.
    #[test]
    fn polyfills_have_names_of_their_own() {
        for name in ["lastEventId", "Last-Event-ID"] {
            let query = format!("{name}=c.3");
            assert_eq!(id(None, &query).as_deref(), Some("c.3"), "{name}");
        }
    }
}
