//! A log in this process.

use std::future::poll_fn;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};

use super::cursor::{Newest, Read};
use super::ring::Ring;
use super::waiting::{Place, Waiting, Woken};
use super::{Batch, Cursor, Entry, Fenced, Limits, Log};
use crate::protocol::{Done, Event, Position, RunId, Snapshot};
use crate::sync::{Mutex, MutexGuard};

/// A log in this process, for as long as it lives.
#[derive(Debug)]
pub(crate) struct MemoryLog {
    run: RunId,
    contents: Mutex<Contents>,
    /// Room for the next list of readers that wait: see [`Waiting::take`].
    room: Mutex<Woken>,
}

#[derive(Debug)]
struct Contents {
    lines: Ring,
    snapshot: Arc<Snapshot>,
    /// The same as an event.
    newest: Newest,
    done: Option<(Arc<Done>, Entry)>,
    /// The position of the last event, as its id has it.
    end: Position,
    /// Under the same lock as what they wait for, so that no change comes between the two.
    waiting: Waiting,
    /// Nobody feeds it any more, and it has no `done`.
    let_go: bool,
}

impl Contents {
    /// Whether every line up to this position was here.
    fn reaches(&self, position: Position) -> bool {
        position.lines() <= self.end.lines()
    }
}

impl MemoryLog {
    /// The log of a run that begins with `first`.
    pub(crate) fn new(run: RunId, first: Snapshot, limits: Limits) -> Self {
        Self::new_at(run, first, limits, Position::START.next_snapshot())
    }

