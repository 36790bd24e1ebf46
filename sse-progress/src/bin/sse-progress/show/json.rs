//! Events as lines of JSON.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;
use sse_progress::mirror::harmless;
use sse_progress::protocol::harmless::is_joined;
use sse_progress::protocol::{Event, EventId, RunId};

/// One line.
#[derive(Serialize)]
struct Line<'a, D> {
    id: Option<String>,
    event: &'a str,
    run: Option<&'a str>,
    data: D,
}

#[derive(Serialize)]
struct Reconnecting<'a> {
    reason: &'a str,
    after_ms: u64,
}

/// The line of an event.
pub(super) fn event(id: &EventId, event: &Event) -> String {
    line(&Line {
        id: Some(id.to_string()),
        event: event.name(),
        run: Some(id.run.as_str()),
        data: event,
    })
}

/// The line that says that the connection is lost.
pub(super) fn reconnecting(run: Option<&RunId>, reason: &str, after: Duration) -> String {
    line(&Line {
        id: None,
        event: "reconnecting",
        run: run.map(RunId::as_str),
        data: Reconnecting {
            reason,
            after_ms: u64::try_from(after.as_millis()).unwrap_or(u64::MAX),
        },
    })
}

fn line(line: &impl Serialize) -> String {
    // Serializing to a string fails for maps whose keys are no strings only, and there are none.
    one_line(&serde_json::to_string(line).unwrap_or_default())
}

/// The same JSON in one line, with an escape for each character that a terminal would act on.
pub(crate) fn one_line(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    let mut before = None;
    for c in json.chars() {
        if c.is_ascii_control() && c != '\u{7f}' {
            // In JSON such a character stands between values only, where it means as much as a space.
            safe.push(' ');
        } else if c.is_ascii_graphic() || c == ' ' || c.is_alphanumeric() || is_harmless(before, c)
        {
            safe.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        }
        before = Some(c);
    }
    safe
}

fn is_harmless(before: Option<char>, c: char) -> bool {
    let text = c.encode_utf8(&mut [0; 4]).to_owned();
    harmless(&text) == text || is_joined(before, c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use sse_progress::protocol::{Level, LogLine};
    use std::sync::Arc;

    #[test]
    fn a_line_says_what_of_whom() {
        let id: EventId = "4qJ0mX2vT9cB7yKdR1sN3w.7".parse().unwrap();
        let log = Event::Log(Arc::new(LogLine {
            level: Level::Warn,
            message: "a\n\u{1b}[2J\u{9b}\u{202e}é👨\u{200d}👩".into(),
            time: String::new(),
            task: None,
            target: None,
            data: None,
            missed: None,
        }));
        let line = event(&id, &log);
        assert!(
            !line.contains(['\n', '\u{1b}', '\u{9b}', '\u{202e}']),
            "{line:?}"
        );
        assert!(line.contains("é👨\u{200d}👩"), "{line}");
        let read: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["id"], "4qJ0mX2vT9cB7yKdR1sN3w.7");
        assert_eq!(read["event"], "log");
        assert_eq!(read["run"], "4qJ0mX2vT9cB7yKdR1sN3w");
        assert_eq!(
            read["data"]["message"],
            "a\n\u{1b}[2J\u{9b}\u{202e}é👨\u{200d}👩"
        );

        let read: Value =
            serde_json::from_str(&reconnecting(None, "gone", Duration::from_secs(2))).unwrap();
        let expected = json!({
            "id": null, "event": "reconnecting", "run": null,
            "data": { "reason": "gone", "after_ms": 2000 },
        });
        assert_eq!(read, expected);
    }

    #[test]
    fn json_of_several_lines_becomes_one() {
        assert_eq!(one_line("{\n\t\"a\": 1\r\n}"), "{  \"a\": 1  }");
    }
}
