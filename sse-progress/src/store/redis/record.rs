//! What stands in Redis of a run, as written and read: its hash, and the entries of its streams.
//!
//! An entry has the three fields that an event has on the wire: `id`, `event` and `data`. Whoever
//! reads ignores fields and events that it does not know, so that the next release can add some.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use redis::Value;

use crate::log::{Entry, since_1970};
use crate::protocol::{Bar, Done, Event, EventId, Position, RunId, RunState, Snapshot};
use crate::run::{Principal, Run};

/// The form of what this release writes. One that a reader cannot read has another number.
pub(super) const VERSION: &str = "1";

/// The generation in which a run begins. It is raised when its owner is declared dead.
pub(super) const FIRST_GENERATION: u64 = 1;

/// Of an entry that says nothing: it makes a stream, to which the others are added only while it exists.
pub(super) const BEGIN: &str = "begin";

/// The place of an entry in its stream. Redis refuses an entry that is not behind all others, so
/// that a generation which has been followed by another can write no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) generation: u64,
    pub(super) number: u64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.generation, self.number)
    }
}

impl Place {
    fn parse(text: &[u8]) -> Option<Self> {
        let (generation, number) = std::str::from_utf8(text).ok()?.split_once('-')?;
        Some(Self {
            generation: generation.parse().ok()?,
            number: number.parse().ok()?,
        })
    }
}

/// The hash of a run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) job: String,
    pub(super) principal: Option<Principal>,
    /// The process that executes it.
    pub(super) owner: String,
    pub(super) generation: u64,
    /// What it was started with, as JSON.
    pub(super) parameters: Option<String>,
    /// When it was accepted, in microseconds since 1970.
    pub(super) started_us: u64,
    pub(super) end: Option<End>,
}

/// How a run has ended, with the id of its `done`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct End {
    pub(super) id: EventId,
    pub(super) done: Done,
    /// When, in microseconds since 1970.
    pub(super) at_us: u64,
}

impl End {
    /// That of a run whose process was taken for dead.
    pub(super) fn lost(run: &Run) -> Self {
        Self {
            id: EventId {
                run: run.id().clone(),
                position: Position::START,
                done: true,
            },
            done: Done::worker_lost(run.snapshot().bar.elapsed_ms),
            at_us: since_1970(SystemTime::now()),
        }
    }

    fn parse(hash: &Fields<'_>) -> Option<Self> {
        Some(Self {
            id: EventId::from_str(hash.text("done_id")?).ok()?,
            done: serde_json::from_slice(hash.get("done")?).ok()?,
            at_us: hash.number("ended").unwrap_or_default(),
        })
    }
}

impl Record {
    /// `None` if there is no such run, or if it is of a release that this one cannot read.
    pub(super) fn parse(hash: &Value) -> Option<Self> {
        let fields = Fields::of(hash)?;
        if fields.get("v")? != VERSION.as_bytes() {
            return None;
        }
        Some(Self {
            job: fields.text("job")?.to_owned(),
            principal: fields.text("principal").map(Principal::new),
            owner: fields.text("owner")?.to_owned(),
            generation: fields.text("generation")?.parse().ok()?,
            parameters: fields.text("parameters").map(str::to_owned),
            started_us: fields.number("started").unwrap_or_default(),
            end: End::parse(&fields),
        })
    }
}

/// Of whom a run is now.
#[derive(Debug)]
pub(super) enum Ownership {
    /// Of its owner, this process.
    Ours,
    /// Of nobody: it has ended.
    Ended(End),
    /// There is no such run.
    Unknown,
}

/// An entry of a stream of a run, with the event that it holds; `None` if that is none of those
/// which this release knows.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) place: Place,
    pub(super) event: Option<(EventId, Event)>,
    /// When a run ended, with its `done`.
    pub(super) ended_us: Option<u64>,
}

