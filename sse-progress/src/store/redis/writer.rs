//! Writes what happens in this process's runs to Redis.
//!
//! The writer is one more reader of each run's log, so that a job never waits for Redis, and neither
//! does the log. While Redis is slow or away the writer falls behind as any other reader does:
//! snapshots are superseded, lines stay as long as the log remembers them, and what falls out of it
//! is counted.
//!
//! What is new in all runs within a few milliseconds goes out in one pipeline. It is sent until it has
//! been answered. An entry has its place in its stream before it is first sent, so Redis takes it
//! once, however often it is sent.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use redis::{Pipeline, Value};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

use super::end::{self, Ended};
use super::owned::Owned;
use super::record::{self, BEGIN, End, FIRST_GENERATION, Place, VERSION};
use super::shared::Shared;
use crate::log::Entry;
use crate::protocol::Event;
use crate::run::Follower;

/// What happens within this time is sent together.
const GATHER: Duration = Duration::from_millis(10);

/// How many runs' news are sent together at most.
const MAX_TURNS: usize = 500;

/// How many events of one run are sent together at most, and about how many bytes.
const MAX_EVENTS: usize = 200;
const MAX_BYTES: usize = 256 << 10;

/// How often a run is shown that nobody watches in another process.
const UNWATCHED_INTERVAL: Duration = Duration::from_secs(1);

/// How long it waits before it sends once more what Redis has not answered.
const RETRY: Duration = Duration::from_millis(200);

/// Writes for each run that it is told of, until that has ended.
pub(super) async fn write(shared: Arc<Shared>, mut begun: mpsc::UnboundedReceiver<Arc<Owned>>) {
    let mut tails = FuturesUnordered::new();
    loop {
        let mut turns: Vec<Turn> = Vec::new();
        tokio::select! {
            owned = begun.recv() => match owned {
                Some(owned) => tails.push(Tail::new(owned, &shared).next()),
                None => return,
            },
            Some(turn) = tails.next() => turns.push(turn),
        }
        let until = Instant::now() + GATHER;
        while turns.len() < MAX_TURNS {
            tokio::select! {
                biased;
                () = sleep_until(until) => break,
                Some(owned) = begun.recv() => tails.push(Tail::new(owned, &shared).next()),
                Some(turn) = tails.next() => turns.push(turn),
            }
        }
        for tail in send(&shared, turns).await {
            tails.push(tail.next());
        }
    }
}

/// Sends what is new until it has been answered, and returns the tails of the runs that go on.
async fn send(shared: &Shared, mut turns: Vec<Turn>) -> Vec<Tail> {
    let mut commands = Pipeline::new();
    let lengths: Vec<usize> = turns
        .iter_mut()
        .map(|turn| {
            let before = commands.len();
            turn.write(shared, &mut commands);
            commands.len() - before
        })
        .collect();
    let mut answers = loop {
        match shared.commands.query(&commands).await {
            Ok(answers) => break answers.into_iter(),
            Err(_) => sleep(RETRY).await,
        }
    };
    let mut tails = Vec::new();
    for (turn, length) in turns.into_iter().zip(lengths) {
        let answers: Vec<Value> = answers.by_ref().take(length).collect();
        tails.extend(turn.settle(shared, &answers).await);
    }
    tails
}

