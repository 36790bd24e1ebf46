//! Runs as lines, for log files: each log line of the job, but only some of the snapshots.
//!
//! A snapshot is written when the run has got to another state, when it has reached another tenth of its
//! length, or after a pause; never when its line would be the same as the last one.

use std::time::{Duration, Instant};

use sse_progress::mirror::{harmless, in_words};
use sse_progress::protocol::{Event, LogLine, RunState, Snapshot, TaskState};

use super::end;
use super::json::one_line;

/// The shortest time from one line to the next if no other tenth has been reached.
const PAUSE: Duration = Duration::from_secs(5);

/// The shortest time from one line to the next if another tenth has been reached.
const TENTH_PAUSE: Duration = Duration::from_secs(1);

/// How many bars inside a run are named in a line; the others are counted.
const MAX_NAMED: usize = 3;

/// What has been written of one run.
#[derive(Debug)]
pub(crate) struct Plain {
    /// What each line begins with. Empty until the name of the job is known, if none was given.
    label: String,
    state: Option<RunState>,
    /// The most tenths of its length that have been written.
    tenths: u64,
    said: Option<(Instant, String)>,
}

impl Plain {
    pub(super) fn new(label: &str) -> Self {
        Self {
            label: harmless(label).into_owned(),
            state: None,
            tenths: 0,
            said: None,
        }
    }

    /// The lines to write for an event.
    pub(super) fn event(&mut self, event: &Event, now: Instant) -> Vec<String> {
        let lines = match event {
            Event::Progress(snapshot) => {
                if self.label.is_empty() {
                    self.label = harmless(&snapshot.job).into_owned();
                }
                self.progress(snapshot, now).into_iter().collect()
            }
            Event::Log(line) => log(line),
            Event::Done(done) => end::lines(done),
        };
        lines.iter().map(|line| self.labelled(line)).collect()
    }

    /// The line with the label before it.
    pub(super) fn labelled(&self, line: &str) -> String {
        match self.label.as_str() {
            "" => line.to_owned(),
            label => format!("{label}: {line}"),
        }
    }

    fn progress(&mut self, snapshot: &Snapshot, now: Instant) -> Option<String> {
        let tenths = tenths(snapshot);
        let line = described(snapshot)?;
        if let Some((at, said)) = &self.said {
            // Only a state or a tenth further on counts: a run that goes back and forth between two would
            // write a line each time.
            let changed = self.state.map(rank) < Some(rank(snapshot.state));
            let pause = match tenths > self.tenths {
                true => TENTH_PAUSE,
                false => PAUSE,
            };
            let late = now.saturating_duration_since(*at) >= pause;
            if line == *said || !(changed || late) {
                return None;
            }
        }
        self.tenths = self.tenths.max(tenths);
        if self.state.map(rank) < Some(rank(snapshot.state)) {
            self.state = Some(snapshot.state);
        }
        self.said = Some((now, line.clone()));
        Some(line)
    }
}

/// The order in which a run gets to its states.
fn rank(state: RunState) -> u8 {
    match state {
        RunState::Queued => 0,
        RunState::Running => 1,
        RunState::Cancelling => 2,
    }
}

fn tenths(snapshot: &Snapshot) -> u64 {
    let position = u128::from(snapshot.bar.position);
    match snapshot.bar.length.map(u128::from) {
        None | Some(0) => 0,
        Some(length) => u64::try_from(position.min(length) * 10 / length).unwrap_or(10),
    }
}

/// A snapshot in one line. `None` if there is nothing in it but that the run has begun.
fn described(snapshot: &Snapshot) -> Option<String> {
    let bar = &snapshot.bar;
    let mut words = Vec::new();
    match (snapshot.state, snapshot.queue) {
        (RunState::Queued, Some(place)) => {
            return Some(format!(
                "queued, place {} of {}",
                place.position, place.size
            ));
        }
        (RunState::Queued, None) => return Some("queued".to_owned()),
        (RunState::Cancelling, _) => words.push("cancelling".to_owned()),
        (RunState::Running, _) => {}
    }
    if bar.length.is_some() || bar.position > 0 {
        words.push(in_words(bar));
    }
    if !bar.message.is_empty() {
        words.push(harmless(&bar.message).into_owned());
    }
    words.extend(under_way(snapshot));
    words.extend(snapshot.data.as_ref().map(|data| one_line(data.get())));
    (!words.is_empty()).then(|| words.join(" - "))
}

/// The names of the bars inside the run that have not come to their end.
fn under_way(snapshot: &Snapshot) -> Option<String> {
    let running = snapshot.tasks.iter();
    let running = running.filter(|task| task.state == TaskState::Running);
    let named: Vec<_> = running.clone().take(MAX_NAMED).collect();
    let labels: Vec<_> = named.iter().map(|task| harmless(&task.label)).collect();
    let omitted = usize::try_from(snapshot.tasks_omitted).unwrap_or(usize::MAX);
    match (running.count() - named.len()).saturating_add(omitted) {
        _ if named.is_empty() => None,
        0 => Some(labels.join(", ")),
        more => Some(format!("{} and {more} more", labels.join(", "))),
    }
}

