//! The standard's own words as a program: all of a stream at once, and slowly.

use std::time::Duration;

use super::{Heard, Owned};

/// "Parsing an event stream" and "Interpreting an event stream", step by step.
pub(super) fn model(bytes: &[u8]) -> Heard {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut lines: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(['\r', '\n']) {
        lines.push(&rest[..end]);
        rest = &rest[end..];
        rest = rest.strip_prefix("\r\n").unwrap_or_else(|| &rest[1..]);
    }

    let mut heard = Heard::default();
    let (mut data, mut event, mut id) = (String::new(), String::new(), String::new());
    for line in lines {
        if line.is_empty() {
            heard.last_event_id.clone_from(&id);
            if !data.is_empty() {
                data.pop();
                let name = if event.is_empty() { "message" } else { &event };
                heard.messages.push(Ok(Owned::new(name, &data, &id)));
            }
            data.clear();
            event.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => event = value.into(),
            "data" => {
                data.push_str(value);
                data.push('\n');
            }
            "id" if !value.contains('\0') => id = value.into(),
            "retry" if !value.is_empty() && value.chars().all(|c| c.is_ascii_digit()) => {
                // Of digits, nothing else can be wrong than that there are too many.
                let retry = value.parse().unwrap_or(u64::MAX);
                heard.retry = Some(Duration::from_millis(retry));
            }
            _ => {}
        }
    }
    heard
}
