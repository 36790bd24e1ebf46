//! A run of another process: a copy of its log, fed by what Redis has of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use redis::{Pipeline, Value};
use serde_json::value::RawValue;
use tokio::time::Instant;

use super::end;
use super::keys::Keys;
use super::record::{self, End, Place, Record, Stored};
use crate::log::{Batch, Limits, Log as _, MemoryLog, moment};
use crate::protocol::{Event, EventId, Position, RunId, Snapshot};
use crate::run::{Peers, Policy, Remote, Run};

/// How long a snapshot waits for the lines that were said before it. They come before it, unless their
/// stream was lost; then their owner writes both once more.
const LINES_WITHIN: Duration = Duration::from_secs(2);

/// A run of another process, as it is known here while somebody here wants to know of it.
#[derive(Debug)]
pub(super) struct Replica {
    pub(super) run: Run,
    /// The process that executes it.
    pub(super) owner: String,
    /// The keys of its two streams.
    pub(super) keys: [String; 2],
    state: Mutex<State>,
}

/// How far the copy has come.
#[derive(Debug)]
struct State {
    /// The newest entry that was read of each stream.
    read: [Place; 2],
    /// The number of the last log line.
    last_line: u64,
    /// A snapshot that came before the lines that were said before it, and when.
    early: Option<(EventId, Arc<Snapshot>, Instant)>,
    /// Since when nothing has come.
    quiet_since: Instant,
    /// Since when its record is gone.
    missing_since: Option<Instant>,
    /// When somebody last asked for it.
    asked: Instant,
}

impl State {
    /// The id of an event says that all lines up to it were said before. Answers how many of them are
    /// not here, and will not come.
    fn skip_to(&mut self, position: Position) -> u64 {
        let lost = position.lines().saturating_sub(self.last_line);
        self.last_line += lost;
        lost
    }
}

/// The commands that ask for all that Redis has of a run.
pub(super) fn ask(commands: &mut Pipeline, keys: &Keys, run: &RunId) {
    commands.cmd("HGETALL").arg(keys.run(run));
    // What is added behind these two is read from there on, so nothing is lost between them.
    commands
        .cmd("XRANGE")
        .arg(keys.lines(run))
        .arg("-")
        .arg("+");
    commands
        .cmd("XREVRANGE")
        .arg(keys.progress(run))
        .arg("+")
        .arg("-")
        .arg("COUNT")
        .arg(1);
}

/// What an answer to [`ask`] has in it.
pub(super) struct Found {
    pub(super) record: Record,
    lines: Vec<Stored>,
    progress: Vec<Stored>,
}

impl Found {
    /// `None` if there is no such run.
    pub(super) fn parse(answers: &[Value]) -> Option<Self> {
        let [record, lines, progress] = answers else {
            return None;
        };
        Some(Self {
            record: Record::parse(record)?,
            lines: record::entries(lines),
            progress: record::entries(progress),
        })
    }

    /// How long the run has been going on, as far as was said.
    pub(super) fn elapsed_ms(&self) -> u64 {
        match self
            .progress
            .last()
            .and_then(|stored| stored.event.as_ref())
        {
            Some((_, Event::Progress(snapshot))) => snapshot.bar.elapsed_ms,
            _ => 0,
        }
    }

    /// How far the run has come.
    pub(super) fn position(&self) -> Position {
        let newest = self.lines.iter().chain(&self.progress);
        let positions = newest.filter_map(|stored| Some(stored.event.as_ref()?.0.position));
        positions.max().unwrap_or(Position::START)
    }
}

