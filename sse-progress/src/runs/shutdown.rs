//! The end of all runs.

use std::time::Duration;

use tokio::time::timeout;

use super::Runs;
use crate::protocol::CancelReason;

/// How long cancelled runs have to end before they are given up.
const CLEAN_UP: Duration = Duration::from_secs(5);

impl Runs {
    /// Takes no new runs, waits for `grace` until those under way have ended, cancels the rest and
    /// waits [`CLEAN_UP`] more for them to stop. What has not begun yet, since it waits in a queue,
    /// is cancelled at once: it would only be cut off in the middle.
    ///
    /// When it returns, other processes know how each run has ended, if they can be reached.
    ///
    /// Returns how many functions go on all the same: their runs are over, and their threads are not.
    pub(crate) async fn shutdown(&self, grace: Duration) -> usize {
        let stuck = self.end_all(grace).await;
        self.store.leave().await;
        stuck
    }

    async fn end_all(&self, grace: Duration) -> usize {
        let registry = &self.registry;
        registry.close();
        // Other processes' runs go on elsewhere.
        self.store.let_go();
        for at in self.catalog.iter() {
            at.queue.close();
        }
        if timeout(grace, registry.idle()).await.is_ok() {
            return 0;
        }
        for run in registry.unfinished() {
            run.stop(CancelReason::Shutdown);
        }
        if timeout(CLEAN_UP, registry.idle()).await.is_ok() {
            return 0;
        }
        let unfinished = registry.unfinished();
        for run in &unfinished {
            tracing::warn!(run = %run.id(), job = run.job(), "given up: the function does not stop");
            run.give_up();
        }
        // Nobody has to wait for the functions that go on.
        registry.observers().close();
        unfinished.len()
    }
}
