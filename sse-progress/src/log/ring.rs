//! The log lines of a run that are still remembered.

use std::collections::VecDeque;

use super::{Entry, line_len};
use crate::protocol::Event;

/// How much a log remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Log lines.
    pub(crate) lines: usize,
    /// Bytes of their messages and data.
    pub(crate) bytes: usize,
}

/// Lines in order, each with its number (the first line of a run is number 1). The oldest make
/// room for the newest; the newest is always kept, whatever its size.
#[derive(Debug)]
pub(super) struct Ring {
    limits: Limits,
    entries: VecDeque<Numbered>,
    bytes: usize,
    last_number: u64,
}

/// A line with its number.
///
/// The number is kept beside the entry since it cannot always be read from the entry's id. A
/// [`Position`](crate::protocol::Position) packs the number of lines and of the snapshots since the
/// last of them into 64 bits, as lines × 1 000 000 + snapshots, and stops growing at line
/// 18 446 744 073 709.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    pub(super) number: u64,
    pub(super) entry: Entry,
}

impl Ring {
    /// `last_number` is that of the line before the first that is added.
    pub(super) fn new(limits: Limits, last_number: u64) -> Self {
        Self {
            limits,
            entries: VecDeque::new(),
            bytes: 0,
            last_number,
        }
    }

    /// The number of the newest line that was logged, kept or not.
    pub(super) fn last_number(&self) -> u64 {
        self.last_number
    }

    /// Counts lines that never came here.
    pub(super) fn skip(&mut self, lines: u64) {
        self.last_number += lines;
    }

    /// Adds the line that follows the last.
    pub(super) fn push(&mut self, entry: Entry) {
        self.last_number += 1;
        self.bytes += len(&entry);
        let number = self.last_number;
        self.entries.push_back(Numbered { number, entry });
        while self.entries.len() > 1
            && (self.entries.len() > self.limits.lines || self.bytes > self.limits.bytes)
        {
            if let Some(oldest) = self.entries.pop_front() {
                self.bytes -= len(&oldest.entry);
            }
        }
    }

    /// The oldest remembered line after line number `after`.
    pub(super) fn after(&self, after: u64) -> Option<&Numbered> {
        let index = self.entries.partition_point(|line| line.number <= after);
        self.entries.get(index)
    }

    /// Gives back the room for lines that will not come any more.
    pub(super) fn shrink(&mut self) {
        self.entries.shrink_to_fit();
    }

    /// About how many bytes of memory the lines take.
    pub(super) fn weight(&self) -> usize {
        let lines = self.entries.iter().map(|line| line.entry.weight());
        self.entries.capacity() * size_of::<Numbered>() + lines.sum::<usize>()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}

fn len(entry: &Entry) -> usize {
    match entry.event() {
        Event::Log(line) => line_len(line),
        _ => 0,
    }
}
