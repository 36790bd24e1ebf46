//! A client that reads a run and comes back as an `EventSource` does, and that checks what it is sent.

use std::net::SocketAddr;
use std::time::Duration;

use super::client::{Events, Request};
use super::sse::Event;

/// What a client has been sent of a run, over however many connections.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) id: Option<String>,
    pub(crate) lines: Vec<String>,
    pub(crate) missed: u64,
    pub(crate) done: Option<Event>,
    pub(crate) runs: Vec<String>,
}

impl Seen {
    pub(crate) fn take(&mut self, event: Event) {
        assert!(self.done.is_none(), "after the end came {event:?}");
        if !self.runs.contains(&event.run().to_owned()) {
            self.runs.push(event.run().to_owned());
        }
        self.missed += event.missed().unwrap_or(0);
        self.lines.extend(event.said().map(str::to_owned));
        self.id = Some(event.id.clone());
        if event.is_done() {
            self.done = Some(event);
        }
    }

    pub(crate) fn status(&self) -> &str {
        self.done.as_ref().map_or("", Event::status)
    }

    /// Each line from 1 on once, or counted as missed.
    pub(crate) fn assert_lines(&self, said: u64) {
        if self.missed == 0 {
            let expected: Vec<String> = (1..=said).map(|line| format!("line {line}")).collect();
            assert_eq!(self.lines, expected);
        }
        let mut numbers = self.lines.iter().map(|line| {
            let number = line.strip_prefix("line ").unwrap();
            number.parse::<u64>().unwrap()
        });
        let first = numbers.next().unwrap_or(0);
        assert!(
            numbers.is_sorted_by(|one, two| one < two),
            "{:?}",
            self.lines
        );
        assert!(first > 0);
        assert_eq!(self.lines.len() as u64 + self.missed, said);
    }
}

pub(crate) fn request(path: &str, seen: &Seen) -> Request {
    match &seen.id {
        Some(id) => Request::events(path).last_event_id(id),
        None => Request::events(path),
    }
}

/// Watches to the end at `addr`, and comes back as often as the stream ends before that.
pub(crate) async fn watch(addr: SocketAddr, path: &str, seen: &mut Seen) {
    while seen.done.is_none() {
        let mut events = request(path, seen).stream(addr).await;
        drain(&mut events, seen).await;
        if seen.done.is_none() {
            // The hint of the server is two seconds; the tests have less time.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

pub(crate) async fn drain(events: &mut Events, seen: &mut Seen) {
    // Longer than anything is away.
    const PATIENCE: Duration = Duration::from_secs(180);
    while let Some(event) = events.next_within(PATIENCE).await {
        seen.take(event);
    }
}
