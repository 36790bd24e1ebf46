//! What comes next in a run of this process, for Redis.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::time::{Instant, sleep_until};

use super::owned::Owned;
use super::record::{FIRST_GENERATION, Place};
use super::shared::Shared;
use crate::log::{Entry, line_len};
use crate::protocol::Event;
use crate::run::Follower;

/// How many events of one run are sent together at most, and about how many bytes.
const MAX_EVENTS: usize = 200;
const MAX_BYTES: usize = 256 << 10;

/// How often a run is shown that nobody watches in another process.
const UNWATCHED_INTERVAL: Duration = Duration::from_secs(1);

/// What comes next in one run.
pub(super) struct Tail {
    pub(super) owned: Arc<Owned>,
    follower: Follower,
    /// Whether its record has to be written first.
    pub(super) begins: bool,
    /// The number of the last entry.
    number: u64,
    /// The newest snapshot, if it has not been sent.
    held: Option<Entry>,
    /// When the last one was sent.
    shown: Option<Instant>,
    kept: Kept,
}

/// The lines that Redis has to keep: those that the log of the run remembers.
#[derive(Debug)]
struct Kept {
    lines: usize,
    bytes: usize,
    /// The number and the size of each.
    entries: VecDeque<(u64, usize)>,
    held: usize,
}

impl Kept {
    fn push(&mut self, number: u64, size: usize) {
        self.entries.push_back((number, size));
        self.held += size;
        while self.entries.len() > 1 && (self.entries.len() > self.lines || self.held > self.bytes)
        {
            if let Some((_, size)) = self.entries.pop_front() {
                self.held -= size;
            }
        }
    }

    fn first(&self) -> u64 {
        self.entries.front().map_or(0, |(number, _)| *number)
    }
}

impl Tail {
    pub(super) fn new(owned: Arc<Owned>, shared: &Shared) -> Self {
        Self {
            follower: Follower::open(&owned.run),
            owned,
            begins: true,
            number: 0,
            held: None,
            shown: None,
            kept: Kept {
                lines: shared.limits.lines,
                bytes: shared.limits.bytes,
                entries: VecDeque::new(),
                held: 0,
            },
        }
    }

    /// Everything has to be written once more, as far as it is remembered.
    ///
    /// What was written before is still counted in `kept`, so that of each line one copy is always
    /// there: a reader that finds the snapshot of the first copy finds the lines before it, too.
    pub(super) fn start_over(&mut self) {
        self.owned.registered.send_replace(false);
        // That it has to be has perhaps been said more than once.
        let _ = self.owned.write_again.notified().now_or_never();
        self.follower = Follower::open(&self.owned.run);
        self.begins = true;
        self.held = None;
    }

    /// Waits until there is something to send.
    pub(super) async fn next(mut self) -> Turn {
        let mut events = Vec::new();
        let mut done = None;
        let mut size = 0;
        loop {
            // What is there now.
            while done.is_none() && events.len() < MAX_EVENTS && size < MAX_BYTES {
                let Some(Some(entry)) = self.follower.next().now_or_never() else {
                    break;
                };
                size += self.take(entry, &mut events, &mut done);
            }
            if self.begins || done.is_some() || self.is_due(Instant::now()) {
                if let Some(snapshot) = self.held.take() {
                    self.shown = Some(Instant::now());
                    self.add(snapshot, &mut events);
                }
            }
            if self.begins || done.is_some() || !events.is_empty() {
                return Turn {
                    tail: self,
                    events,
                    done,
                    registration: 0,
                };
            }
            let due = self.held.as_ref().and(self.due());
            let owned = self.owned.clone();
            tokio::select! {
                biased;
                () = owned.write_again.notified() => self.start_over(),
                () = owned.hurry.notified() => {}
                () = owned.given_up.notified() => {
                    return Turn { tail: self, events: Vec::new(), done: None, registration: 0 };
                }
                () = until(due) => {}
                Some(entry) = self.follower.next() => {
                    size += self.take(entry, &mut events, &mut done);
                }
            }
        }
    }

    fn take(
        &mut self,
        entry: Entry,
        events: &mut Vec<Addition>,
        done: &mut Option<Entry>,
    ) -> usize {
        match entry.event() {
            Event::Progress(_) => {
                self.held = Some(entry);
                0
            }
            // The log's own word for lines that are gone: the next line's id says the same.
            Event::Log(line) if line.missed.is_some() => 0,
            Event::Log(line) => {
                let size = line_len(line);
                let number = self.add(entry, events);
                self.kept.push(number, size);
                size
            }
            Event::Done(_) => {
                self.number += 1;
                *done = Some(entry);
                0
            }
        }
    }

    fn add(&mut self, entry: Entry, events: &mut Vec<Addition>) -> u64 {
        self.number += 1;
        events.push(Addition {
            place: self.place(),
            entry,
            keep_from: self.kept.first(),
            fields: None,
        });
        self.number
    }

    pub(super) fn place(&self) -> Place {
        Place {
            generation: FIRST_GENERATION,
            number: self.number,
        }
    }

    /// When the next snapshot may be sent, unless at once.
    fn due(&self) -> Option<Instant> {
        let shown = self.shown.filter(|_| !self.owned.is_watched_elsewhere());
        shown.map(|shown| shown + UNWATCHED_INTERVAL)
    }

    fn is_due(&self, now: Instant) -> bool {
        self.due().is_none_or(|due| due <= now)
    }
}

/// An entry for one of the streams.
pub(super) struct Addition {
    pub(super) place: Place,
    pub(super) entry: Entry,
    /// The number of the first entry that is still remembered.
    pub(super) keep_from: u64,
    /// What it is written as.
    pub(super) fields: Option<[(&'static str, String); 3]>,
}

/// What is new in one run.
pub(super) struct Turn {
    pub(super) tail: Tail,
    pub(super) events: Vec<Addition>,
    pub(super) done: Option<Entry>,
    /// How many commands come before those that add the events.
    pub(super) registration: usize,
}

/// Waits until then, for ever if there is no such time.
pub(super) async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
