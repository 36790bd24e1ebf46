//! One event of a run, as it is sent on a stream that carries several runs.

use std::fmt;
use std::fmt::Write as _;
use std::time::Duration;

use bytes::Bytes;

use super::encode::write_retry;
use crate::protocol::{Event, EventId};

/// What comes before the members of every event's JSON.
const DATA: &[u8] = b"\ndata: {";

/// JSON up to this length is copied, which costs less than another piece on its way.
const SMALL: usize = 16 * 1024;

/// Makes of a frame, which `encode` has written of this event, one whose id is that of the stream
/// and whose data has the event's own id as its first member.
///
/// It comes in two pieces if it is large: the second has its bytes in common with `frame`.
pub(crate) fn share(
    frame: &Bytes,
    id: &EventId,
    event: &Event,
    stream_id: &impl fmt::Display,
    retry: Option<Duration>,
) -> (Bytes, Option<Bytes>) {
    let found = frame.windows(DATA.len()).position(|bytes| bytes == DATA);
    let members = frame.slice(found.map_or(frame.len(), |at| at + DATA.len())..);

    let mut head = String::with_capacity(256 + members.len().min(SMALL));
    // A `String` takes whatever is written to it.
    let _ = write!(head, "event: {}\nid: {stream_id}\n", event.name());
    if let Some(retry) = retry {
        write_retry(&mut head, retry);
    }
    let _ = write!(head, "data: {{\"id\":\"{id}\"");
    if !members.starts_with(b"}") {
        head.push(',');
    }
    let mut head = head.into_bytes();
    if members.len() > SMALL {
        return (head.into(), Some(members));
    }
    head.extend_from_slice(&members);
    (head.into(), None)
}
