//! Watchers whose clients do not read.
//!
//! An HTTP implementation does not poll a stream whose client takes nothing, so nothing inside of
//! the stream can end it. Therefore a stream that has handed something out leaves its watch here
//! until it is polled again. What has stood here for too long is taken away: the run has a watcher
//! less, and the stream finds that it is over if it is ever polled again.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

/// So that no limit keeps the task busy.
const SHORTEST_SWEEP: Duration = Duration::from_millis(10);

/// What watches, and its place among all streams.
#[derive(Debug)]
pub(crate) struct Watcher<W> {
    pub(crate) watch: W,
    pub(crate) _seat: OwnedSemaphorePermit,
}

/// Where one stream leaves its watcher while it is not polled.
#[derive(Debug)]
pub(crate) struct Slot<W>(Mutex<Option<(Watcher<W>, Instant)>>);

impl<W> Slot<W> {
    pub(crate) fn park(&self, watcher: Watcher<W>) {
        *lock(&self.0) = Some((watcher, Instant::now()));
    }

    /// `None` if it has been taken away.
    pub(crate) fn take(&self) -> Option<Watcher<W>> {
        lock(&self.0).take().map(|(watcher, _)| watcher)
    }
}

/// A slot, whatever watches there.
trait Clear: Send + Sync {
    /// Takes away a watcher that has been here for `limit`.
    fn clear(&self, now: Instant, limit: Duration);
}

impl<W: fmt::Debug + Send> Clear for Slot<W> {
    fn clear(&self, now: Instant, limit: Duration) {
        let mut parked = lock(&self.0);
        let stalled = parked.take_if(|(_, since)| now.saturating_duration_since(*since) >= limit);
        drop(parked);
        if let Some((watcher, _)) = stalled {
            tracing::debug!(watch = ?watcher.watch, "a client has stopped reading");
        }
    }
}

/// All slots, and the task that looks after them while there are any.
pub(crate) struct Parking {
    limit: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    slots: Vec<Weak<dyn Clear>>,
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
    pub(crate) fn enter<W>(self: &Arc<Self>, watcher: Watcher<W>) -> Arc<Slot<W>>
    where
        W: fmt::Debug + Send + 'static,
    {
        let slot = Arc::new(Slot(Mutex::new(Some((watcher, Instant::now())))));
        let weak: Weak<Slot<W>> = Arc::downgrade(&slot);
        let mut state = lock(&self.state);
        state.slots.push(weak);
        if !std::mem::replace(&mut state.attended, true) {
            tokio::spawn(attend(Arc::downgrade(self), self.limit));
        }
        slot
    }

    /// Takes away what has been here for too long. Returns whether any stream is left.
    fn sweep(&self, now: Instant) -> bool {
        let mut state = lock(&self.state);
        state.slots.retain(|slot| slot.strong_count() > 0);
        state.attended = !state.slots.is_empty();
        let slots = state.slots.clone();
        drop(state);
        // Whoever leaves wakes others, which is not to be done with the lock held.
        for slot in slots.iter().filter_map(Weak::upgrade) {
            slot.clear(now, self.limit);
        }
        !slots.is_empty()
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

impl fmt::Debug for Parking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parking").finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
