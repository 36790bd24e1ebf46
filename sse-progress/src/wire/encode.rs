//! One event as bytes.

use std::fmt::Write as _;
use std::time::Duration;

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::protocol::{Event, EventId};

/// A comment, which clients skip: it shows both ends that the connection is alive.
pub(crate) const HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");

/// The longest retry hint: browsers keep it in a timer of 31 bits, and fire at once beyond.
const MAX_RETRY_MS: u128 = i32::MAX as u128;

/// What the first event of a stream says about the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct First {
    /// How long a client should wait before it reconnects, in whole milliseconds and at most
    /// `i32::MAX` of them, which is 24 days.
    pub(crate) retry: Duration,
    /// The longest silence: a client that hears nothing for twice as long has lost its server,
    /// whatever its connection looks like. It is a member of the first snapshot.
    pub(crate) heartbeat: Duration,
}

impl First {
    /// The member of the first event's JSON, with the comma behind it; nothing for another event
    /// than a snapshot.
    pub(super) fn member(first: Option<Self>, event: &Event) -> String {
        match (first, event) {
            (Some(Self { heartbeat, .. }), Event::Progress(_)) => {
                format!("\"heartbeat_ms\":{},", heartbeat.as_millis())
            }
            _ => String::new(),
        }
    }
}

/// Encodes one event, complete with the blank line that ends it. `first` goes with the first event
/// of a stream.
///
/// The bytes are cheap to clone: encode once, however many are watching.
pub(crate) fn encode(id: &EventId, event: &Event, first: Option<First>) -> Bytes {
    let mut head = String::with_capacity(size_hint(event));
    // A `String` takes whatever is written to it, and neither the name nor an id (whose characters
    // its type confines to `[A-Za-z0-9._-]`) holds a line break.
    let _ = write!(head, "event: {}\nid: {id}\n", event.name());
    if let Some(first) = first {
        write_retry(&mut head, first.retry);
    }
    head.push_str("data: ");

    let mut bytes = head.into_bytes();
    let start = bytes.len();
    if serde_json::to_writer(&mut bytes, event).is_err() {
        // Nothing in the protocol can fail to serialize: its maps have strings for keys and a
        // `Vec` takes every write. Were it to, the framing and the id still hold.
        bytes.truncate(start);
        bytes.extend_from_slice(b"{}");
    } else {
        // Behind the brace. A snapshot has members, so the comma is right.
        let member = First::member(first, event);
        bytes.splice(start + 1..start + 1, member.into_bytes());
    }
    confine_to_one_line(&mut bytes[start..]);
    bytes.extend_from_slice(b"\n\n");

    // Exactly sized, since a log keeps events and counts their lengths.
    Bytes::from(bytes.into_boxed_slice())
}

/// Encodes an event that is no part of a run, and whose stream nobody resumes: it has no id.
pub(crate) fn encode_page(name: &str, json: &str, retry: Option<Duration>) -> Bytes {
    let mut text = String::with_capacity(json.len() + 64);
    // A `String` takes whatever is written to it.
    let _ = writeln!(text, "event: {name}");
    if let Some(retry) = retry {
        write_retry(&mut text, retry);
    }
    let start = text.len();
    let _ = writeln!(text, "data: {json}");
    let mut bytes = text.into_bytes();
    let end = bytes.len() - 1;
    confine_to_one_line(&mut bytes[start..end]);
    bytes.push(b'\n');
    bytes.into()
}

/// Writes the line with a retry hint.
pub(super) fn write_retry(head: &mut String, retry: Duration) {
    let _ = writeln!(head, "retry: {}", retry.as_millis().min(MAX_RETRY_MS));
}

/// Makes sure that JSON has no line break.
///
/// A string in JSON never has one, nor a NUL: control characters are escaped. Between the tokens
/// `serde_json` writes none either, but the result and the data of a job are `RawValue`s, which are
/// passed on as they are and may be laid out over many lines. There, a line break is as good as a space.
fn confine_to_one_line(json: &mut [u8]) {
    for byte in json {
        // Written in any case, so that the compiler takes many bytes at once.
        *byte = match *byte {
            b'\r' | b'\n' => b' ',
            other => other,
        };
    }
}

/// About how many bytes an event takes, so that the buffer is allocated once.
fn size_hint(event: &Event) -> usize {
    const FRAME_AND_NUMBERS: usize = 384;
    FRAME_AND_NUMBERS
        + match event {
            Event::Progress(snapshot) => {
                let data = raw_len(snapshot.data.as_deref());
                snapshot.bar.message.len() + data + snapshot.tasks.len() * FRAME_AND_NUMBERS
            }
            Event::Log(line) => line.message.len() + raw_len(line.data.as_deref()),
            Event::Done(done) => raw_len(done.result.as_deref()),
        }
}

fn raw_len(json: Option<&RawValue>) -> usize {
    json.map_or(0, |json| json.get().len())
}
