//! The memory of a run: what happened, in order, bounded, to be read from any position.
//!
//! A [`Log`] is the single source of every stream, for the watcher that was there from the start,
//! for the one that comes late and for the one that comes back. It keeps
//!
//! * the newest snapshot, since only the newest matters,
//! * the log lines, as a ring bounded by count and by bytes that knows what fell out of it,
//! * `done`, which has a place of its own and after which nothing is taken.
//!
//! A watcher is a [`Cursor`] into it. Nothing is queued for a watcher, so a slow one costs no
//! memory, and nobody writes to a client with the log locked.

mod cursor;
mod entry;
mod ring;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::protocol::{Done, Event, LogLine, Position, RunId, Snapshot};

pub(crate) use cursor::{Cursor, Read};
pub(crate) use entry::Entry;
pub(crate) use ring::Limits;
use ring::Ring;

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

/// The memory of one run.
#[derive(Debug)]
pub(crate) struct Log {
    run: RunId,
    state: Mutex<State>,
    /// Counts the changes, so that a watcher can wait for the next without missing one.
    changes: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    lines: Ring,
    snapshot: Arc<Snapshot>,
    progress: Entry,
    done: Option<(Arc<Done>, Entry)>,
    end: Position,
}

impl Log {
    /// The log of a run that begins with `first`.
    pub(crate) fn new(run: RunId, first: Snapshot, limits: Limits) -> Self {
        let end = Position::START.next_snapshot();
        let snapshot = Arc::new(first);
        let progress = Entry::new(&run, end, Event::Progress(snapshot.clone()));
        Self {
            run,
            state: Mutex::new(State {
                lines: Ring::new(limits),
                snapshot,
                progress,
                done: None,
                end,
            }),
            changes: watch::Sender::new(0),
        }
    }

    /// Adds what is new. After `done`, nothing is.
    pub(crate) fn append(&self, batch: Batch) {
        let mut state = self.lock();
        if state.done.is_some() {
            return;
        }
        state.lines.skip(batch.lost);
        for line in batch.lines {
            let position = Position::after_lines(state.lines.last_number() + 1);
            let entry = Entry::new(&self.run, position, Event::Log(line.into()));
            state.lines.push(entry);
            state.end = position;
        }
        if let Some(snapshot) = batch.progress {
            state.end = state.end.next_snapshot();
            state.snapshot = Arc::new(snapshot);
            let event = Event::Progress(state.snapshot.clone());
            state.progress = Entry::new(&self.run, state.end, event);
        }
        drop(state);
        self.changes.send_modify(|count| *count += 1);
    }

    /// Ends the log. Returns false, and changes nothing, if it has ended before.
    pub(crate) fn finish(&self, done: Done) -> bool {
        let mut state = self.lock();
        if state.done.is_some() {
            return false;
        }
        let done = Arc::new(done);
        let entry = Entry::new(&self.run, state.end, Event::Done(done.clone()));
        state.done = Some((done, entry));
        drop(state);
        self.changes.send_modify(|count| *count += 1);
        true
    }

    /// Whether the log has come as far as `position`. If it has not, no id of its own says so.
    pub(crate) fn reaches(&self, position: Position) -> bool {
        position <= self.lock().end
    }

    /// A cursor for who has been sent everything up to `after`, and the snapshot to begin with.
    ///
    /// The snapshot's id is `after` itself: if the connection breaks behind it, nothing is lost.
    pub(crate) fn open(&self, after: Position) -> (Cursor, Entry) {
        let state = self.lock();
        let cursor = Cursor::new(after, state.progress.position());
        let opening = Entry::new(&self.run, after, state.progress.event().clone());
        (cursor, opening)
    }

    /// The next event for `cursor`, which moves behind it.
    pub(crate) fn read(&self, cursor: &mut Cursor) -> Read {
        let state = self.lock();
        let done = state.done.as_ref().map(|(_, entry)| entry);
        cursor.advance(&self.run, &state.lines, &state.progress, done)
    }

    /// A receiver that sees each change after this call.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// The newest snapshot.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.lock().snapshot.clone()
    }

    /// `done`, once there is one.
    pub(crate) fn done(&self) -> Option<Arc<Done>> {
        self.lock().done.as_ref().map(|(done, _)| done.clone())
    }

    /// How many bytes of lines and result it holds.
    pub(crate) fn weight(&self) -> usize {
        let state = self.lock();
        let result = |(done, _): &(Arc<Done>, Entry)| {
            let result = done.result.as_ref();
            result.map_or(0, |json| json.get().len())
        };
        state.lines.bytes() + state.done.as_ref().map_or(0, result)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics with the lock held, and each change leaves the state whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
