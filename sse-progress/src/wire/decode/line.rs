//! Lines and their fields, however the bytes are cut.

use std::mem;

use memchr::memchr2;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The fields that mean something, and all the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Data,
    Event,
    Id,
    Retry,
    /// A comment is a field without a name.
    Other,
}

impl Field {
    /// The most bytes in a name that means something.
    const LONGEST: usize = 5;

    fn named(name: &[u8]) -> Self {
        match name {
            b"data" => Self::Data,
            b"event" => Self::Event,
            b"id" => Self::Id,
            b"retry" => Self::Retry,
            _ => Self::Other,
        }
    }
}

/// What a stream consists of.
#[derive(Debug)]
pub(super) enum Part<'i> {
    /// The line that ends an event.
    Blank,
    /// The value of a field, or as much of it as the input has.
    Value {
        field: Field,
        bytes: &'i [u8],
        /// Whether the line is over, so that this is the last of its value.
        ended: bool,
    },
}

/// Cuts a stream into parts.
#[derive(Debug)]
pub(super) struct Lines {
    at: At,
    /// The first bytes of a name that is not over yet.
    name: [u8; Field::LONGEST],
    /// The last line ended in a carriage return: a line feed that follows is of that line end.
    after_cr: bool,
    /// What is still to come of a byte order mark, at the start of a stream.
    mark: &'static [u8],
}

/// Where in a line we are.
#[derive(Clone, Copy, Debug)]
enum At {
    /// In the name of its field, of which so many bytes have come.
    Name(usize),
    /// Behind the colon, where one space is not of the value.
    Colon(Field),
    Value(Field),
}

impl Lines {
    pub(super) fn new() -> Self {
        Self {
            at: At::Name(0),
            name: [0; Field::LONGEST],
            after_cr: false,
            mark: BYTE_ORDER_MARK,
        }
    }

    /// The next part of `input`, or `None` when nothing is left of it.
    pub(super) fn next<'i>(&mut self, input: &mut &'i [u8]) -> Option<Part<'i>> {
        if !self.mark.is_empty() {
            self.skip_mark(input);
        }
        if mem::take(&mut self.after_cr) {
            match *input {
                [b'\n', rest @ ..] => *input = rest,
                [] => self.after_cr = true,
                _ => {}
            }
        }
        if input.is_empty() {
            return None;
        }

        let (line, ended) = self.cut(input);
        if ended && line.is_empty() && matches!(self.at, At::Name(0)) {
            return Some(Part::Blank);
        }
        let (field, bytes) = self.field(line, ended);
        if ended {
            self.at = At::Name(0);
        }
        Some(Part::Value {
            field,
            bytes,
            ended,
        })
    }

    fn skip_mark(&mut self, input: &mut &[u8]) {
        while let ([expected, later @ ..], [first, rest @ ..]) = (self.mark, *input) {
            if first != expected {
                if self.mark.len() < BYTE_ORDER_MARK.len() {
                    // Half a mark is malformed text, with which no known name begins.
                    self.at = At::Value(Field::Other);
                }
                self.mark = &[];
                return;
            }
            (self.mark, *input) = (later, rest);
        }
    }

    /// Takes what `input` has of a line, without the line end, and says whether there was one.
    fn cut<'i>(&mut self, input: &mut &'i [u8]) -> (&'i [u8], bool) {
        let Some(end) = memchr2(b'\n', b'\r', input) else {
            return (mem::take(input), false);
        };
        let (line, rest) = input.split_at(end);
        self.after_cr = rest.first() == Some(&b'\r');
        *input = &rest[1..];
        (line, true)
    }

    /// Whose value the rest of the line is, as far as one can tell by now.
    fn field<'i>(&mut self, mut line: &'i [u8], ended: bool) -> (Field, &'i [u8]) {
        if let At::Name(known) = self.at {
            line = self.name(known, line, ended);
        }
        match (self.at, line) {
            (At::Name(_), _) => (Field::Other, &[]),
            (At::Colon(field), []) => (field, &[]),
            (At::Colon(field), [b' ', value @ ..] | value) => {
                self.at = At::Value(field);
                (field, value)
            }
            (At::Value(field), value) => (field, value),
        }
    }

    /// Reads on in a name, of which `known` bytes have come, and returns what is behind it.
    fn name<'i>(&mut self, mut known: usize, mut line: &'i [u8], ended: bool) -> &'i [u8] {
        while let [byte, rest @ ..] = line {
            line = rest;
            if *byte == b':' {
                self.at = At::Colon(Field::named(&self.name[..known]));
                return line;
            }
            if known == Field::LONGEST {
                self.at = At::Value(Field::Other);
                return line;
            }
            self.name[known] = *byte;
            known += 1;
        }
        self.at = if ended {
            At::Value(Field::named(&self.name[..known]))
        } else {
            At::Name(known)
        };
        line
    }
}
