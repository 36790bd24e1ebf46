//! Streams whose clients have stopped reading.
//!
//! An HTTP implementation does not poll a body whose client takes nothing, so no timer inside the
//! body can end it. Therefore a stream keeps its watcher in a slot outside of itself, and notes
//! there when it has handed something out. One task looks at all slots: a watcher of a stream that
//! was not polled again for too long is dropped, so that its run has a watcher less, and the stream
//! finds an empty slot, which is its end, if it is ever polled again.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use slab::Slab;
use tokio::time::Instant;

/// So that no limit keeps the task busy.
const SHORTEST_SWEEP: Duration = Duration::from_millis(10);

/// Where one stream has its watcher.
pub(super) struct Slot<W> {
    occupied: Mutex<Option<Occupied<W>>>,
}

/// The watcher of a stream that has not ended.
pub(super) struct Occupied<W> {
    pub(super) watcher: W,
    /// When it has handed out what its client has to take before the stream is polled again.
    /// `None` while the stream waits for an event, which may take any time.
    pub(super) handed_out: Option<Instant>,
}

impl<W> Slot<W> {
    /// The watcher, `None` if it has been taken away. It is uncontended but for the sweep.
    pub(super) fn lock(&self) -> MutexGuard<'_, Option<Occupied<W>>> {
        lock(&self.occupied)
    }
}

/// A slot, whatever kind of watcher is in it.
trait Sweep: Send + Sync {
    /// Takes away the watcher of a stream that has not been polled for `limit`.
    fn sweep(&self, now: Instant, limit: Duration);
}

impl<W: fmt::Debug + Send> Sweep for Slot<W> {
    fn sweep(&self, now: Instant, limit: Duration) {
        let stalled = self.lock().take_if(|occupied| {
            let since = occupied.handed_out;
            since.is_some_and(|since| now.saturating_duration_since(since) >= limit)
        });
        if let Some(stalled) = stalled {
            tracing::debug!(watch = ?stalled.watcher, "a client has stopped reading");
        }
    }
}

/// All slots, and the task that looks after them while there are any.
pub(super) struct Stalled {
    limit: Duration,
    slots: Mutex<Slots>,
}

#[derive(Default)]
struct Slots {
    list: Slab<Weak<dyn Sweep>>,
    /// Whether the task that looks at them is there.
    sweeping: bool,
}

/// A slot that is looked after until this is dropped.
pub(super) struct Watched<W> {
    slot: Arc<Slot<W>>,
    stalled: Arc<Stalled>,
    key: usize,
}

impl Stalled {
    /// A client may leave a stream alone for `limit`.
    pub(super) fn new(limit: Duration) -> Arc<Self> {
        Arc::new(Self {
            limit,
            slots: Mutex::default(),
        })
    }

    /// A slot for a new stream, with its watcher in it. Has to be called on a runtime.
    pub(super) fn watch<W>(self: &Arc<Self>, watcher: W) -> Watched<W>
    where
        W: fmt::Debug + Send + 'static,
    {
        let slot = Arc::new(Slot {
            occupied: Mutex::new(Some(Occupied {
                watcher,
                handed_out: Some(Instant::now()),
            })),
        });
        let weak: Weak<Slot<W>> = Arc::downgrade(&slot);
        let mut slots = lock(&self.slots);
        let key = slots.list.insert(weak);
        if !std::mem::replace(&mut slots.sweeping, true) {
            tokio::spawn(sweep(Sweeper(Arc::downgrade(self)), self.limit));
        }
        drop(slots);
        Watched {
            slot,
            stalled: self.clone(),
            key,
        }
    }

    /// Takes away what has been left alone for too long. Returns whether any stream is left.
    fn sweep(&self, now: Instant) -> bool {
        let mut slots = lock(&self.slots);
        let list: Vec<_> = slots.list.iter().map(|(_, slot)| slot.clone()).collect();
        slots.sweeping = !list.is_empty();
        drop(slots);
        // Dropping a watcher wakes others, which is not to be done with the lock held.
        for slot in list.iter().filter_map(Weak::upgrade) {
            slot.sweep(now, self.limit);
        }
        !list.is_empty()
    }
}

impl<W> Watched<W> {
    pub(super) fn slot(&self) -> &Slot<W> {
        &self.slot
    }
}

impl<W> Drop for Watched<W> {
    fn drop(&mut self) {
        lock(&self.stalled.slots).list.remove(self.key);
    }
}

/// Sweeps for as long as there are streams.
async fn sweep(mut sweeper: Sweeper, limit: Duration) {
    loop {
        tokio::time::sleep((limit / 2).max(SHORTEST_SWEEP)).await;
        match sweeper.0.upgrade() {
            Some(stalled) if stalled.sweep(Instant::now()) => {}
            _ => break,
        }
    }
    // `Stalled::sweep` has set `sweeping` to false under its lock. By now there may be a new task, whose
    // `sweeping` the destructor must leave alone.
    sweeper.0 = Weak::new();
}

/// Held by the task that sweeps. If the task is dropped together with its runtime, this notes that there
/// is none any more, so that the next stream, on another runtime, starts a new one.
struct Sweeper(Weak<Stalled>);

impl Drop for Sweeper {
    fn drop(&mut self) {
        if let Some(stalled) = self.0.upgrade() {
            lock(&stalled.slots).sweeping = false;
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

    const LIMIT: Duration = Duration::from_secs(30);

    fn hand_out(stream: &Watched<Arc<()>>) {
        stream.slot().lock().as_mut().unwrap().handed_out = Some(Instant::now());
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_is_not_polled_loses_its_watcher() {
        let watcher = Arc::new(());
        let streams = Stalled::new(LIMIT);
        let (stalled, polled, waits) = (
            streams.watch(watcher.clone()),
            streams.watch(watcher.clone()),
            streams.watch(watcher.clone()),
        );
        waits.slot().lock().as_mut().unwrap().handed_out = None;
        for _ in 0..20 {
            tokio::time::sleep(LIMIT / 10).await;
            hand_out(&polled);
        }
        assert!(stalled.slot().lock().is_none());
        assert!(waits.slot().lock().is_some());
        assert_eq!(Arc::strong_count(&watcher), 3);
        drop((stalled, polled, waits));
        assert_eq!(Arc::strong_count(&watcher), 1);

        // Nobody is left, and the next to come is looked after again.
        tokio::time::sleep(LIMIT * 2).await;
        let late = streams.watch(watcher);
        tokio::time::sleep(LIMIT * 2).await;
        assert!(late.slot().lock().is_none());
    }

    #[test]
    fn streams_of_another_runtime_are_looked_after_too() {
        let runtime = || {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            builder.enable_time().start_paused(true).build().unwrap()
        };
        let streams = Stalled::new(LIMIT);
        let first = runtime();
        let open = first.block_on(async { streams.watch(()) });
        drop(first);
        let stalled = runtime().block_on(async {
            let stalled = streams.watch(());
            tokio::time::sleep(LIMIT * 2).await;
            stalled
        });
        assert!(open.slot().lock().is_none() && stalled.slot().lock().is_none());
    }

    // Its slot stayed in memory until the next sweep, half a limit later.
    #[tokio::test(start_paused = true)]
    async fn nothing_stays_of_a_stream_that_has_ended() {
        let streams = Stalled::new(Duration::from_secs(24 * 60 * 60));
        let stream = streams.watch(());
        let slot = Arc::downgrade(&stream.slot);
        drop(stream);
        assert!(lock(&streams.slots).list.is_empty());
        assert_eq!((slot.strong_count(), slot.weak_count()), (0, 0));
    }
}
