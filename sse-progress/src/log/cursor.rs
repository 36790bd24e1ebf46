//! Where a watcher stands in a log.

use super::Entry;
use super::ring::Ring;
use crate::protocol::{Event, Level, LogLine, Position, RunId};

/// What a watcher has been sent.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    /// Log lines, by the number of the last one.
    lines: u64,
    /// The newest snapshot.
    progress: Position,
    /// `done`, behind which there is nothing.
    done: bool,
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
    pub(super) fn new(after: Position, progress: Position) -> Self {
        Self {
            lines: after.lines(),
            progress,
            done: false,
        }
    }

    /// Takes the line or the snapshot that happened first, and `done` when there is neither.
    pub(super) fn advance(
        &mut self,
        run: &RunId,
        lines: &Ring,
        progress: &Entry,
        done: Option<&Entry>,
    ) -> Read {
        let line = lines.after(self.lines);
        let snapshot = (progress.position() > self.progress).then_some(progress);
        let first = match (line, snapshot) {
            (Some(line), Some(snapshot)) if snapshot.position() < line.position() => snapshot,
            (Some(line), _) => line,
            (None, Some(snapshot)) => snapshot,
            (None, None) if self.done => return Read::End,
            (None, None) => match done {
                Some(done) => done,
                None => return Read::Pending,
            },
        };
        // An id says that all lines up to it were sent: what is lost has to be told before.
        let due = match first.event() {
            Event::Log(_) => first.position().lines() - 1,
            _ => first.position().lines(),
        };
        let missed = due.saturating_sub(self.lines);
        if missed > 0 {
            self.lines = due;
            return Read::Entry(notice_of_loss(run, due, missed));
        }
        match first.event() {
            Event::Log(_) => self.lines = first.position().lines(),
            Event::Progress(_) => self.progress = first.position(),
            Event::Done(_) => self.done = true,
        }
        Read::Entry(first.clone())
    }
}

/// The line of ours that stands for lines that this watcher will never see.
fn notice_of_loss(run: &RunId, last: u64, missed: u64) -> Entry {
    let message = match missed {
        1 => "1 log line is lost: the run said more than is remembered".to_owned(),
        _ => format!("{missed} log lines are lost: the run said more than is remembered"),
    };
    let line = LogLine {
        level: Level::Warn,
        message,
        time: humantime::format_rfc3339_millis(std::time::SystemTime::now()).to_string(),
        task: None,
        missed: Some(missed),
    };
    Entry::new(run, Position::after_lines(last), Event::Log(line.into()))
}
