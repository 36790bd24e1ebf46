//! A log in this process.

use std::sync::{Arc, PoisonError};

use super::cursor::Read;
use super::ring::Ring;
use super::{Batch, Cursor, Entry, Fenced, Limits, Log};
use crate::protocol::{Done, Event, Position, RunId, Snapshot};
use crate::sync::{Mutex, MutexGuard, watch};

/// A log in this process, for as long as it lives.
#[derive(Debug)]
pub(crate) struct MemoryLog {
    run: RunId,
    state: Mutex<State>,
    /// Told of every change, so that a reader can wait for the next without missing one.
    changes: watch::Sender<()>,
}

#[derive(Debug)]
struct State {
    lines: Ring,
    snapshot: Arc<Snapshot>,
    progress: Entry,
    done: Option<(Arc<Done>, Entry)>,
    end: Position,
}

impl MemoryLog {
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
            changes: watch::Sender::new(()),
        }
    }

    /// The newest snapshot.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.lock().snapshot.clone()
    }

    /// `done`, once there is one.
    pub(crate) fn done(&self) -> Option<Arc<Done>> {
        self.lock().done.as_ref().map(|(done, _)| done.clone())
    }

    /// About how many bytes of memory it takes. Texts count twice, as they are and as they are sent.
    pub(crate) fn weight(&self) -> usize {
        /// A line without its message: its place in the ring, its time, its id.
        const LINE: usize = 400;
        let state = self.lock();
        let result = |(done, _): &(Arc<Done>, Entry)| {
            let result = done.result.as_ref();
            result.map_or(0, |json| json.get().len())
        };
        let texts = state.lines.bytes() + state.done.as_ref().map_or(0, result);
        2 * texts + LINE * state.lines.len()
    }

    /// Waits for `done`.
    pub(crate) async fn ended(&self) -> Arc<Done> {
        let mut changes = self.changes.subscribe();
        loop {
            if let Some(done) = self.done() {
                return done;
            }
            // The sender is `self`, so it outlives the wait.
            let _ = changes.changed().await;
        }
    }

    /// [`append`](Log::append), at once.
    pub(crate) fn append_now(&self, batch: Batch) -> Result<(), Fenced> {
        let mut state = self.lock();
        if state.done.is_some() {
            return Err(Fenced);
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
        self.changes.send_replace(());
        Ok(())
    }

    /// [`finish`](Log::finish), at once: also where nothing can be awaited, in a destructor.
    pub(crate) fn finish_now(&self, done: Done) -> Result<(), Fenced> {
        let mut state = self.lock();
        if state.done.is_some() {
            return Err(Fenced);
        }
        let done = Arc::new(done);
        let entry = Entry::new(&self.run, state.end, Event::Done(done.clone()));
        state.done = Some((done, entry));
        drop(state);
        self.changes.send_replace(());
        Ok(())
    }

    fn reaches(&self, position: Position) -> bool {
        position <= self.lock().end
    }

    /// [`open`](Log::open), at once, for a position that the log has reached.
    pub(crate) fn open_now(&self, after: Position) -> (Cursor, Entry) {
        let state = self.lock();
        let cursor = Cursor::new(after, state.progress.position());
        let opening = Entry::new(&self.run, after, state.progress.event().clone());
        (cursor, opening)
    }

    fn read(&self, cursor: &mut Cursor) -> Read {
        let state = self.lock();
        let done = state.done.as_ref().map(|(_, entry)| entry);
        cursor.advance(&self.run, &state.lines, &state.progress, done)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics with the lock held, and each change leaves the state whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log for MemoryLog {
    async fn append(&self, batch: Batch) -> Result<(), Fenced> {
        self.append_now(batch)
    }

    async fn finish(&self, done: Done) -> Result<(), Fenced> {
        self.finish_now(done)
    }

    async fn open(&self, after: Position) -> Option<(Cursor, Entry)> {
        self.reaches(after).then(|| self.open_now(after))
    }

    async fn next(&self, cursor: &mut Cursor) -> Option<Entry> {
        // Subscribed only when there is nothing to read, and then read again: what comes between
        // the two is seen by the one or by the other.
        let mut changes = None;
        loop {
            match self.read(cursor) {
                Read::Entry(entry) => return Some(entry),
                Read::End => return None,
                Read::Pending => {}
            }
            match &mut changes {
                None => changes = Some(self.changes.subscribe()),
                Some(changes) => changes.changed().await.ok()?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::contract::{self, line, run, snapshot};
    use super::*;

    fn log(limits: Limits) -> MemoryLog {
        MemoryLog::new(run(), snapshot(0), limits)
    }

    contract::tests!(log);

    #[test]
    fn the_newest_line_is_kept_even_if_it_is_too_long() {
        let log = log(Limits {
            lines: 10,
            bytes: 4,
        });
        let lines = vec![line(1), line(2)];
        log.append_now(Batch {
            lines,
            ..Batch::default()
        })
        .unwrap();
        assert_eq!(log.lock().lines.len(), 1);
    }
}
