//! A parser of event streams that takes exactly what the protocol promises, and panics at the rest.

use serde_json::Value;

/// One event as it came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) retry: Option<u64>,
    pub(crate) data: Value,
}

impl Event {
    pub(crate) fn is_log(&self) -> bool {
        self.name == "log"
    }

    pub(crate) fn is_done(&self) -> bool {
        self.name == "done"
    }

    /// The run in its id.
    pub(crate) fn run(&self) -> &str {
        self.id.split('.').next().unwrap_or_default()
    }

    /// The text of a line that the job said.
    pub(crate) fn said(&self) -> Option<&str> {
        if !self.is_log() || self.missed().is_some() {
            return None;
        }
        self.data["message"].as_str()
    }

    /// How many lines it says are lost.
    pub(crate) fn missed(&self) -> Option<u64> {
        self.data["missed"].as_u64().filter(|_| self.is_log())
    }

    /// How a `done` says that the run ended.
    pub(crate) fn status(&self) -> &str {
        self.data["status"].as_str().unwrap_or_default()
    }
}

/// Makes events of bytes.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    buffer: Vec<u8>,
    position: u64,
    first: bool,
    done: bool,
    /// How many heartbeats there were.
    pub(crate) heartbeats: usize,
}

impl Parser {
    /// The events that end in these bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        // The first of two line breaks may be there already.
        let mut from = self.buffer.len().saturating_sub(1);
        self.buffer.extend_from_slice(bytes);
        let mut events = Vec::new();
        while let Some(at) = self.buffer[from..]
            .windows(2)
            .position(|pair| pair == b"\n\n")
        {
            let end = from + at;
            from = 0;
            let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
            let block = std::str::from_utf8(&block[..end]).expect("UTF-8");
            assert!(!self.done, "after `done` came {block:?}");
            if block == ":" {
                self.heartbeats += 1;
                continue;
            }
            // It has nothing, and asks to be asked once more.
            if block.starts_with("retry: ") && !block.contains('\n') {
                continue;
            }
            let event = parse(block);
            self.check(&event);
            events.push(event);
        }
        events
    }

    /// Whether the bytes of an unfinished event are left.
    pub(crate) fn is_in_an_event(&self) -> bool {
        !self.buffer.is_empty()
    }

    fn check(&mut self, event: &Event) {
        let number = event.id.split('.').nth(1).expect("a position in the id");
        let position: u64 = number.parse().expect("a position is a number");
        assert!(position >= self.position, "ids go back at {event:?}");
        self.position = position;
        self.done = event.is_done();
        assert_eq!(event.id.ends_with(".done"), self.done, "{event:?}");
        if !self.first {
            self.first = true;
            assert!(event.retry.is_some(), "no retry hint first: {event:?}");
            assert!(event.name != "log", "a stream begins with a snapshot");
        }
    }
}

fn parse(block: &str) -> Event {
    assert!(!block.contains(['\r', '\0']), "{block:?}");
    let (mut name, mut id, mut retry, mut data) = (None, None, None, None);
    for line in block.split('\n') {
        let (field, value) = line.split_once(": ").expect("a field and a value");
        let slot = match field {
            "event" => &mut name,
            "id" => &mut id,
            "retry" => &mut retry,
            "data" => &mut data,
            _ => panic!("unknown field in {block:?}"),
        };
        assert!(slot.replace(value.to_owned()).is_none(), "twice: {block:?}");
    }
    let name = name.expect("every event has a name");
    assert!(["progress", "log", "done"].contains(&&*name), "{name}");
    let id = id.expect("every event has an id");
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    assert!(id.len() <= 128 && id.bytes().all(safe), "{id:?}");
    Event {
        name,
        id,
        retry: retry.map(|retry| retry.parse().expect("milliseconds")),
        data: serde_json::from_str(&data.expect("every event has data")).expect("JSON"),
    }
}