    /// The same for a run that has come as far as `end`.
    pub(crate) fn new_at(run: RunId, first: Snapshot, limits: Limits, end: Position) -> Self {
        let snapshot = Arc::new(first);
        let newest = Newest {
            entry: Entry::new(&run, end, Event::Progress(snapshot.clone())),
            number: 1,
            line: end.lines(),
        };
        Self {
            run,
            contents: Mutex::new(Contents {
                lines: Ring::new(limits, end.lines()),
                snapshot,
                newest,
                done: None,
                end,
                waiting: Waiting::default(),
                let_go: false,
            }),
            room: Mutex::default(),
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

    /// About how many bytes of memory its events take, with what they take when they are sent.
    pub(crate) fn weight(&self) -> usize {
        let contents = self.lock();
        let done = contents.done.as_ref();
        contents.lines.weight()
            + contents.newest.entry.weight()
            + done.map_or(0, |(_, entry)| entry.weight())
    }

    /// Waits for `done`.
    pub(crate) async fn ended(&self) -> Arc<Done> {
        let done = |contents: &Contents| Some(contents.done.as_ref()?.0.clone());
        self.until(done).await
    }

    /// Waits until there is what is looked for.
    async fn until<T>(&self, look: impl Fn(&Contents) -> Option<T>) -> T {
        let mut waiter = Waiter {
            log: self,
            place: Place::default(),
        };
        poll_fn(|cx| waiter.poll(cx, &look)).await
    }

    /// [`append`](Log::append) for a copy of another process's log, in which the snapshot stands at
    /// `position`.
    pub(crate) fn append_at(&self, batch: Batch, position: Option<Position>) -> Result<(), Fenced> {
        let mut contents = self.lock();
        if contents.done.is_some() {
            return Err(Fenced);
        }
        contents.lines.skip(batch.lost);
        for line in batch.lines {
            contents.end = Position::after_lines(contents.lines.last_number() + 1);
            let entry = Entry::new(&self.run, contents.end, Event::Log(line.into()));
            contents.lines.push(entry);
        }
        if let Some(snapshot) = batch.progress {
            // A copy may be given a snapshot that is older than its newest line. Ids never go back.
            contents.end = match position {
                Some(position) => contents.end.max(position),
                None => contents.end.next_snapshot(),
            };
            contents.snapshot = Arc::new(snapshot);
            let event = Event::Progress(contents.snapshot.clone());
            contents.newest = Newest {
                entry: Entry::new(&self.run, contents.end, event),
                number: contents.newest.number + 1,
                line: contents.lines.last_number(),
            };
        }
        self.wake(contents);
        Ok(())
    }

    /// [`finish`](Log::finish) for a copy of another process's log, whose end stands at `position`.
    pub(crate) fn finish_at(&self, done: Done, position: Option<Position>) -> Result<(), Fenced> {
        let mut contents = self.lock();
        if contents.done.is_some() {
            return Err(Fenced);
        }
        let done = Arc::new(done);
        // Another process may have known less of the run when it ended it. Ids never go back.
        let position = position.map_or(contents.end, |position| position.max(contents.end));
        let entry = Entry::new(&self.run, position, Event::Done(done.clone()));
        contents.done = Some((done, entry));
        contents.lines.shrink();
        self.wake(contents);
        Ok(())
    }

    /// Ends its readers where they stand, without a `done`: nobody feeds this copy any more, and
    /// they can go on in another process.
    #[cfg(feature = "redis")]
    pub(crate) fn let_go(&self) {
        let mut contents = self.lock();
        contents.let_go = true;
        self.wake(contents);
    }

    /// Waits until it holds every line up to this position, or has its `done`.
    pub(crate) async fn reached(&self, position: Position) {
        let reached = |contents: &Contents| contents.reaches(position) || contents.done.is_some();
        self.until(|contents| reached(contents).then_some(())).await;
    }

    /// [`open`](Log::open) for a watcher that has been sent nothing, which every log knows.
    pub(crate) fn open_start(&self) -> (Cursor, Entry) {
        self.open_at(&self.lock(), Position::START)
    }

    fn open_at(&self, contents: &Contents, after: Position) -> (Cursor, Entry) {
        let cursor = Cursor::new(after, contents.newest.number);
        let opening = Entry::new(&self.run, after, contents.newest.entry.event().clone());
        (cursor, opening)
    }

    /// Gives the lock back, and then wakes whoever waits for what has changed under it: the first
    /// that reads must not find it locked by whoever wakes the others.
    fn wake(&self, mut contents: MutexGuard<'_, Contents>) {
        if contents.waiting.is_empty() {
            return;
        }
        let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        let mut woken = contents.waiting.take(std::mem::take(&mut room));
        drop((contents, room));
        woken.wake();
        *self.room.lock().unwrap_or_else(PoisonError::into_inner) = woken;
    }

    fn lock(&self) -> MutexGuard<'_, Contents> {
        // Nothing panics with the lock held, and each change leaves the contents whole.
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log for MemoryLog {
    fn append(&self, batch: Batch) -> Result<(), Fenced> {
        self.append_at(batch, None)
    }

    fn finish(&self, done: Done) -> Result<(), Fenced> {
        self.finish_at(done, None)
    }

    fn open(&self, after: Position) -> Option<(Cursor, Entry)> {
        let contents = self.lock();
        let reaches = contents.reaches(after);
        reaches.then(|| self.open_at(&contents, after))
    }

    fn poll_next(&self, cursor: &mut Cursor, cx: &mut Context<'_>) -> Poll<Option<Entry>> {
        let mut contents = self.lock();
        let done = contents.done.as_ref().map(|(_, entry)| entry);
        match cursor.advance(&self.run, &contents.lines, &contents.newest, done) {
            Read::Entry(entry) => Poll::Ready(Some(entry)),
            Read::End => Poll::Ready(None),
            Read::Pending if contents.let_go => Poll::Ready(None),
            Read::Pending => {
                contents.waiting.enter(&mut cursor.place, cx.waker());
                Poll::Pending
            }
        }
    }

    fn close(&self, cursor: &mut Cursor) {
        self.lock().waiting.leave(&mut cursor.place);
    }
}

/// Waits for a state, and not for each event.
struct Waiter<'a> {
    log: &'a MemoryLog,
    place: Place,
}

impl Waiter<'_> {
    fn poll<T>(&mut self, cx: &mut Context<'_>, look: impl Fn(&Contents) -> Option<T>) -> Poll<T> {
        let mut contents = self.log.lock();
        if let Some(found) = look(&contents) {
            return Poll::Ready(found);
        }
        contents.waiting.enter(&mut self.place, cx.waker());
        Poll::Pending
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.log.lock().waiting.leave(&mut self.place);
    }
}

#[cfg(test)]
mod tests {
    use super::super::contract::{self, line, run, snapshot};
    use super::*;
    use crate::protocol::{EventId, LogLine};

