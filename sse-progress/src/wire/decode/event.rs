//! What an event has so far, and what outlives it.

use std::mem;
use std::time::Duration;

use memchr::memchr;

use super::line::Field;
use super::{Message, TooLong};

/// The buffers of the event that is under way.
#[derive(Debug)]
pub(super) struct Buffers {
    limit: usize,
    data: Vec<u8>,
    /// Whether there is data, be it an empty line.
    has_data: bool,
    name: String,
    /// The id of this event, which counts when the event is over.
    id: String,
    has_id: bool,
    /// What has come of the value of a name, an id or a retry.
    value: Vec<u8>,
    /// Whether the line of the last value goes on.
    in_line: bool,
    /// The event is too long, so that the rest of it is skipped.
    left_out: bool,
    /// The event was handed out. What it borrows is kept until the next call.
    delivered: bool,
    last_event_id: String,
    retry: Option<Duration>,
    /// Data that was not UTF-8, and is now.
    repaired: String,
}

impl Buffers {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            data: Vec::new(),
            has_data: false,
            name: String::new(),
            id: String::new(),
            has_id: false,
            value: Vec::new(),
            in_line: false,
            left_out: false,
            delivered: false,
            last_event_id: String::new(),
            retry: None,
            repaired: String::new(),
        }
    }

    pub(super) fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    pub(super) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// Adds some of a value; `lent` is data of this event that lies in the input and nowhere else.
    pub(super) fn add<'i>(
        &mut self,
        field: Field,
        bytes: &'i [u8],
        ended: bool,
        lent: &mut &'i [u8],
    ) -> Result<(), TooLong> {
        if field == Field::Other || self.left_out {
            return Ok(());
        }
        let line_feed = field == Field::Data && self.has_data && !self.in_line;
        if self.len() + lent.len() + usize::from(line_feed) + bytes.len() > self.limit {
            self.forget();
            self.left_out = true;
            return Err(TooLong { limit: self.limit });
        }
        if field != Field::Data {
            self.add_to_value(field, bytes, ended);
        } else if self.has_data {
            self.keep(mem::take(lent));
            if line_feed {
                self.data.push(b'\n');
            }
            self.keep(bytes);
        } else {
            *lent = bytes;
            self.has_data = true;
        }
        self.in_line = !ended;
        Ok(())
    }

    /// Copies data whose input will be gone.
    pub(super) fn keep(&mut self, data: &[u8]) {
        self.data.extend_from_slice(data);
    }

    /// Ends the event, and says whether there is a message in it.
    pub(super) fn commit(&mut self) -> bool {
        self.left_out = false;
        if mem::take(&mut self.has_id) {
            mem::swap(&mut self.last_event_id, &mut self.id);
        }
        if self.has_data {
            self.delivered = true;
        } else {
            self.name.clear();
        }
        self.delivered
    }

    /// The message of the event that has just ended.
    pub(super) fn message<'d, 'i: 'd>(&'d mut self, lent: &'i [u8]) -> Message<'d> {
        let data = if self.data.is_empty() {
            lent
        } else {
            &self.data
        };
        // As good as decoding the stream before it is cut into lines: what cuts it is ASCII, which
        // is never part of a malformed sequence.
        let data = match std::str::from_utf8(data) {
            Ok(text) => text,
            Err(_) => {
                self.repaired = String::from_utf8_lossy(data).into_owned();
                &self.repaired
            }
        };
        Message {
            event: match self.name.as_str() {
                "" => "message",
                name => name,
            },
            data,
            last_event_id: &self.last_event_id,
        }
    }

    /// Makes room after a message.
    pub(super) fn forget_delivered(&mut self) {
        if mem::take(&mut self.delivered) {
            self.forget();
        }
    }

    /// Drops whatever the event has, and waits for the first line of another.
    pub(super) fn forget_incomplete(&mut self) {
        self.forget();
        self.left_out = false;
    }

    fn forget(&mut self) {
        self.data.clear();
        self.has_data = false;
        self.name.clear();
        self.has_id = false;
        self.value.clear();
    }

    /// How many bytes the event takes, apart from those that the input lends.
    fn len(&self) -> usize {
        let id = if self.has_id { self.id.len() } else { 0 };
        self.data.len() + self.name.len() + id + self.value.len()
    }

    fn add_to_value(&mut self, field: Field, bytes: &[u8], ended: bool) {
        if !ended {
            self.value.extend_from_slice(bytes);
        } else if self.value.is_empty() {
            self.set(field, bytes);
        } else {
            let mut value = mem::take(&mut self.value);
            value.extend_from_slice(bytes);
            self.set(field, &value);
            value.clear();
            self.value = value;
        }
    }

    fn set(&mut self, field: Field, value: &[u8]) {
        match field {
            Field::Event => replace(&mut self.name, value),
            Field::Id if memchr(0, value).is_none() => {
                replace(&mut self.id, value);
                self.has_id = true;
            }
            Field::Retry => self.retry = milliseconds(value).or(self.retry),
            Field::Id | Field::Data | Field::Other => {}
        }
    }
}

fn replace(text: &mut String, value: &[u8]) {
    text.clear();
    match std::str::from_utf8(value) {
        Ok(value) => text.push_str(value),
        Err(_) => text.push_str(&String::from_utf8_lossy(value)),
    }
}

/// The number that `value` is, if it has digits and nothing else. One beyond all reason is as much
/// as fits.
fn milliseconds(value: &[u8]) -> Option<Duration> {
    if value.is_empty() {
        return None;
    }
    let mut number = 0_u64;
    for byte in value {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number
            .saturating_mul(10)
            .saturating_add(u64::from(byte - b'0'));
    }
    Some(Duration::from_millis(number))
}
