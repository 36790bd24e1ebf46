//! The messages in an event stream, as the HTML standard has it parsed and interpreted.

mod event;
mod line;

#[cfg(test)]
mod tests;

use std::time::Duration;
use std::{error, fmt};

use self::event::Buffers;
use self::line::{Lines, Part};

/// What turns the bytes of event streams into messages.
///
/// It does no I/O: hand it what has arrived, piece by piece, cut wherever the network has cut it.
pub trait Decode {
    /// The next message in `input`, from the front of which it takes what it has read.
    ///
    /// `None` says that all of `input` is read and that more is needed.
    ///
    /// # Errors
    ///
    /// [`TooLong`] says that one event was left out, with its id. The events behind it are not.
    fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Option<Result<Message<'d>, TooLong>>;

    /// Expects another stream, as after a reconnect, and forgets the event that was under way.
    ///
    /// The last event id and the reconnection time stay.
    fn restart(&mut self);

    /// What a reconnect sends as `Last-Event-ID`: the newest id of an event that has come to its
    /// end, even of one without data. Empty if there was none.
    fn last_event_id(&self) -> &str;

    /// How long to wait before a reconnect, as the server said last.
    fn retry(&self) -> Option<Duration>;
}

/// One event with data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'d> {
    /// The name of the event; `message` where the server gave none.
    pub event: &'d str,
    /// The lines of its data, with a line feed between each two.
    pub data: &'d str,
    /// The newest id, of this event or an earlier one.
    pub last_event_id: &'d str,
}

/// An event was left out because it has more bytes than the limit allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// The limit, in bytes.
    pub limit: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an event has more than {} bytes", self.limit)
    }
}

impl error::Error for TooLong {}

/// The decoder of our own.
///
/// Data that comes in one line and one piece is lent out of the input. What is copied at all is
/// copied once, and no byte is looked at again because more have come.
#[derive(Debug)]
pub struct Decoder {
    lines: Lines,
    event: Buffers,
}

impl Decoder {
    /// The limit if there is no reason for another: 8 MiB.
    pub const DEFAULT_LIMIT: usize = 8 << 20;

    /// A decoder of events that have at most `limit` bytes in their data, name and id together.
    ///
    /// Names of fields, line ends and comments take no memory and do not count.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            lines: Lines::new(),
            event: Buffers::new(limit),
        }
    }
}

impl Decode for Decoder {
    fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Option<Result<Message<'d>, TooLong>> {
        self.event.forget_delivered();
        let mut lent: &'i [u8] = &[];
        while let Some(part) = self.lines.next(input) {
            match part {
                Part::Blank => {
                    if self.event.commit() {
                        return Some(Ok(self.event.message(lent)));
                    }
                }
                Part::Value {
                    field,
                    bytes,
                    ended,
                } => {
                    if let Err(too_long) = self.event.add(field, bytes, ended, &mut lent) {
                        return Some(Err(too_long));
                    }
                }
            }
        }
        self.event.keep(lent);
        None
    }

    fn restart(&mut self) {
        self.lines = Lines::new();
        self.event.forget_incomplete();
    }

    fn last_event_id(&self) -> &str {
        self.event.last_event_id()
    }

    fn retry(&self) -> Option<Duration> {
        self.event.retry()
    }
}
