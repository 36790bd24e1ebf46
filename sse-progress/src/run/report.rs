//! What a job's `Progress` handles and the run share.

use std::sync::Arc;

use crate::log::Limits;
use crate::protocol::RunId;

use super::bar::Bar;
use super::cancel::StopRequest;
use super::pending::{Pending, Said};
use super::signal::Signal;
use super::tasks::Tasks;

/// Everything that a job reports, and the one thing that it is told: to stop.
///
/// The job writes and the [sampler](super::sampler) reads. No watcher comes near it.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) run: RunId,
    pub(crate) root: Arc<Bar>,
    pub(crate) tasks: Tasks,
    pub(crate) pending: Pending,
    pub(crate) news: Signal,
    pub(crate) stop: StopRequest,
}

impl Report {
    pub(crate) fn new(run: RunId, limits: Limits) -> Self {
        Self {
            run,
            root: Arc::new(Bar::new("items".into())),
            tasks: Tasks::default(),
            pending: Pending::new(limits),
            news: Signal::default(),
            stop: StopRequest::default(),
        }
    }

    pub(crate) fn say(&self, said: Said) {
        let crowded = self.pending.push(said);
        self.news.raise();
        if crowded {
            self.news.hurry();
        }
    }
}