    fn log(limits: Limits) -> MemoryLog {
        MemoryLog::new(run(), snapshot(0), limits)
    }

    contract::tests!(log);

    /// A log of a run that has come so far.
    fn log_at(position: &str) -> MemoryLog {
        let id: EventId = format!("{}.{position}", run()).parse().unwrap();
        let limits = Limits {
            lines: 10,
            bytes: 1000,
        };
        MemoryLog::new_at(run(), snapshot(0), limits, id.position)
    }

    fn end(log: &MemoryLog) -> Position {
        log.lock().end
    }

    fn append(log: &MemoryLog, lines: Vec<LogLine>, progress: Option<Snapshot>) {
        let batch = Batch {
            lines,
            progress,
            lost: 0,
        };
        log.append(batch).unwrap();
    }

    /// What a watcher is sent next: an id, and where the bar stands if it is a snapshot.
    async fn next(log: &MemoryLog, cursor: &mut Cursor) -> (String, Option<u64>) {
        let entry = log.next(cursor).await.unwrap();
        let position = match entry.event() {
            Event::Progress(snapshot) => Some(snapshot.bar.position),
            _ => None,
        };
        (entry.id().position.to_string(), position)
    }

    // Snapshots were told from each other by their ids, which end at 999,999 without a line.
    #[tokio::test]
    async fn watchers_see_every_change_when_the_id_stands_still() {
        let log = log_at("2999997");
        let (mut cursor, opening) = log.open(end(&log)).unwrap();
        assert_eq!(opening.id().position.to_string(), "2999997");
        for position in 1..=5 {
            append(&log, Vec::new(), Some(snapshot(position)));
            let (id, shown) = next(&log, &mut cursor).await;
            assert_eq!(shown, Some(position));
            assert_eq!(id, (2_999_997 + position).min(2_999_999).to_string());
        }
        // A watcher that comes back there sees what is new, too, and lines go on as before.
        let (mut back, opening) = log.open(end(&log)).unwrap();
        assert_eq!(opening.id().position.to_string(), "2999999");
        append(&log, Vec::new(), Some(snapshot(6)));
        append(&log, vec![line(3)], Some(snapshot(7)));
        for cursor in [&mut cursor, &mut back] {
            assert_eq!(next(&log, cursor).await, ("3000000".into(), None));
            assert_eq!(next(&log, cursor).await, ("3000001".into(), Some(7)));
        }
        log.finish(Done::lost()).unwrap();
        assert!(log.next(&mut cursor).await.unwrap().id().done);
    }

    #[tokio::test]
    async fn watchers_see_every_line_beyond_the_largest_id() {
        let log = log_at(&(u64::MAX - 1).to_string());
        let (mut cursor, _) = log.open(end(&log)).unwrap();
        for position in 1..=3 {
            append(&log, vec![line(1), line(2)], Some(snapshot(position)));
            for shown in [None, None, Some(position)] {
                let next = next(&log, &mut cursor).await;
                assert_eq!(next, (u64::MAX.to_string(), shown));
            }
        }
        let (mut late, _) = log.open_start();
        let first = log.next(&mut late).await.unwrap();
        assert!(matches!(first.event(), Event::Log(line) if line.missed.is_some()));
        assert_eq!(next(&log, &mut late).await.1, None);
    }

    #[test]
    fn the_newest_line_is_kept_even_if_it_is_too_long() {
        let log = log(Limits {
            lines: 10,
            bytes: 4,
        });
        let lines = vec![line(1), line(2)];
        log.append(Batch {
            lines,
            ..Batch::default()
        })
        .unwrap();
        assert_eq!(log.lock().lines.len(), 1);
    }
}