/// The lines of a log message, and then its data as JSON in one line, each with its level unless that is `info`.
fn log(line: &LogLine) -> Vec<String> {
    let level = match line.level {
        sse_progress::Level::Info => String::new(),
        level => format!("{level}: "),
    };
    let said = !line.message.is_empty() || line.data.is_none();
    let lines = said.then(|| line.message.split('\n')).into_iter().flatten();
    let lines = lines.map(|text| harmless(text.trim_end_matches('\r')).into_owned());
    let data = line.data.iter().map(|data| one_line(data.get()));
    lines
        .chain(data)
        .map(|text| format!("{level}{text}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn snapshot(fields: &Value) -> Event {
        let mut whole = json!({
            "run": "4qJ0mX2vT9cB7yKdR1sN3w", "job": "count", "state": "running", "position": 0,
            "length": 100, "unit": "items", "message": "", "fraction": null, "elapsed_ms": 0,
            "rate": null, "eta_ms": null, "queue": null, "tasks": [],
        });
        for (name, value) in fields.as_object().unwrap() {
            whole[name] = value.clone();
        }
        Event::Progress(std::sync::Arc::new(serde_json::from_value(whole).unwrap()))
    }

    #[test]
    fn a_tenth_is_told_after_a_second_and_the_rest_now_and_then() {
        let mut plain = Plain::new("");
        let start = Instant::now();
        let mut said = Vec::new();
        for position in 0..=100 {
            said.extend(plain.event(&snapshot(&json!({ "position": position })), start));
        }
        assert_eq!(said.len(), 1, "it was too fast: {said:?}");
        for (second, position) in (1..).zip(0..=100) {
            let now = start + second * TENTH_PAUSE / 10;
            said.extend(plain.event(&snapshot(&json!({ "position": position })), now));
        }
        assert_eq!(said.len(), 11, "{said:?}");
        assert!(said[1].starts_with("count: 10 %"), "{said:?}");
        let start = start + 11 * TENTH_PAUSE;

        // It goes back and forth.
        let back = snapshot(&json!({ "position": 5 }));
        let forth = snapshot(&json!({ "position": 95 }));
        assert!(plain.event(&back, start).is_empty() && plain.event(&forth, start).is_empty());
        let later = start + PAUSE;
        assert_eq!(plain.event(&back, later).len(), 1);
        assert!(plain.event(&back, later + PAUSE).is_empty(), "nothing new");
    }

    #[test]
    fn each_state_is_told_once() {
        let mut plain = Plain::new("one");
        let now = Instant::now();
        let queued = snapshot(&json!({"state": "queued", "queue": {"position": 2, "size": 5}}));
        assert_eq!(plain.event(&queued, now), ["one: queued, place 2 of 5"]);
        assert_eq!(plain.event(&snapshot(&json!({})), now).len(), 1);
        assert!(plain.event(&queued, now).is_empty());
        let cancelling = snapshot(&json!({"state": "cancelling"}));
        assert_eq!(
            plain.event(&cancelling, now),
            ["one: cancelling - 0 % (0/100)"]
        );
    }

    #[test]
    fn what_is_under_way_is_named() {
        let task = |id: u64, state: &str| {
            json!({
                "id": id, "parent": null, "label": format!("part {id}"), "state": state, "position": 0,
                "length": null, "unit": "items", "message": "", "fraction": null, "elapsed_ms": 0,
                "rate": null, "eta_ms": null,
            })
        };
        let mut tasks: Vec<_> = (1..=5).map(|id| task(id, "running")).collect();
        tasks[0] = task(1, "finished");
        let event = snapshot(&json!({"message": "unpacking\u{1b}[2J", "tasks": tasks}));
        assert_eq!(
            Plain::new("").event(&event, Instant::now()),
            ["count: 0 % (0/100) - unpacking␛[2J - part 2, part 3, part 4 and 1 more"]
        );
    }

    #[test]
    fn lines_of_the_job_stay_lines_and_cannot_act() {
        let mut plain = Plain::new("x");
        let event = Event::Log(std::sync::Arc::new(LogLine {
            level: sse_progress::Level::Warn,
            message: "one\r\ntwo\u{1b}[2J".into(),
            time: String::new(),
            task: None,
            target: None,
            data: None,
            missed: None,
        }));
        let said = plain.event(&event, Instant::now());
        assert_eq!(said, ["x: warn: one", "x: warn: two␛[2J"]);
    }

    #[test]
    fn data_is_told_as_json_in_one_line() {
        let said = |message: &str, data: &str| {
            let line =
                format!(r#"{{"level":"warn","message":"{message}","time":"","data":{data}}}"#);
            let event = Event::Log(std::sync::Arc::new(serde_json::from_str(&line).unwrap()));
            Plain::new("x").event(&event, Instant::now())
        };
        assert_eq!(said("", "null"), ["x: warn: null"]);
        assert_eq!(
            said("row 7", "{\n\t\"a\": \"\u{9b}\",\r\n \"b\": 1e400}"),
            [
                "x: warn: row 7",
                "x: warn: {  \"a\": \"\\u009b\",   \"b\": 1e400}"
            ]
        );

        let mut plain = Plain::new("");
        let counted = |rows: u64| snapshot(&json!({"length": null, "data": {"rows": rows}}));
        let start = Instant::now();
        assert_eq!(plain.event(&counted(1), start), [r#"count: {"rows":1}"#]);
        assert!(plain.event(&counted(2), start).is_empty());
        let later = plain.event(&counted(3), start + PAUSE);
        assert_eq!(later, [r#"count: {"rows":3}"#]);
    }
}