impl Replica {
    pub(super) fn new(
        id: &RunId,
        found: Found,
        (job, policy): (&'static str, Policy),
        limits: Limits,
        keys: &Keys,
        peers: Weak<dyn Peers>,
    ) -> Self {
        let now = Instant::now();
        let first = found
            .progress
            .last()
            .and_then(|stored| stored.event.as_ref());
        let (position, snapshot) = match first {
            Some((id, Event::Progress(snapshot))) => (id.position, (**snapshot).clone()),
            _ => (Position::START, record::blank(id, job)),
        };
        // The lines before the first that is left are missed by whoever watches from the start.
        let first_line = found.lines.iter().find_map(|stored| match &stored.event {
            Some((id, Event::Log(_))) => Some(id.position.lines().saturating_sub(1)),
            _ => None,
        });
        let last_line = first_line.unwrap_or(position.lines());
        let start = Position::after_lines(last_line);
        let log = MemoryLog::new_at(id.clone(), snapshot, limits, start);
        let record = found.record;
        let remote = Remote {
            id: id.clone(),
            job,
            policy,
            owner: record.principal,
            parameters: record
                .parameters
                .and_then(|json| RawValue::from_string(json).ok()),
            started: moment(record.started_us),
        };
        let run = Run::remote(remote, log, peers);
        let replica = Self {
            run,
            owner: record.owner,
            keys: [keys.lines(id), keys.progress(id)],
            state: Mutex::new(State {
                read: [Place::default(); 2],
                last_line,
                early: None,
                quiet_since: now,
                missing_since: None,
                asked: now,
            }),
        };
        replica.feed(found.lines, found.progress, now);
        if let Some(end) = record.end {
            replica.finish(end);
        }
        replica
    }

    /// The newest entry that was read of the lines, and of the progress.
    pub(super) fn read(&self) -> [Place; 2] {
        self.lock().read
    }

    /// Adds what was read, unless it was read before. Of several snapshots the last counts.
    pub(super) fn feed(&self, lines: Vec<Stored>, progress: Vec<Stored>, now: Instant) {
        let log = self.run.log();
        let mut state = self.lock();
        let mut batch = Batch::default();
        let mut ended = None;
        for stored in lines {
            if stored.place <= state.read[0] {
                continue;
            }
            state.read[0] = stored.place;
            state.quiet_since = now;
            match stored.event {
                Some((id, Event::Log(line))) => {
                    let number = id.position.lines();
                    // Written once more after its stream was lost.
                    if number <= state.last_line {
                        continue;
                    }
                    let lost = number - state.last_line - 1;
                    if lost > 0 && !batch.lines.is_empty() {
                        // Refused only behind the end.
                        let _ = log.append(std::mem::take(&mut batch));
                    }
                    batch.lost += lost;
                    batch.lines.push(Arc::unwrap_or_clone(line));
                    state.last_line = number;
                }
                Some((id, Event::Done(done))) => {
                    let done = Arc::unwrap_or_clone(done);
                    let at_us = stored.ended_us.unwrap_or_default();
                    ended = Some(End { id, done, at_us });
                }
                _ => {}
            }
        }
        if !batch.lines.is_empty() {
            let _ = log.append(batch);
        }
        for stored in progress {
            if stored.place <= state.read[1] {
                continue;
            }
            let before = std::mem::replace(&mut state.read[1], stored.place);
            state.quiet_since = now;
            // Whoever ends a run for its dead owner adds the last snapshot once more.
            if before != Place::default() && stored.place == end::fence(before.generation) {
                continue;
            }
            if let Some((id, Event::Progress(snapshot))) = stored.event {
                state.early = Some((id, snapshot, now));
            }
        }
        let last_line = state.last_line;
        let in_time = |early: &mut (EventId, Arc<Snapshot>, Instant)| {
            let (id, _, since) = early;
            id.position.lines() <= last_line || now.saturating_duration_since(*since) > LINES_WITHIN
        };
        if let Some((id, snapshot, _)) = state.early.take_if(in_time) {
            let batch = Batch {
                lost: state.skip_to(id.position),
                progress: Some(Arc::unwrap_or_clone(snapshot)),
                ..Batch::default()
            };
            let _ = log.append_at(batch, Some(id.position));
        }
        drop(state);
        if let Some(end) = ended {
            self.finish(end);
        }
    }

    /// Ends it, unless it has ended.
    pub(super) fn finish(&self, end: End) {
        let mut state = self.lock();
        // What it has waited for does not come any more.
        let early = state.early.take();
        let (position, progress) = early
            .map(|(id, snapshot, _)| (id.position, snapshot))
            .unzip();
        let batch = Batch {
            lost: state.skip_to(end.id.position),
            progress: progress.map(Arc::unwrap_or_clone),
            ..Batch::default()
        };
        drop(state);
        let _ = self.run.log().append_at(batch, position);
        self.run.set_ended(moment(end.at_us));
        let _ = self.run.log().finish_at(end.done, Some(end.id.position));
    }

    /// Whether nothing has come for so long.
    pub(super) fn quiet_since(&self) -> Instant {
        self.lock().quiet_since
    }

    /// Its record is not there now, or it is. Answers since when it has been missing.
    pub(super) fn set_missing(&self, missing: bool, now: Instant) -> Option<Instant> {
        let mut state = self.lock();
        state.missing_since = missing.then(|| state.missing_since.unwrap_or(now));
        state.missing_since
    }

    /// Somebody asks for it.
    pub(super) fn touch(&self, now: Instant) {
        self.lock().asked = now;
    }

    /// When somebody last asked for it.
    pub(super) fn asked(&self) -> Instant {
        self.lock().asked
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
