//! A copy is a log as any other, and reads what other releases have written.

use std::task::{Context, Poll, Waker};

use redis::Value;

use super::*;
use crate::log::contract::{self, run, snapshot};
use crate::log::{Cursor, Entry, Fenced, Log};
use crate::protocol::{Done, Status};
use crate::run::Principal;

/// A log and its copy, with Redis left out between the two.
#[derive(Debug)]
struct Copied {
    own: MemoryLog,
    written: Mutex<(Cursor, u64)>,
    copy: Replica,
}

/// An entry as Redis answers with it.
fn stored(number: u64, entry: &Entry) -> Value {
    let fields = record::fields(entry).unwrap();
    let fields = fields.iter().flat_map(|(name, value)| [*name, value]);
    let bulk = |text: &str| Value::BulkString(text.into());
    let place = Place {
        generation: record::FIRST_GENERATION,
        number,
    };
    Value::Array(vec![
        bulk(&place.to_string()),
        Value::Array(fields.map(bulk).collect()),
    ])
}

fn replica(found: Found, limits: Limits) -> Replica {
    let keys = Keys::new("test".into());
    let process = Weak::<super::super::shared::Shared>::new();
    let job = ("job", Policy::DEFAULT);
    Replica::new(&run(), found, job, limits, &keys, process)
}

fn copied(limits: Limits) -> Copied {
    let own = MemoryLog::new(run(), snapshot(0), limits);
    let (cursor, opening) = own.open_start();
    let found = Found {
        record: Record {
            parameters: None,
            started_us: 0,
            job: "job".into(),
            principal: None,
            owner: "process".into(),
            generation: record::FIRST_GENERATION,
            end: None,
        },
        lines: Vec::new(),
        progress: record::entries(&Value::Array(vec![stored(1, &opening)])),
    };
    Copied {
        own,
        written: Mutex::new((cursor, 1)),
        copy: replica(found, limits),
    }
}

impl Copied {
    /// Copies what is new.
    fn copy(&self) {
        let mut written = self.written.lock().unwrap();
        let (cursor, number) = &mut *written;
        let mut context = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(entry)) = self.own.poll_next(cursor, &mut context) {
            *number += 1;
            let new = || record::entries(&Value::Array(vec![stored(*number, &entry)]));
            let (lines, progress) = match entry.event() {
                Event::Log(line) if line.missed.is_some() => continue,
                Event::Progress(_) => (Vec::new(), new()),
                _ => (new(), Vec::new()),
            };
            self.copy.feed(lines, progress, Instant::now());
        }
    }

    fn log(&self) -> &MemoryLog {
        self.copy.run.log()
    }
}

impl Log for Copied {
    fn append(&self, batch: Batch) -> Result<(), Fenced> {
        self.own.append(batch)?;
        self.copy();
        Ok(())
    }

    fn finish(&self, done: Done) -> Result<(), Fenced> {
        self.own.finish(done)?;
        self.copy();
        Ok(())
    }

    fn open(&self, after: Position) -> Option<(Cursor, Entry)> {
        self.log().open(after)
    }

    fn poll_next(&self, cursor: &mut Cursor, cx: &mut Context<'_>) -> Poll<Option<Entry>> {
        self.log().poll_next(cursor, cx)
    }

    fn close(&self, cursor: &mut Cursor) {
        self.log().close(cursor);
    }
}

contract::tests!(copied);

fn feed(copy: &Replica, entry: &Entry, number: u64, now: Instant) {
    let stored = record::entries(&Value::Array(vec![stored(number, entry)]));
    match entry.event() {
        Event::Progress(_) => copy.feed(Vec::new(), stored, now),
        _ => copy.feed(stored, Vec::new(), now),
    }
}

// When the stream of the lines was deleted, the next snapshot arrived without them, and they counted as
// missed although they were written once more.
#[tokio::test]
async fn a_snapshot_waits_for_the_lines_before_it() {
    let limits = Limits {
        lines: 10,
        bytes: 1 << 20,
    };
    let copied = copied(limits);
    let (mut cursor, _) = copied.own.open_start();
    let batch = Batch {
        lines: vec![contract::line(1)],
        ..Batch::default()
    };
    copied.own.append(batch).unwrap();
    let line = copied.own.next(&mut cursor).await.unwrap();
    let batch = Batch {
        progress: Some(snapshot(7)),
        ..Batch::default()
    };
    copied.own.append(batch).unwrap();
    let early = copied.own.next(&mut cursor).await.unwrap();

    let (copy, now) = (&copied.copy, Instant::now());
    feed(copy, &early, 3, now);
    assert_eq!(copy.run.snapshot().bar.position, 0);
    feed(copy, &line, 4, now);
    assert_eq!(copy.run.snapshot().bar.position, 7);
    let (mut cursor, _) = copied.log().open(Position::START).unwrap();
    let first = copied.log().next(&mut cursor).await.unwrap();
    assert!(matches!(first.event(), Event::Log(line) if line.missed.is_none()));
}

