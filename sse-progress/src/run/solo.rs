//! What a function reports that is called, not served.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use crate::log::Limits;
use crate::protocol::{Event, Level, LogLine, RunId, State};

use super::progress::Progress;
use super::report::Report;
use super::sampler::{Sampler, Stage};

/// There is one reader, who comes often: room for what is said in between.
const LIMITS: Limits = Limits {
    lines: 10_000,
    bytes: 8 << 20,
};

/// A report with one reader and no run: nobody can watch or cancel it by an id.
#[derive(Debug)]
pub(crate) struct Solo {
    sampler: Sampler,
}

impl Solo {
    /// A new one, and what to report to it through.
    pub(crate) fn begin() -> (Progress, Self) {
        let report = Arc::new(Report::new(RunId::unknown(), LIMITS));
        report.root.start();
        let progress = Progress::new(report.clone());
        let stage = Arc::new(Stage::new(State::Running));
        (
            progress,
            Self {
                sampler: Sampler::new(report, stage, None, "", std::time::Duration::ZERO),
            },
        )
    }

    /// What is new: lines, then a snapshot.
    pub(crate) fn news(&mut self, now: Instant) -> Vec<Event> {
        let batch = self.sampler.batch(now);
        let mut events = Vec::with_capacity(batch.lines.len() + 2);
        if batch.lost > 0 {
            let line = LogLine {
                level: Level::Warn,
                message: format!("{} log lines are lost", batch.lost),
                time: humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
                task: None,
                missed: Some(batch.lost),
            };
            events.push(Event::Log(line.into()));
        }
        let lines = batch.lines.into_iter();
        events.extend(lines.map(|line| Event::Log(line.into())));
        events.extend(
            batch
                .progress
                .map(|snapshot| Event::Progress(snapshot.into())),
        );
        events
    }
}
