//! What a terminal shows.

mod hostile;
mod live;
mod looks;
mod many;
mod own;

use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::InMemoryTerm;

use super::colors::Colors;
use super::output::Output;
use super::told::Told;
use crate::protocol::{
    Bar, Done, Event, Level, LogLine, RunId, RunState, Snapshot, Status, Task, TaskState,
};

/// A mirror without its thread, whose clock is set by hand.
struct Rig {
    term: InMemoryTerm,
    output: Output,
    told: Told,
    start: Instant,
}

impl Rig {
    fn new(rows: u16, columns: u16) -> Self {
        Self::with(rows, columns, false)
    }

    fn with(rows: u16, columns: u16, colors: bool) -> Self {
        let term = InMemoryTerm::new(rows, columns);
        Self {
            output: Output::terminal(Arc::new(term.clone()), Colors { enabled: colors }),
            term,
            told: Told::default(),
            start: Instant::now(),
        }
    }

    fn event(&mut self, run: u64, event: impl Into<Event>) {
        let now = self.start;
        self.told.event(run, &event.into(), now);
    }

    /// What is on the terminal after so many seconds.
    fn after(&mut self, seconds: u64) -> String {
        let now = self.start + Duration::from_secs(seconds);
        let frame = self.output.next_frame(&mut self.told, now);
        self.output.draw(frame);
        self.term.contents()
    }

    /// The lines of the bars as they were drawn, with their colors.
    fn drawn(&self) -> Vec<String> {
        match &self.output {
            Output::Bars(bars) => bars.drawn(),
            Output::Lines(_) => Vec::new(),
        }
    }

    #[track_caller]
    fn shows(&mut self, lines: &[&str]) {
        let shown = self.after(0);
        assert_eq!(shown, lines.join("\n"), "shown:\n{shown}");
    }
}

/// Waits for the terminal to show something that is drawn by and by. On a busy machine that may take longer
/// than [`Mirror::flush`](super::Mirror::flush) waits.
pub(super) fn until(term: &InMemoryTerm, shows: impl Fn(&str) -> bool) -> String {
    let start = Instant::now();
    loop {
        let shown = term.contents();
        if shows(&shown) {
            return shown;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "{shown}");
        std::thread::yield_now();
    }
}

impl From<Snapshot> for Event {
    fn from(snapshot: Snapshot) -> Self {
        Self::Progress(snapshot.into())
    }
}

impl From<LogLine> for Event {
    fn from(line: LogLine) -> Self {
        Self::Log(line.into())
    }
}

impl From<Done> for Event {
    fn from(done: Done) -> Self {
        Self::Done(done.into())
    }
}

/// A bar that has been under way for 12 seconds and will be for 15.
fn bar(position: u64, length: Option<u64>) -> Bar {
    Bar {
        position,
        length,
        unit: "items".into(),
        message: String::new(),
        fraction: None,
        elapsed_ms: 12_000,
        rate: Some(35.0),
        eta_ms: length.map(|_| 15_000),
    }
}

fn saying(message: &str, bar: Bar) -> Bar {
    Bar {
        message: message.into(),
        ..bar
    }
}

fn counting(unit: &'static str, bar: Bar) -> Bar {
    Bar {
        unit: unit.into(),
        ..bar
    }
}

fn snapshot(bar: Bar, tasks: Vec<Task>) -> Snapshot {
    Snapshot {
        run: RunId::unknown(),
        job: "resize".into(),
        state: RunState::Running,
        bar,
        queue: None,
        tasks,
        tasks_omitted: 0,
        data: None,
    }
}

fn task(id: u64, parent: Option<u64>, label: &str, state: TaskState, bar: Bar) -> Task {
    Task {
        id,
        parent,
        label: label.into(),
        state,
        bar,
    }
}

fn said(level: Level, message: &str) -> LogLine {
    LogLine {
        level,
        message: message.into(),
        time: "2026-11-22T10:00:00.000Z".into(),
        task: None,
        target: None,
        data: None,
        missed: None,
    }
}

fn done(status: Status) -> Done {
    Done {
        status,
        result: None,
        error: None,
        reason: None,
        elapsed_ms: 13_490,
    }
}
