//! About how many bytes of memory an event takes, so that what is remembered can be bounded.
//!
//! An event is held as it is and, once somebody watches it, as the text that is sent: both count,
//! whether it was sent already or not.

use serde_json::value::RawValue;

use crate::protocol::{Bar, Done, Event, LogLine, Snapshot, Task};

/// What an event is sent with: its name, its id, the names of its members, its numbers.
const ENVELOPE: usize = 250;

/// What a bar is sent with: the names of its members, its numbers.
const BAR: usize = 250;

/// What two counters of an `Arc` take.
const COUNTERS: usize = 16;

/// What an event takes in memory, and what its text takes.
pub(super) fn weight(event: &Event) -> (usize, usize) {
    let (held, sent) = match event {
        Event::Log(line) => line_weight(line),
        Event::Progress(snapshot) => snapshot_weight(snapshot),
        Event::Done(done) => done_weight(done),
    };
    (COUNTERS + held, ENVELOPE + sent)
}

fn line_weight(line: &LogLine) -> (usize, usize) {
    let data = data_len(line.data.as_deref());
    let target = line.target.as_ref().map_or(0, |target| target.len());
    let held = line.message.capacity() + line.time.capacity() + target + data;
    (
        size_of::<LogLine>() + held,
        escaped(&line.message) + target + data,
    )
}

fn snapshot_weight(snapshot: &Snapshot) -> (usize, usize) {
    let (mut held, mut sent) = bar_weight(&snapshot.bar);
    let data = data_len(snapshot.data.as_deref());
    held += size_of::<Snapshot>() + data;
    sent += data;
    for task in &snapshot.tasks {
        let bar = bar_weight(&task.bar);
        held += size_of::<Task>() + task.label.capacity() + bar.0;
        sent += escaped(&task.label) + bar.1;
    }
    (held, sent)
}

fn bar_weight(bar: &Bar) -> (usize, usize) {
    let held = bar.message.capacity() + bar.unit.len();
    (held, BAR + escaped(&bar.message) + escaped(&bar.unit))
}

fn done_weight(done: &Done) -> (usize, usize) {
    let result = data_len(done.result.as_deref());
    let (mut held, mut sent) = (size_of::<Done>() + result, result);
    if let Some(error) = &done.error {
        held += error.causes.capacity() * size_of::<String>();
        for text in error.causes.iter().chain([&error.message]) {
            held += text.capacity();
            sent += escaped(text);
        }
    }
    (held, sent)
}

/// How long a value is that is JSON already.
fn data_len(data: Option<&RawValue>) -> usize {
    data.map_or(0, |json| json.get().len())
}

/// How long a text is in JSON: a quote takes two bytes, most control characters six.
fn escaped(text: &str) -> usize {
    let escaped = |byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..0x20 => 6,
        _ => 1,
    };
    text.bytes().map(escaped).sum()
}

#[cfg(test)]
mod tests {
    use super::super::contract::{line, snapshot};
    use super::*;
    use crate::protocol::{Failure, Status, TaskState};

    /// The text of an event is never heavier than it is said to be, but for what is small.
    fn assert_weighed(event: Event) {
        let text = serde_json::to_string(&event).unwrap();
        let (held, sent) = weight(&event);
        assert!(sent >= text.len(), "{sent} of {} {text:.200}", text.len());
        assert!(
            sent <= text.len() + ENVELOPE + BAR,
            "{sent} of {}",
            text.len()
        );
        assert!(held >= size_of::<Done>(), "{held}");
    }

    #[test]
    fn what_is_large_counts() {
        let evil = "\0\"\\\n\t\u{1b}é\u{7f}".repeat(10_000);
        let mut said = line(1);
        said.message.clone_from(&evil);
        said.data = serde_json::value::to_raw_value(&evil).ok();
        assert_weighed(Event::Log(said.into()));
        let mut many = snapshot(u64::MAX);
        many.bar.message.clone_from(&evil);
        many.data = serde_json::value::to_raw_value(&evil).ok();
        assert_weighed(Event::Progress(many.clone().into()));
        let task = Task {
            id: 1,
            parent: None,
            label: evil.clone(),
            state: TaskState::Running,
            bar: many.bar.clone(),
        };
        many.tasks = vec![task; 3];
        let (held, sent) = weight(&Event::Progress(many.into()));
        assert!(held > evil.len() * 7 && sent > evil.len() * 7);
        let done = |result, error| Done {
            status: Status::Failed,
            result,
            error,
            ..Done::lost()
        };
        let json = serde_json::value::to_raw_value(&evil).unwrap();
        assert_weighed(Event::Done(done(Some(json), None).into()));
        let failure = Failure {
            message: evil.clone(),
            causes: vec![evil; 2],
        };
        assert_weighed(Event::Done(done(None, Some(failure)).into()));
    }
}
