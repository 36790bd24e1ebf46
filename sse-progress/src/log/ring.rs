//! The log lines of a run that are still remembered.

use std::collections::VecDeque;

use super::Entry;
use crate::protocol::Event;

/// How much a log remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Log lines.
    pub(crate) lines: usize,
    /// Bytes of their messages.
    pub(crate) bytes: usize,
}

/// Lines in order, each with its number (the first line of a run is number 1). The oldest make
/// room for the newest; the newest is always kept, whatever its size.
#[derive(Debug)]
pub(super) struct Ring {
    limits: Limits,
    entries: VecDeque<Entry>,
    bytes: usize,
    last_number: u64,
}

impl Ring {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            entries: VecDeque::new(),
            bytes: 0,
            last_number: 0,
        }
    }

    /// The number of the newest line that was said, kept or not.
    pub(super) fn last_number(&self) -> u64 {
        self.last_number
    }

    /// Counts lines that never came here.
    pub(super) fn skip(&mut self, lines: u64) {
        self.last_number += lines;
    }

    /// Adds the line that follows the last.
    pub(super) fn push(&mut self, entry: Entry) {
        self.last_number = entry.position().lines();
        self.bytes += weight(&entry);
        self.entries.push_back(entry);
        while self.entries.len() > 1
            && (self.entries.len() > self.limits.lines || self.bytes > self.limits.bytes)
        {
            if let Some(oldest) = self.entries.pop_front() {
                self.bytes -= weight(&oldest);
            }
        }
    }

    /// The oldest remembered line after line number `after`.
    pub(super) fn after(&self, after: u64) -> Option<&Entry> {
        let index = self
            .entries
            .partition_point(|entry| entry.position().lines() <= after);
        self.entries.get(index)
    }

    /// How many lines are remembered.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many bytes the lines have together.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

fn weight(entry: &Entry) -> usize {
    match entry.event() {
        Event::Log(line) => line.message.len(),
        _ => 0,
    }
}
