//! Streams whose clients have stopped reading.
//!
//! An HTTP implementation does not poll a body whose client takes nothing, so no timer inside the
//! body can end it. Therefore a stream that has handed something out leaves its watcher in a slot
//! outside of itself until it is polled again. One task looks at all slots: a watcher that has been
//! in its slot for too long is dropped, so that its run has a watcher less, and the stream finds an
//! empty slot, which is its end, if it is ever polled again.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

/// So that no limit keeps the task busy.
const SHORTEST_SWEEP: Duration = Duration::from_millis(10);

/// What watches, and its permit among all streams.
#[derive(Debug)]
pub(crate) struct Watcher<W> {
    pub(crate) watch: W,
    pub(crate) _permit: OwnedSemaphorePermit,
}

/// Where one stream leaves its watcher while it is not polled.
#[derive(Debug)]
pub(crate) struct Slot<W>(Mutex<Option<(Watcher<W>, Instant)>>);

impl<W> Slot<W> {
    /// Leaves the watcher here until the stream is polled again.
    pub(crate) fn put(&self, watcher: Watcher<W>) {
        *lock(&self.0) = Some((watcher, Instant::now()));
    }

    /// `None` if it has been taken away.
    pub(crate) fn take(&self) -> Option<Watcher<W>> {
        lock(&self.0).take().map(|(watcher, _)| watcher)
    }
}

/// A slot, whatever kind of watcher is in it.
trait Clear: Send + Sync {
    /// Takes away a watcher that has been here for `limit`.
    fn clear(&self, now: Instant, limit: Duration);
}

impl<W: fmt::Debug + Send> Clear for Slot<W> {
    fn clear(&self, now: Instant, limit: Duration) {
        let mut watcher = lock(&self.0);
        let stalled = watcher.take_if(|(_, since)| now.saturating_duration_since(*since) >= limit);
        drop(watcher);
        if let Some((watcher, _)) = stalled {
            tracing::debug!(watch = ?watcher.watch, "a client has stopped reading");
        }
    }
}

/// All slots, and the task that looks after them while there are any.
pub(crate) struct Stalled {
    limit: Duration,
    slots: Mutex<Slots>,
}

#[derive(Default)]
struct Slots {
    list: Vec<Weak<dyn Clear>>,
    /// Whether the task that looks at them is there.
    sweeping: bool,
}

impl Stalled {
    /// A watcher may be in its slot for `limit`.
    pub(crate) fn new(limit: Duration) -> Arc<Self> {
        Arc::new(Self {
            limit,
            slots: Mutex::default(),
        })
    }

    /// A slot for a new stream, with its watcher in it. Has to be called on a runtime.
    pub(crate) fn enter<W>(self: &Arc<Self>, watcher: Watcher<W>) -> Arc<Slot<W>>
    where
        W: fmt::Debug + Send + 'static,
    {
        let slot = Arc::new(Slot(Mutex::new(Some((watcher, Instant::now())))));
        let weak: Weak<Slot<W>> = Arc::downgrade(&slot);
        let mut slots = lock(&self.slots);
        slots.list.push(weak);
        if !std::mem::replace(&mut slots.sweeping, true) {
            tokio::spawn(sweep(Arc::downgrade(self), self.limit));
        }
        slot
    }

    /// Takes away what has been here for too long. Returns whether any stream is left.
    fn sweep(&self, now: Instant) -> bool {
        let mut slots = lock(&self.slots);
        slots.list.retain(|slot| slot.strong_count() > 0);
        slots.sweeping = !slots.list.is_empty();
        let list = slots.list.clone();
        drop(slots);
        // Dropping a watcher wakes others, which is not to be done with the lock held.
        for slot in list.iter().filter_map(Weak::upgrade) {
            slot.clear(now, self.limit);
        }
        !list.is_empty()
    }
}

/// Sweeps for as long as there are streams.
async fn sweep(stalled: Weak<Stalled>, limit: Duration) {
    loop {
        tokio::time::sleep((limit / 2).max(SHORTEST_SWEEP)).await;
        match stalled.upgrade() {
            Some(stalled) if stalled.sweep(Instant::now()) => {}
            _ => return,
        }
    }
}

impl fmt::Debug for Stalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stalled").finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::Semaphore;

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_is_not_polled_loses_its_watcher() {
        let limit = Duration::from_secs(30);
        let permits = Arc::new(Semaphore::new(2));
        let watcher = || Watcher {
            watch: (),
            _permit: permits.clone().try_acquire_owned().unwrap(),
        };
        let streams = Stalled::new(limit);
        let (stalled, polled) = (streams.enter(watcher()), streams.enter(watcher()));
        assert_eq!(permits.available_permits(), 0);
        for _ in 0..20 {
            tokio::time::sleep(limit / 10).await;
            let watcher = polled.take().unwrap();
            polled.put(watcher);
        }
        assert!(stalled.take().is_none());
        assert_eq!(permits.available_permits(), 1);
        drop(polled.take());
        assert_eq!(permits.available_permits(), 2);

        // Nobody is left, and the next to come is looked after again.
        drop((stalled, polled));
        tokio::time::sleep(limit * 2).await;
        let late = streams.enter(watcher());
        tokio::time::sleep(limit * 2).await;
        assert!(late.take().is_none());
    }
}
