//! A run as a list shows it.

use super::Run;
use crate::log::timestamp;
use crate::protocol::{RunSummary, Snapshot, Standing};

impl Run {
    /// What it is doing, how far it has come, and how it has ended.
    pub fn summary(&self) -> RunSummary {
        // In this order: a run that ends in between has its last snapshot.
        let done = self.done();
        let snapshot = self.snapshot();
        let Snapshot {
            run,
            job,
            state,
            bar,
            queue,
            ..
        } = &*snapshot;
        RunSummary {
            run: run.clone(),
            job: job.clone(),
            state: Standing::of(*state, done.as_deref()),
            started: timestamp(self.started()),
            ended: self.ended_at().filter(|_| done.is_some()).map(timestamp),
            bar: bar.clone(),
            queue: *queue,
            error: done.as_ref().and_then(|done| done.error.clone()),
            reason: done.as_ref().and_then(|done| done.reason),
        }
    }
}
