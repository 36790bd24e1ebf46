//! What an answer means.

use reqwest::StatusCode;

use crate::wire;

/// What the head of an answer to a watch means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A stream of events follows.
    Events,
    /// There is nothing more to come.
    Finished,
    /// It is a success of something else than a stream of events.
    SomethingElse,
    /// The server says no.
    Refused,
}

/// Reads the head of an answer to a watch; redirects are behind it.
pub(super) fn meaning(status: StatusCode, content_type: Option<&[u8]>) -> Meaning {
    let is_events = |value| media_type(value).eq_ignore_ascii_case(wire::CONTENT_TYPE.as_bytes());
    match status {
        StatusCode::NO_CONTENT => Meaning::Finished,
        StatusCode::OK if content_type.is_some_and(is_events) => Meaning::Events,
        status if status.is_success() => Meaning::SomethingElse,
        _ => Meaning::Refused,
    }
}

/// Whether the same request may be answered otherwise after a while.
pub(super) fn is_transient(status: StatusCode) -> bool {
    status == StatusCode::REQUEST_TIMEOUT
        || status == StatusCode::TOO_MANY_REQUESTS
        || status.is_server_error()
}

/// The value of a `Content-Type` without its parameters.
pub(super) fn media_type(value: &[u8]) -> &[u8] {
    let end = value.iter().position(|byte| *byte == b';');
    value[..end.unwrap_or(value.len())].trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_200_with_the_right_type_is_a_stream() {
        use Meaning::{Events, Finished, Refused, SomethingElse};
        for (status, content_type, expected) in [
            (200, Some("text/event-stream"), Events),
            (200, Some("Text/Event-Stream ; charset=utf-8"), Events),
            (200, Some("text/event-streams"), SomethingElse),
            (200, Some("text/html"), SomethingElse),
            (200, Some(""), SomethingElse),
            (200, None, SomethingElse),
            (202, Some("text/event-stream"), SomethingElse),
            (204, Some("text/event-stream"), Finished),
            (304, None, Refused),
            (400, Some("text/event-stream"), Refused),
            (503, None, Refused),
            (999, None, Refused),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let meaning = meaning(status, content_type.map(str::as_bytes));
            assert_eq!(meaning, expected, "{status} {content_type:?}");
        }
    }

    #[test]
    fn what_may_pass_is_tried_again() {
        let transient: Vec<u16> = (300..600)
            .filter(|status| is_transient(StatusCode::from_u16(*status).unwrap()))
            .collect();
        let expected: Vec<u16> = [408, 429].into_iter().chain(500..600).collect();
        assert_eq!(transient, expected);
    }
}
