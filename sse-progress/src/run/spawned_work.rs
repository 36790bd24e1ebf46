//! What a job has spawned and that has not ended: what its run waits for, and stops.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tracing::Span;

/// All that the handles of one report have spawned and that has not ended.
#[derive(Debug, Default)]
pub(crate) struct SpawnedWork {
    state: Mutex<State>,
    /// Wakes the supervisor when the last of it has ended.
    ended: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Where it runs, while the function of a run does.
    run: Option<(Handle, Span)>,
    /// The run is over, or is being stopped: nothing begins any more.
    closed: bool,
    last_id: u64,
    /// Each has an entry from before it begins until it is dropped.
    work: HashMap<u64, Option<AbortHandle>>,
    /// Something has panicked, and nobody has taken that from its handle.
    panicked: bool,
}

impl SpawnedWork {
    /// The function of a run begins.
    pub(super) fn begin(&self, runtime: Handle, span: Span) {
        self.lock().run = Some((runtime, span));
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.lock().work.is_empty()
    }

    /// Waits until there is none. From then on nothing can be spawned.
    ///
    /// # Cancel safety
    ///
    /// Safe to drop and to call again. It is for one task, the run's supervisor.
    pub(super) async fn finished(&self) {
        loop {
            {
                let mut state = self.lock();
                if state.work.is_empty() {
                    let run = state.close();
                    drop(state);
                    // Not with the lock held: a subscriber of the application is told of it.
                    drop(run);
                    return;
                }
            }
            self.ended.notified().await;
        }
    }

    /// Has all futures dropped, and lets nothing begin any more.
    pub(super) fn abort(&self) {
        let mut state = self.lock();
        let run = state.close();
        let work: Vec<_> = state.work.values().flatten().cloned().collect();
        drop(state);
        drop(run);
        for work in work {
            work.abort();
        }
    }

    /// Whether a panic was left to the run.
    pub(super) fn panicked(&self) -> bool {
        self.lock().panicked
    }

    /// A panic is left to the run: nobody has taken it from its handle.
    pub(super) fn leave_panic(&self) {
        self.lock().panicked = true;
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.lock().work.len()
    }

    /// A place for something that is about to begin. `None` if it must not, or has nothing to run on.
    pub(super) fn enter(self: &Arc<Self>) -> Option<(Handle, Span, Guard)> {
        let mut state = self.lock();
        if state.closed {
            return None;
        }
        let (runtime, span) = match &state.run {
            Some((runtime, span)) => (runtime.clone(), span.clone()),
            None => (Handle::try_current().ok()?, Span::current()),
        };
        state.last_id += 1;
        let id = state.last_id;
        state.work.insert(id, None);
        let work = self.clone();
        Some((runtime, span, Guard { work, id }))
    }

    /// It has begun, and may have ended already.
    pub(super) fn began(&self, id: u64, abort: &AbortHandle) {
        let mut state = self.lock();
        if state.closed {
            drop(state);
            abort.abort();
        } else if let Some(work) = state.work.get_mut(&id) {
            *work = Some(abort.clone());
        }
    }

    fn leave(&self, id: u64) {
        let mut state = self.lock();
        let abort = state.work.remove(&id);
        let last = state.work.is_empty();
        drop(state);
        drop(abort);
        if last {
            self.ended.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The span ends with the run, even if a handle outlives that.
    #[must_use]
    fn close(&mut self) -> Option<(Handle, Span)> {
        self.closed = true;
        self.run.take()
    }
}

/// Something of [`SpawnedWork`], until it is dropped.
pub(super) struct Guard {
    work: Arc<SpawnedWork>,
    pub(super) id: u64,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.work.leave(self.id);
    }
}