#[tokio::test]
async fn a_snapshot_whose_lines_do_not_come_is_shown_all_the_same() {
    let limits = Limits {
        lines: 10,
        bytes: 1 << 20,
    };
    let copied = copied(limits);
    let (mut cursor, _) = copied.own.open_start();
    let batch = Batch {
        lines: vec![contract::line(1), contract::line(2)],
        progress: Some(snapshot(7)),
        ..Batch::default()
    };
    copied.own.append(batch).unwrap();
    let early = loop {
        let entry = copied.own.next(&mut cursor).await.unwrap();
        if matches!(entry.event(), Event::Progress(_)) {
            break entry;
        }
    };
    let (copy, now) = (&copied.copy, Instant::now());
    let (mut watcher, _) = copied.log().open(Position::START).unwrap();
    feed(copy, &early, 3, now);
    assert_eq!(copy.run.snapshot().bar.position, 0);
    copy.feed(Vec::new(), Vec::new(), now + LINES_WITHIN * 2);
    assert_eq!(copy.run.snapshot().bar.position, 7);
    let told = copied.log().next(&mut watcher).await.unwrap();
    assert!(matches!(told.event(), Event::Log(line) if line.missed == Some(2)));
}

/// What version 0.1 has written, as Redis answers to [`ask`].
fn recorded() -> [Value; 3] {
    [
        include_str!("recorded/version-1-record.resp"),
        include_str!("recorded/version-1-lines.resp"),
        include_str!("recorded/version-1-progress.resp"),
    ]
    // The line ends of the protocol, which the files do not have.
    .map(|text| redis::parse_redis_value(text.replace('\n', "\r\n").as_bytes()).unwrap())
}

async fn read(answers: &[Value]) -> (Record, Vec<String>) {
    let found = Found::parse(answers).unwrap();
    let record = found.record.clone();
    let limits = Limits {
        lines: 100,
        bytes: 1 << 20,
    };
    let replica = replica(found, limits);
    let (mut cursor, opening) = replica.run.log().open_start();
    let mut events = vec![opening.event().name().to_owned()];
    while let Some(entry) = replica.run.log().next(&mut cursor).await {
        events.push(match entry.event() {
            Event::Log(line) => line.message.clone(),
            event => format!("{} {}", event.name(), entry.id().position),
        });
    }
    (record, events)
}

#[tokio::test]
async fn what_an_earlier_release_has_written_is_read() {
    let (record, events) = read(&recorded()).await;
    assert_eq!(record.job, "say");
    assert_eq!(record.principal, Some(Principal::new("ali")));
    assert_eq!(record.end.unwrap().done.status, Status::Succeeded);
    assert_eq!(
        events,
        ["progress", "line 1", "line 2", "line 3", "done 3000001"]
    );
}

/// Fields, events and entries that this release does not know, among those that it knows.
#[tokio::test]
async fn what_a_later_release_adds_is_ignored() {
    let known = read(&recorded()).await;
    let bulk = |text: &str| Value::BulkString(text.into());
    let add = |value: &mut Value, more: Vec<Value>| match value {
        Value::Array(items) => items.extend(more),
        other => panic!("{other:?}"),
    };
    let mut later = recorded();
    add(&mut later[0], vec![bulk("colour"), bulk("blue")]);
    for stream in &mut later[1..] {
        let Value::Array(entries) = stream else {
            panic!()
        };
        for entry in &mut *entries {
            let Value::Array(entry) = entry else { panic!() };
            add(&mut entry[1], vec![bulk("colour"), bulk("blue")]);
        }
        let fields = ["id", "x", "event", "weather", "data", "[]"].map(bulk);
        let unknown = Value::Array(vec![bulk("1-9999"), Value::Array(fields.to_vec())]);
        entries.insert(0, Value::Array(vec![bulk("no place"), Value::Nil]));
        entries.push(unknown);
    }
    // It is the newest snapshot that is read.
    let Value::Array(progress) = &mut later[2] else {
        panic!()
    };
    progress.pop();
    let read = read(&later).await;
    assert_eq!(read, known);
}
