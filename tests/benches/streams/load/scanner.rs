//! The events in a stream of bytes.
//!
//! It looks for line ends and at how lines begin, which is all that events need whose shape is known. The
//! sizes of HTTP's chunks are lines, too, that begin like none of ours.

use super::super::message::{Stamp, digits};

/// What a client has to know about an event.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Event {
    pub(crate) kind: Kind,
    /// The last part of its id.
    pub(crate) position: u64,
    pub(crate) stamp: Option<Stamp>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    Comment,
    Progress,
    Log,
    Done,
}

#[derive(Debug, Default)]
pub(crate) struct Scanner {
    /// The beginning of a line whose end has not come.
    rest: Vec<u8>,
    event: Event,
}

impl Scanner {
    /// Hands over each event whose end is in `bytes`.
    pub(crate) fn scan(&mut self, mut bytes: &[u8], mut take: impl FnMut(Event)) {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
            bytes = rest;
            let finished = if self.rest.is_empty() {
                self.event.read(line)
            } else {
                self.rest.extend_from_slice(line);
                let finished = self.event.read(&self.rest);
                self.rest.clear();
                finished
            };
            if finished {
                take(std::mem::take(&mut self.event));
            }
        }
        self.rest.extend_from_slice(bytes);
    }
}

impl Event {
    /// Reads a line; the result is whether it ends the event.
    fn read(&mut self, line: &[u8]) -> bool {
        if let Some(data) = value(line, b"data:") {
            self.stamp = Stamp::find(data);
        } else if let Some(name) = value(line, b"event:") {
            self.kind = match name {
                b"progress" => Kind::Progress,
                b"log" => Kind::Log,
                b"done" => Kind::Done,
                _ => panic!("an event `{}`", String::from_utf8_lossy(name)),
            };
        } else if let Some(id) = value(line, b"id:") {
            let position = id.split(|byte| *byte == b'.').nth(1).unwrap_or(id);
            self.position = digits(position).0;
        }
        line.is_empty()
    }
}

/// What a field says, if the line is one of that name.
fn value<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let value = line.strip_prefix(name)?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}
