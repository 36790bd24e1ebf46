//! The data that stands in the snapshots of a run.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::value::RawValue;

use super::bar::MAX_TEXT;

/// The longest data in bytes of its JSON: as long as a message. Both are sent again with each snapshot.
pub(crate) const MAX_DATA: usize = MAX_TEXT;

/// What the job has set last. The lock is held for a moment only, by the job and by the sampler.
#[derive(Debug, Default)]
pub(crate) struct NewestData(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    newest: Option<Arc<RawValue>>,
    /// Whether the job has set some since that could not be taken.
    refused: bool,
}

impl NewestData {
    pub(crate) fn set(&self, data: Box<RawValue>) {
        let data = Arc::from(data);
        let mut state = self.lock();
        state.refused = false;
        // The one before it is freed after the lock.
        let _before = state.newest.replace(data);
        drop(state);
    }

    /// There is data that cannot be taken. Returns whether that is new.
    pub(crate) fn refuse(&self) -> bool {
        !std::mem::replace(&mut self.lock().refused, true)
    }

    pub(crate) fn get(&self) -> Option<Arc<RawValue>> {
        self.lock().newest.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
