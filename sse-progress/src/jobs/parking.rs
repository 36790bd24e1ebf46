//! Watchers whose clients do not read.
//!
//! An HTTP implementation does not poll a stream whose client takes nothing, so nothing inside of
//! the stream can end it. Therefore a stream that has handed something out leaves its watch here
//! until it is polled again. What has stood here for too long is taken away: the run has a watcher
//! less, and the stream finds that it is over if it is ever polled again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use crate::run::Watch;

/// So that no limit keeps the task busy.
const SHORTEST_SWEEP: Duration = Duration::from_millis(10);

/// A watch, and its place among all streams.
#[derive(Debug)]
pub(crate) struct Watcher {
    pub(crate) watch: Watch,
    pub(crate) _seat: OwnedSemaphorePermit,
}

/// Where one stream leaves its watcher while it is not polled.
#[derive(Debug)]
pub(crate) struct Slot(Mutex<Option<(Watcher, Instant)>>);

impl Slot {
    pub(crate) fn park(&self, watcher: Watcher) {
        *lock(&self.0) = Some((watcher, Instant::now()));
    }

    /// `None` if it has been taken away.
    pub(crate) fn take(&self) -> Option<Watcher> {
        lock(&self.0).take().map(|(watcher, _)| watcher)
    }
}

/// All slots, and the task that looks after them while there are any.
#[derive(Debug)]
pub(crate) struct Parking {
    limit: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    slots: Vec<Weak<Slot>>,
    /// Whether the task is there.
    attended: bool,
}

impl Parking {
    /// A watcher may be parked for `limit`.
    pub(crate) fn new(limit: Duration) -> Arc<Self> {
        Arc::new(Self {
            limit,
            state: Mutex::default(),
        })
    }

    /// A slot for a new stream, with its watcher in it. Has to be called on a runtime.
    pub(crate) fn enter(self: &Arc<Self>, watcher: Watcher) -> Arc<Slot> {
        let slot = Arc::new(Slot(Mutex::new(Some((watcher, Instant::now())))));
        let mut state = lock(&self.state);
        state.slots.push(Arc::downgrade(&slot));
        if !std::mem::replace(&mut state.attended, true) {
            tokio::spawn(attend(Arc::downgrade(self), self.limit));
        }
        slot
    }

    /// Takes away what has been here for too long. Returns whether any stream is left.
    fn sweep(&self, now: Instant) -> bool {
        let mut stalled = Vec::new();
        let mut state = lock(&self.state);
        state.slots.retain(|slot| {
            let Some(slot) = slot.upgrade() else {
                return false;
            };
            let mut parked = lock(&slot.0);
            let since = parked.as_ref().map(|(_, since)| *since);
            if since.is_some_and(|since| now.saturating_duration_since(since) >= self.limit) {
                stalled.extend(parked.take());
            }
            true
        });
        state.attended = !state.slots.is_empty();
        let any = state.attended;
        drop(state);
        for (watcher, _) in stalled {
            tracing::debug!(run = %watcher.watch.run().id(), "a client has stopped reading");
        }
        any
    }
}

/// Sweeps for as long as there are streams.
async fn attend(parking: Weak<Parking>, limit: Duration) {
    loop {
        tokio::time::sleep((limit / 2).max(SHORTEST_SWEEP)).await;
        match parking.upgrade() {
            Some(parking) if parking.sweep(Instant::now()) => {}
            _ => return,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