/// What comes next in one run.
struct Tail {
    owned: Arc<Owned>,
    follower: Follower,
    /// Whether its record has to be written first.
    begins: bool,
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
    fn new(owned: Arc<Owned>, shared: &Shared) -> Self {
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
    fn start_over(&mut self) {
        self.follower = Follower::open(&self.owned.run);
        self.begins = true;
        self.held = None;
        self.kept.entries.clear();
        self.kept.held = 0;
    }

    /// Waits until there is something to send.
    async fn next(mut self) -> Turn {
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
                let size = line.message.len();
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

    fn place(&self) -> Place {
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

async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// An entry for one of the streams.
struct Addition {
    place: Place,
    entry: Entry,
    /// The number of the first entry that is still remembered.
    keep_from: u64,
    /// What it is written as.
    fields: Option<[(&'static str, String); 3]>,
}

/// What is new in one run.
struct Turn {
    tail: Tail,
    events: Vec<Addition>,
    done: Option<Entry>,
    /// How many commands come before those that add the events.
    registration: usize,
}

/// What Redis has made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Taken,
    /// It was not taken: it is there already, or somebody else writes here.
    Refused,
    /// What it should be added to is gone.
    Gone,
    /// Redis does not know what to do with it.
    Wrong,
}

impl Turn {
    fn write(&mut self, shared: &Shared, commands: &mut Pipeline) {
        if self.tail.begins {
            let before = commands.len();
            self.register(shared, commands);
            self.registration = commands.len() - before;
        }
        self.events.retain_mut(|addition| {
            let fields = record::fields(&addition.entry);
            if let Err(error) = &fields {
                tracing::error!(%error, "an event could not be written as JSON");
            }
            addition.fields = fields.ok();
            addition.fields.is_some()
        });
        let owned = &self.tail.owned;
        let run = owned.run.id();
        let keys = &shared.keys;
        for Addition {
            place,
            entry,
            keep_from,
            fields,
        } in &self.events
        {
            let progress = matches!(entry.event(), Event::Progress(_));
            let command = commands.cmd("XADD");
            if progress {
                let stream = keys.progress(run);
                command.arg(stream);
                if !self.tail.begins {
                    command.arg("NOMKSTREAM");
                }
                command.arg("MAXLEN").arg(1);
            } else {
                let first = Place {
                    number: *keep_from,
                    ..*place
                };
                command
                    .arg(keys.lines(run))
                    .arg("NOMKSTREAM")
                    .arg("MINID")
                    .arg("~")
                    .arg(first.to_string());
            }
            command.arg(place.to_string());
            for (name, value) in fields.iter().flatten() {
                command.arg(*name).arg(value);
            }
        }
        if self.tail.begins {
            commands
                .cmd("PEXPIRE")
                .arg(keys.progress(run))
                .arg(shared.keep_ms());
        }
        if let Some(end) = self.done.as_ref().and_then(end_of) {
            let retention = millis(owned.run.policy().retention);
            let place = self.tail.place();
            match end::command(keys, run, FIRST_GENERATION, place, &end, retention) {
                Ok(command) => {
                    commands.add_command(command);
                }
                Err(error) => tracing::error!(%run, %error, "an end could not be written as JSON"),
            }
            if let Some((key, _)) = &owned.claim {
                commands.cmd("PEXPIRE").arg(key).arg(retention);
            }
            commands
                .cmd("SREM")
                .arg(keys.runs(&shared.me))
                .arg(run.as_str());
        }
    }

    /// The record of the run, and its empty streams. What is there already stays.
    fn register(&self, shared: &Shared, commands: &mut Pipeline) {
        let owned = &self.tail.owned;
        let (run, keys, keep) = (&owned.run, &shared.keys, shared.keep_ms());
        let record = keys.run(run.id());
        let command = commands.cmd("HSET");
        command
            .arg(&record)
            .arg("v")
            .arg(VERSION)
            .arg("job")
            .arg(run.job())
            .arg("owner")
            .arg(&shared.me);
        if let Some(principal) = run.owner() {
            command.arg("principal").arg(principal.as_str());
        }
        // Not if another process has raised it.
        commands
            .cmd("HSETNX")
            .arg(&record)
            .arg("generation")
            .arg(FIRST_GENERATION);
        // Below all other entries. It is refused if there is a stream.
        commands
            .cmd("XADD")
            .arg(keys.lines(run.id()))
            .arg(format!("{FIRST_GENERATION}-0"))
            .arg("event")
            .arg(BEGIN);
        commands
            .cmd("SADD")
            .arg(keys.runs(&shared.me))
            .arg(run.id().as_str());
        if let Some((key, value)) = &owned.claim {
            commands.cmd("SET").arg(key).arg(value).arg("PX").arg(keep);
        }
        for key in [record, keys.lines(run.id()), keys.runs(&shared.me)] {
            commands.cmd("PEXPIRE").arg(key).arg(keep);
        }
    }

    /// Looks at the answers. Returns the tail if there is more to come.
    async fn settle(self, shared: &Shared, answers: &[Value]) -> Option<Tail> {
        let Self {
            mut tail,
            events,
            done,
            registration,
        } = self;
        // In those to the registration nothing can be wrong.
        let added = answers.iter().skip(registration).take(events.len());
        let behind = registration + events.len() + usize::from(tail.begins);
        let ended = answers
            .iter()
            .skip(behind)
            .take(usize::from(done.is_some()));
        let worst = added
            .map(outcome)
            .chain(ended.map(|answer| match end::ended(answer) {
                Ended::Now => Outcome::Taken,
                Ended::Otherwise => Outcome::Refused,
                Ended::Unknown => Outcome::Gone,
            }))
            .max_by_key(|outcome| *outcome as u8)
            .unwrap_or(Outcome::Taken);
        let owned = tail.owned.clone();
        match worst {
            Outcome::Taken => {}
            Outcome::Refused => match shared.standing(owned.run.id()).await {
                Standing::Ours => {}
                Standing::Ended(end) => {
                    shared.fence(&owned, end);
                    return None;
                }
                Standing::Unknown => {
                    tail.start_over();
                    return Some(tail);
                }
            },
            Outcome::Gone => {
                tail.start_over();
                return Some(tail);
            }
            Outcome::Wrong => {
                tracing::error!(run = %owned.run.id(), ?answers, "Redis does not take this run; other processes will not know it");
                shared.disown(&owned);
                return None;
            }
        }
        if tail.begins {
            tail.begins = false;
            owned.registered.send_replace(true);
        }
        if done.is_some() {
            shared.disown(&owned);
            return None;
        }
        Some(tail)
    }
}

/// Of whom a run is now.
#[derive(Debug)]
pub(super) enum Standing {
    /// Of its owner, this process.
    Ours,
    /// Of nobody: it has ended.
    Ended(End),
    /// There is no such run.
    Unknown,
}

fn outcome(answer: &Value) -> Outcome {
    match answer {
        Value::Nil => Outcome::Gone,
        Value::ServerError(error) => {
            let details = error.details().unwrap_or_default();
            if details.contains("equal or smaller") {
                Outcome::Refused
            } else {
                Outcome::Wrong
            }
        }
        _ => Outcome::Taken,
    }
}

fn end_of(entry: &Entry) -> Option<End> {
    match entry.event() {
        Event::Done(done) => Some(End {
            id: entry.id().clone(),
            done: (**done).clone(),
        }),
        _ => None,
    }
}

pub(super) fn millis(time: Duration) -> u64 {
    // Redis takes no time that leads beyond its clock.
    const MOST: u64 = 1 << 42;
    u64::try_from(time.as_millis()).map_or(MOST, |millis| millis.clamp(1, MOST))
}
