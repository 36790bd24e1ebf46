//! What has been reported to a handle, for tests.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::protocol::{LogLine, RunState, Snapshot};

use super::progress::Progress;
use super::sampler::{CurrentState, Sampler};

impl Progress {
    /// The state of the run's bars, and the lines that have not been passed on, which are all of them if
    /// there is nobody to pass them on to.
    pub(crate) fn told(&self) -> (Snapshot, Vec<LogLine>) {
        let report = self.report();
        let state = Arc::new(CurrentState::new(RunState::Running));
        let mut sampler = Sampler::new(report.clone(), state, None, "", Duration::ZERO);
        let snapshot = sampler.snapshot(Instant::now());
        // Should there be another sampler, it looks again for what this one has read.
        report.wake.raise();
        (snapshot, report.pending.lines())
    }
}
