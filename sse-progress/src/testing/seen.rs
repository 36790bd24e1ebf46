//! What a watcher has seen.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;

use crate::protocol::{Done, Event, EventId, LogLine, Position, Snapshot};

/// The events that a watcher was sent, in order, also before it lost its connection and after it came back.
///
/// What asserts panics if it is not so, and says what was seen instead.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    events: Vec<(EventId, Event)>,
}

impl Seen {
    pub(super) fn push(&mut self, id: EventId, event: Event) {
        self.events.push((id, event));
    }

    /// All events with their ids.
    pub fn events(&self) -> &[(EventId, Event)] {
        &self.events
    }

    /// The id of the last event, with which a client comes back.
    pub fn last_id(&self) -> Option<&EventId> {
        self.events.last().map(|(id, _)| id)
    }

    /// The log lines, notices about lines that are lost among them.
    pub fn log(&self) -> impl Iterator<Item = &LogLine> {
        self.events.iter().filter_map(|(_, event)| match event {
            Event::Log(line) => Some(&**line),
            _ => None,
        })
    }

    /// The texts of the log lines.
    pub fn lines(&self) -> Vec<&str> {
        self.log().map(|line| &*line.message).collect()
    }

    /// The snapshots of the bars. The first is from the moment at which the watcher came.
    pub fn snapshots(&self) -> impl DoubleEndedIterator<Item = &Snapshot> {
        self.events.iter().filter_map(|(_, event)| match event {
            Event::Progress(snapshot) => Some(&**snapshot),
            _ => None,
        })
    }

    /// The newest snapshot.
    ///
    /// # Panics
    ///
    /// If there is none yet.
    #[track_caller]
    pub fn snapshot(&self) -> &Snapshot {
        let newest = self.snapshots().next_back();
        self.expect(newest, "no snapshot was seen")
    }

    /// How the run ended.
    ///
    /// # Panics
    ///
    /// If it has not.
    #[track_caller]
    pub fn done(&self) -> &Done {
        let done = self.events.iter().find_map(|(_, event)| match event {
            Event::Done(done) => Some(&**done),
            _ => None,
        });
        self.expect(done, "no end was seen")
    }

    /// What the function returned, as a value of this type.
    ///
    /// # Panics
    ///
    /// If it has not returned a value, or not one of this type.
    #[track_caller]
    pub fn result<T: DeserializeOwned>(&self) -> T {
        let result = self.done().result.as_ref();
        let json = self.expect(result, "the run has no result");
        match serde_json::from_str(json.get()) {
            Ok(value) => value,
            Err(error) => self.fail(&format!("the result is another: {error}")),
        }
    }

    /// The run has ended, with one `done`, and nothing came after it.
    #[track_caller]
    pub fn assert_ended_once(&self) {
        let is_done = |(id, event): &(EventId, Event)| id.done || matches!(event, Event::Done(_));
        let dones = self.events.iter().filter(|event| is_done(event)).count();
        if dones != 1 {
            self.fail(&format!("there were {dones} ends"));
        }
        if !self.events.last().is_some_and(is_done) {
            self.fail("there was something after the end");
        }
    }

    /// Every log line was seen, in order and once, from the first of the run on, whatever was lost and
    /// resumed in between.
    #[track_caller]
    pub fn assert_no_gap(&self) {
        let mut at = Position::START;
        for (id, event) in &self.events {
            if self
                .events
                .first()
                .is_some_and(|(first, _)| first.run != id.run)
            {
                self.fail("there were two runs");
            }
            let line = matches!(event, Event::Log(_));
            let expected = at.lines() + u64::from(line);
            if id.position.lines() != expected {
                self.fail(&format!("`{id}` should be behind line {expected}"));
            }
            if matches!(event, Event::Log(line) if line.missed.is_some()) {
                self.fail("there are lines that were missed");
            }
            if id.position < at {
                self.fail(&format!("`{id}` goes back"));
            }
            at = id.position;
        }
    }

    #[track_caller]
    pub(super) fn expect<T>(&self, value: Option<T>, otherwise: &str) -> T {
        match value {
            Some(value) => value,
            None => self.fail(otherwise),
        }
    }

    #[allow(clippy::panic, reason = "this is how a test fails")]
    #[track_caller]
    pub(super) fn fail(&self, why: &str) -> ! {
        let mut events = String::new();
        for (id, event) in &self.events {
            // A string takes everything.
            let _ = match event {
                Event::Progress(snapshot) => {
                    let bar = &snapshot.bar;
                    writeln!(events, "{id} progress {} of {:?}", bar.position, bar.length)
                }
                Event::Log(line) => writeln!(events, "{id} log {:?}", line.message),
                Event::Done(done) => writeln!(events, "{id} done {}", done.status),
            };
        }
        panic!("{why}; these events were seen:\n{events}")
    }
}
