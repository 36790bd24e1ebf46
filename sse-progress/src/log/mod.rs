//! The memory of a run: what happened, in order, bounded, to be read from any position.
//!
//! A [`Log`] is the single source of every stream, for the watcher that was there from the start,
//! for the one that comes late and for the one that comes back. It keeps
//!
//! * the newest snapshot, since only the newest matters,
//! * the log lines, as a ring bounded by count and by bytes that knows what fell out of it,
//! * `done`, after which nothing is taken, and for which there is always room.
//!
//! A watcher is a [`Cursor`] into it. Nothing is queued for a watcher, so a slow one costs no
//! memory, and nobody writes to a client with the log locked.

mod cursor;
mod entry;
mod memory;
mod ring;
mod time;
mod waiting;
mod weight;

#[cfg(test)]
pub(crate) mod contract;

use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::SystemTime;

use crate::protocol::{Done, Level, LogLine, Position, Snapshot};

pub(crate) use cursor::Cursor;
pub(crate) use entry::Entry;
pub(crate) use memory::MemoryLog;
pub(crate) use ring::Limits;
#[cfg(feature = "redis")]
pub(crate) use time::moment;
pub(crate) use time::{since_1970, timestamp};

/// The memory of one run, with one writer and any number of readers, some of which may be in other
/// processes. What every log has to do is in its contract, `contract.rs`.
pub(crate) trait Log: fmt::Debug + Send + Sync {
    /// Adds what is new: the lines, then the snapshot.
    ///
    /// # Errors
    ///
    /// [`Fenced`], with nothing added.
    fn append(&self, batch: Batch) -> Result<(), Fenced>;

    /// Ends the log.
    ///
    /// # Errors
    ///
    /// [`Fenced`], with nothing changed.
    fn finish(&self, done: Done) -> Result<(), Fenced>;

    /// A cursor for a watcher that has been sent everything up to `after`, and the snapshot that it is
    /// sent first. `None` if `after` lies beyond the end of this log: the id is not ours.
    ///
    /// The snapshot's id is `after` itself: if the connection breaks behind it, nothing is lost.
    fn open(&self, after: Position) -> Option<(Cursor, Entry)>;

    /// The next event for `cursor`, which moves behind it, or `None` after `done`. When there is
    /// none yet, the task is woken by the next change.
    fn poll_next(&self, cursor: &mut Cursor, cx: &mut Context<'_>) -> Poll<Option<Entry>>;

    /// Waits for the next event: see [`poll_next`](Self::poll_next).
    ///
    /// # Cancel safety
    ///
    /// The cursor moves only when this returns.
    fn next(&self, cursor: &mut Cursor) -> impl Future<Output = Option<Entry>> + Send {
        poll_fn(|cx| self.poll_next(cursor, cx))
    }

    /// Forgets a reader: nothing is left of it in the log.
    fn close(&self, cursor: &mut Cursor);
}

/// What the run's one writer hands over at a time.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// How many lines were lost before `lines`, for want of room on the way here.
    pub(crate) lost: u64,
    /// New lines, oldest first.
    pub(crate) lines: Vec<LogLine>,
    /// A newer snapshot, taken after the lines.
    pub(crate) progress: Option<Snapshot>,
}

/// The log takes nothing any more from this writer: it has ended, or another writes it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fenced;

/// How many bytes a line counts for in [`Limits::bytes`].
pub(crate) fn line_len(line: &LogLine) -> usize {
    let data = line.data.as_ref().map_or(0, |data| data.get().len());
    line.message.len() + data
}

/// The line of ours that stands for lines that a watcher will never see.
pub(crate) fn lost_lines(missed: u64) -> LogLine {
    let message = match missed {
        1 => "1 log line is lost: the run said more than is remembered".to_owned(),
        _ => format!("{missed} log lines are lost: the run said more than is remembered"),
    };
    LogLine {
        level: Level::Warn,
        message,
        time: timestamp(SystemTime::now()),
        task: None,
        target: None,
        data: None,
        missed: Some(missed),
    }
}
