//! Where a watcher stands in a log.

use super::ring::Ring;
use super::waiting::Place;
use super::{Entry, lost_lines};
use crate::protocol::{Event, Position, RunId};

/// What a watcher has been sent, and where it waits for more.
#[derive(Debug)]
pub(crate) struct Cursor {
    /// Log lines, by the number of the last one.
    lines: u64,
    /// Snapshots, by the number of the newest one: see [`Newest`].
    snapshot: u64,
    /// `done`, behind which there is nothing.
    done: bool,
    /// How many snapshots it was not sent, since a newer one had taken their place.
    #[cfg(feature = "metrics")]
    superseded: u64,
    /// Among the readers that wait, once it has read everything.
    pub(super) place: Place,
}

/// The newest snapshot of a log.
///
/// It has a number of its own, since the ids of snapshots do not grow for ever: beyond 999,999
/// without a line between them they all have the same.
#[derive(Debug)]
pub(super) struct Newest {
    pub(super) entry: Entry,
    /// How many snapshots there have been.
    pub(super) number: u64,
    /// The number of the line that it follows.
    pub(super) line: u64,
}

/// What a log has for a cursor.
#[derive(Clone, Debug)]
pub(crate) enum Read {
    /// This event.
    Entry(Entry),
    /// Nothing yet.
    Pending,
    /// Nothing any more: `done` has been read.
    End,
}

impl Cursor {
    /// For a watcher that has been sent everything up to `after`, and snapshot number `snapshot`.
    pub(super) fn new(after: Position, snapshot: u64) -> Self {
        Self {
            lines: after.lines(),
            snapshot,
            done: false,
            #[cfg(feature = "metrics")]
            superseded: 0,
            place: Place::default(),
        }
    }

    /// Takes the line or the snapshot that happened first, and `done` when there is neither.
    pub(super) fn advance(
        &mut self,
        run: &RunId,
        lines: &Ring,
        newest: &Newest,
        done: Option<&Entry>,
    ) -> Read {
        let line = lines.after(self.lines);
        let is_new = newest.number > self.snapshot;
        // Of the two, the snapshot happened first if the line does not come before it.
        let line = line.filter(|line| !is_new || line.number <= newest.line);
        // The id of an event says that all lines up to it were sent. So a notice about lines that
        // are lost has to come before it. `due` is the line that must have been sent before this
        // event.
        let (due, entry) = match line {
            Some(line) => (line.number - 1, &line.entry),
            None if is_new => (newest.line, &newest.entry),
            None if self.done => return Read::End,
            None => match done {
                Some(done) => (lines.last_number(), done),
                None => return Read::Pending,
            },
        };
        let missed = due.saturating_sub(self.lines);
        if missed > 0 {
            self.lines = due;
            let notice = Event::Log(lost_lines(missed).into());
            return Read::Entry(Entry::new(run, Position::after_lines(due), notice));
        }
        match entry.event() {
            Event::Log(_) => self.lines = due + 1,
            Event::Progress(_) => {
                #[cfg(feature = "metrics")]
                {
                    self.superseded += newest.number - self.snapshot - 1;
                }
                self.snapshot = newest.number;
            }
            Event::Done(_) => self.done = true,
        }
        Read::Entry(entry.clone())
    }

    /// How many snapshots it was not sent since this was last asked.
    #[cfg(feature = "metrics")]
    pub(crate) fn take_superseded(&mut self) -> u64 {
        std::mem::take(&mut self.superseded)
    }
}
