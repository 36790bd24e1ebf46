//! A function that reports without being a run: it is called, and not served.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::log::{Limits, lost_lines};
use crate::protocol::{Event, RunId, RunState};

use super::progress::Progress;
use super::report::Report;
use super::sampler::{CurrentState, Sampler};

/// The one reader comes often: this is room for what is logged in between.
const LIMITS: Limits = Limits {
    lines: 10_000,
    bytes: 8 << 20,
};

/// A report with one reader, which asks for what is new. It has no log and no id, so nobody else
/// can watch or cancel it.
#[derive(Debug)]
pub(crate) struct LocalRun {
    report: Arc<Report>,
    sampler: Sampler,
}

impl LocalRun {
    /// A new one, and what the function reports to it through.
    pub(crate) fn begin() -> (Progress, Self) {
        let report = Arc::new(Report::new(RunId::unknown(), LIMITS));
        report.root.start();
        let progress = Progress::new(report.clone());
        let state = Arc::new(CurrentState::new(RunState::Running));
        (
            progress,
            Self {
                sampler: Sampler::new(report.clone(), state, None, "", Duration::ZERO),
                report,
            },
        )
    }

    /// What is new: lines, then a snapshot.
    pub(crate) fn events(&mut self, now: Instant) -> Vec<Event> {
        let batch = self.sampler.batch(now);
        let mut events = Vec::with_capacity(batch.lines.len() + 2);
        if batch.lost > 0 {
            events.push(Event::Log(lost_lines(batch.lost).into()));
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

/// The function is over, and so is what it has spawned.
impl Drop for LocalRun {
    fn drop(&mut self) {
        self.report.spawned.abort();
    }
}