/// The entries of an answer to `XRANGE`, or of one stream in an answer to `XREAD`.
pub(super) fn entries(answer: &Value) -> Vec<Stored> {
    let parse = |entry: &Value| {
        let [place, fields] = list(entry)? else {
            return None;
        };
        let fields = Fields::of(fields);
        Some(Stored {
            place: Place::parse(bytes(place)?)?,
            event: fields.as_ref().and_then(event),
            ended_us: fields.and_then(|fields| fields.number("ended")),
        })
    };
    list(answer).map_or_else(Vec::new, |entries| {
        entries.iter().filter_map(parse).collect()
    })
}

fn event(fields: &Fields<'_>) -> Option<(EventId, Event)> {
    let id = EventId::from_str(fields.text("id")?).ok()?;
    let data = fields.get("data")?;
    let event = match fields.get("event")? {
        b"progress" => Event::Progress(Arc::new(serde_json::from_slice(data).ok()?)),
        b"log" => Event::Log(Arc::new(serde_json::from_slice(data).ok()?)),
        b"done" => Event::Done(Arc::new(serde_json::from_slice(data).ok()?)),
        _ => return None,
    };
    Some((id, event))
}

/// The three fields of an event.
pub(super) fn fields(entry: &Entry) -> serde_json::Result<[(&'static str, String); 3]> {
    Ok([
        ("id", entry.id().to_string()),
        ("event", entry.event().name().to_owned()),
        ("data", serde_json::to_string(entry.event())?),
    ])
}

/// A snapshot that says nothing, for a run whose own is gone.
pub(super) fn blank(run: &RunId, job: &'static str) -> Snapshot {
    Snapshot {
        run: run.clone(),
        job: job.into(),
        state: RunState::Running,
        bar: Bar {
            position: 0,
            length: None,
            unit: "items".into(),
            message: String::new(),
            fraction: None,
            elapsed_ms: 0,
            rate: None,
            eta_ms: None,
        },
        queue: None,
        tasks: Vec::new(),
        tasks_omitted: 0,
        data: None,
    }
}

/// The members of a hash or of an entry: a map, or a list of names and values in turn.
pub(super) struct Fields<'v>(Vec<(&'v [u8], &'v [u8])>);

impl<'v> Fields<'v> {
    pub(super) fn of(value: &'v Value) -> Option<Self> {
        let pair = |(name, value): (&'v Value, &'v Value)| Some((bytes(name)?, bytes(value)?));
        let members: Vec<_> = match value {
            Value::Map(members) => members
                .iter()
                .filter_map(|(name, value)| pair((name, value)))
                .collect(),
            Value::Array(members) => members
                .chunks_exact(2)
                .filter_map(|member| pair((&member[0], &member[1])))
                .collect(),
            _ => return None,
        };
        (!members.is_empty()).then_some(Self(members))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'v [u8], &'v [u8])> {
        self.0.iter().copied()
    }

    pub(super) fn get(&self, name: &str) -> Option<&'v [u8]> {
        self.iter()
            .find_map(|(other, value)| (other == name.as_bytes()).then_some(value))
    }

    pub(super) fn text(&self, name: &str) -> Option<&'v str> {
        std::str::from_utf8(self.get(name)?).ok()
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.parse().ok()
    }
}

pub(super) fn list(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Array(items) | Value::Set(items) => Some(items),
        _ => None,
    }
}

pub(super) fn bytes(value: &Value) -> Option<&[u8]> {
    match value {
        Value::BulkString(bytes) => Some(bytes),
        Value::SimpleString(text) => Some(text.as_bytes()),
        _ => None,
    }
}

pub(super) fn text(value: &Value) -> Option<&str> {
    std::str::from_utf8(bytes(value)?).ok()
}

/// How many, of an answer that counts.
pub(super) fn number(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        _ => 0,
    }
}

/// How a time is written.
pub(super) fn millis(time: Duration) -> u64 {
    // Redis takes no time that leads beyond its clock.
    const MOST: u64 = 1 << 42;
    u64::try_from(time.as_millis()).map_or(MOST, |millis| millis.clamp(1, MOST))
}
