//! Messages of a stream as events of a run.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::error::Error;
use super::shown;
use crate::protocol::{Event, EventId, InvalidId, RunId};
use crate::wire::Message;

/// The event that a message carries. `None` for one of an unknown name, which a newer server may
/// send, and for one of another run than `expected`.
pub(super) fn read(
    message: &Message<'_>,
    expected: Option<&RunId>,
) -> Result<Option<(EventId, Event)>, Error> {
    let Some(id) = id(message, expected)? else {
        return Ok(None);
    };
    let event = match message.event {
        "progress" => Event::Progress(data(message)?),
        "log" => Event::Log(data(message)?),
        _ => Event::Done(data(message)?),
    };
    Ok(Some((id, event)))
}

/// The id of the event that a message carries, without reading it; `None` as for [`read`].
pub(super) fn id(
    message: &Message<'_>,
    expected: Option<&RunId>,
) -> Result<Option<EventId>, Error> {
    if !["progress", "log", "done"].contains(&message.event) {
        return Ok(None);
    }
    let id: EventId = message.last_event_id.parse().map_err(|error: InvalidId| {
        let id = shown::harmless(message.last_event_id);
        let name = message.event;
        Error::unexpected(format!(
            "the id of a `{name}` event is {id:?}, which is not one of a run: is this another kind of server?"
        ))
        .because_of(error)
    })?;
    Ok(Some(id).filter(|id| expected.is_none_or(|expected| *expected == id.run)))
}

fn data<T: DeserializeOwned>(message: &Message<'_>) -> Result<Arc<T>, Error> {
    serde_json::from_str(message.data)
        .map(Arc::new)
        .map_err(|error| {
            let name = message.event;
            let text = shown::harmless(&error.to_string());
            Error::unexpected(format!("a `{name}` event cannot be read: {text}")).because_of(error)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Status;

    const ID: &str = "4qJ0mX2vT9cB7yKdR1sN3w.7.done";
    const DONE: &str = r#"{"status":"succeeded","result":{"a":1},"elapsed_ms":5,"new":[1]}"#;

    fn message<'a>(event: &'a str, data: &'a str, id: &'a str) -> Message<'a> {
        Message {
            event,
            data,
            last_event_id: id,
        }
    }

    #[test]
    fn unknown_fields_are_ignored() {
        let (id, event) = read(&message("done", DONE, ID), None).unwrap().unwrap();
        assert_eq!(id.to_string(), ID);
        let Event::Done(done) = event else {
            panic!("{event:?}");
        };
        assert_eq!(done.status, Status::Succeeded);
    }

    #[test]
    fn what_is_not_for_us_is_ignored() {
        let stranger = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
        assert!(
            read(&message("done", DONE, ID), Some(&stranger))
                .unwrap()
                .is_none()
        );
        for name in ["message", "error", "Done", ""] {
            assert!(
                read(&message(name, "not JSON", "?"), None)
                    .unwrap()
                    .is_none()
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (name, data, id, said) in [
            ("done", DONE, "", "the id of a `done` event is \"\""),
            ("done", DONE, "12\u{1b}[2J", "\"12\\\\u{1b}[2J\""),
            (
                "log",
                "hello",
                ID,
                "a `log` event cannot be read: expected value",
            ),
            ("progress", "{}", ID, "missing field `run`"),
            ("done", r#"{"status":"\u001b[2J"}"#, ID, "`\\u{1b}[2J`"),
        ] {
            let error = read(&message(name, data, id), None).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
            assert!(!error.is_transient());
        }
    }
}
