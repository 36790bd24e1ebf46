//! What a job's `Progress` handles and the run share.

use std::sync::Arc;

use crate::log::Limits;
use crate::protocol::RunId;

use super::bar::Bar;
use super::cancel::StopRequest;
use super::newest_data::NewestData;
use super::pending::{Pending, PendingLine};
use super::spawned_work::SpawnedWork;
use super::tasks::Tasks;
use super::wake::Wake;

/// Everything that a job reports, and the one thing that it is told: to stop.
///
/// The job writes it and the [sampler](super::sampler) reads it, so a watcher cannot hold up a job.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) run: RunId,
    pub(crate) root: Arc<Bar>,
    pub(crate) tasks: Tasks,
    pub(crate) pending: Pending,
    pub(crate) data: NewestData,
    pub(crate) wake: Wake,
    pub(crate) stop: StopRequest,
    pub(crate) spawned: Arc<SpawnedWork>,
}

impl Report {
    pub(crate) fn new(run: RunId, limits: Limits) -> Self {
        Self {
            run,
            root: Arc::new(Bar::new("items".into())),
            tasks: Tasks::default(),
            pending: Pending::new(limits),
            data: NewestData::default(),
            wake: Wake::default(),
            stop: StopRequest::default(),
            spawned: Arc::default(),
        }
    }

    pub(crate) fn log(&self, line: PendingLine) {
        let half_full = self.pending.push(line);
        self.wake.raise();
        if half_full {
            self.wake.flush();
        }
    }
}
