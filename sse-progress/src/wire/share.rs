//! One event of a run, as it is sent on a stream that carries several runs.

use std::fmt;
use std::fmt::Write as _;

use bytes::Bytes;

use super::encode::{First, write_retry};
use crate::protocol::{Event, EventId};

/// What comes before the members of every event's JSON.
const DATA: &[u8] = b"\ndata: {";

/// JSON up to this length is copied, which costs less than another piece on its way.
const SMALL: usize = 16 * 1024;

/// Turns a frame that `encode` has written of this event into one for a stream of several runs: its
/// id is that of the stream, and its data has the event's own id as a first member.
///
/// A large one comes in two pieces, the second of which shares its bytes with `frame` instead of
/// copying them. The JSON of the event is not parsed, so a result stays as the job has written it.
pub(crate) fn share(
    frame: &Bytes,
    id: &EventId,
    event: &Event,
    stream_id: &impl fmt::Display,
    first: Option<First>,
) -> (Bytes, Option<Bytes>) {
    let found = frame.windows(DATA.len()).position(|bytes| bytes == DATA);
    let members = frame.slice(found.map_or(frame.len(), |at| at + DATA.len())..);

    let mut head = String::with_capacity(256 + members.len().min(SMALL));
    // A `String` takes whatever is written to it.
    let _ = write!(head, "event: {}\nid: {stream_id}\n", event.name());
    if let Some(first) = first {
        write_retry(&mut head, first.retry);
    }
    let _ = write!(head, "data: {{\"id\":\"{id}\"");
    if !members.starts_with(b"}") {
        head.push(',');
        head.push_str(&First::member(first, event));
    }
    let mut head = head.into_bytes();
    if members.len() > SMALL {
        return (head.into(), Some(members));
    }
    head.extend_from_slice(&members);
    (head.into(), None)
}
