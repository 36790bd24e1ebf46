//! How long runs are known after they have ended.
//!
//! A run is forgotten when its job's `retention` is over, or sooner when finished runs take too
//! much room, the oldest first. One task for all runs, the sweeper, waits for the next deadline; it
//! exists only while there is something to forget.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::idempotency::Key;
use crate::protocol::RunId;

/// How many runs are still known after they have ended; the oldest are forgotten first.
const MAX_RUNS: usize = 1_000;

/// About how much memory these may take together, in bytes.
const MAX_BYTES: usize = 128 << 20;

/// The sweeper takes what is due within this time in one go, so that a thousand short runs do not
/// wake it a thousand times.
const COARSENESS: Duration = Duration::from_millis(100);

/// A retention that the clock cannot tell ends with this: about thirty years.
const FOR_EVER: Duration = Duration::from_secs(1_000_000_000);

/// The runs that have ended, in the order of their ends, and when they are to be forgotten.
#[derive(Debug, Default)]
pub(super) struct Ended {
    next: u64,
    /// What is remembered of each run, by the number of its end. A run that was forgotten early is
    /// here for as long as its idempotency key is remembered.
    runs: BTreeMap<u64, Remembered>,
    deadlines: BTreeSet<(Instant, u64)>,
    /// How many of the runs are whole, and how many bytes these take.
    whole: usize,
    bytes: usize,
    /// The first of the runs that may be whole: all before it are forgotten.
    oldest_whole: u64,
    sweeping: bool,
}

#[derive(Debug)]
struct Remembered {
    /// `None` when it was forgotten early.
    run: Option<(RunId, usize)>,
    key: Option<Key>,
    deadline: Instant,
}

/// What is to be taken out of the maps of the registry.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Forget {
    Run(RunId),
    Key(Key),
}

impl Ended {
    /// A run has ended. Returns what has to make room for it.
    pub(super) fn push(
        &mut self,
        run: RunId,
        key: Option<Key>,
        bytes: usize,
        now: Instant,
        retention: Duration,
    ) -> Vec<Forget> {
        let deadline = now.checked_add(retention).unwrap_or(now + FOR_EVER);
        let number = self.next;
        self.next += 1;
        self.deadlines.insert((deadline, number));
        let run = Some((run, bytes));
        self.runs.insert(number, Remembered { run, key, deadline });
        self.whole += 1;
        self.bytes += bytes;

        let mut forgotten = Vec::new();
        while self.whole > MAX_RUNS || self.bytes > MAX_BYTES {
            let from = self.oldest_whole;
            let mut runs = self.runs.range_mut(from..);
            let Some((number, oldest)) = runs.find(|(_, other)| other.run.is_some()) else {
                break;
            };
            let number = *number;
            self.oldest_whole = number + 1;
            if let Some((id, bytes)) = oldest.run.take() {
                self.whole -= 1;
                self.bytes -= bytes;
                forgotten.push(Forget::Run(id));
            }
            if oldest.key.is_none() {
                self.deadlines.remove(&(oldest.deadline, number));
                self.runs.remove(&number);
            }
        }
        forgotten
    }

    /// Takes out all whose deadline is reached.
    pub(super) fn due(&mut self, now: Instant) -> Vec<Forget> {
        let mut forgotten = Vec::new();
        while let Some((deadline, number)) = self.deadlines.first().copied() {
            if deadline > now {
                break;
            }
            self.deadlines.remove(&(deadline, number));
            let Some(due) = self.runs.remove(&number) else {
                continue;
            };
            if let Some((id, bytes)) = due.run {
                self.whole -= 1;
                self.bytes -= bytes;
                forgotten.push(Forget::Run(id));
            }
            forgotten.extend(due.key.map(Forget::Key));
        }
        forgotten
    }

    /// When there is next something to forget.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        Some(self.deadlines.first()?.0)
    }

    /// Whether a sweeper has to be started. Says so once, until that one has ended.
    pub(super) fn needs_sweeper(&mut self) -> bool {
        !self.deadlines.is_empty() && !std::mem::replace(&mut self.sweeping, true)
    }

    /// The sweeper is gone with its runtime, and another may be started.
    pub(super) fn sweeper_gone(&mut self) {
        self.sweeping = false;
    }

    /// When the sweeper has to look again; `None` ends it.
    pub(super) fn next_sweep(&mut self) -> Option<Instant> {
        let next = self.next_deadline();
        self.sweeping = next.is_some();
        next
    }
}

/// What has runs to forget.
pub(super) trait Sweep: Send + Sync + 'static {
    /// Forgets what is due, and says when there will be more; `None` if there is nothing.
    fn sweep(&self, now: Instant) -> Option<Instant>;

    /// The sweeper is gone before it was at its end.
    fn sweeper_gone(&self);

    /// Wakes the sweeper when there is something to forget earlier than it waits for. That most runs of a
    /// job have the same retention, and so come after those that ended before, spares it most of this.
    fn deadline_is_earlier(&self) -> Arc<Notify>;
}

/// Starts the task that forgets what is due. Without a runtime, as when that is being dropped, there
/// is nobody left to remember for.
pub(super) fn spawn_sweeper(of: &Arc<impl Sweep>) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(sweep(Sweeper(Arc::downgrade(of))));
    }
}

/// The task that sweeps, which may go with its runtime.
struct Sweeper<S: Sweep>(Weak<S>);

impl<S: Sweep> Drop for Sweeper<S> {
    fn drop(&mut self) {
        if let Some(of) = self.0.upgrade() {
            of.sweeper_gone();
        }
    }
}

/// Sweeps while there is anything to forget, and as long as anybody needs it.
async fn sweep<S: Sweep>(mut sweeper: Sweeper<S>) {
    loop {
        let Some(strong) = sweeper.0.upgrade() else {
            return;
        };
        let Some(next) = strong.sweep(Instant::now()) else {
            // It has been said, under the lock, that this is the end.
            sweeper.0 = Weak::new();
            return;
        };
        let earlier = strong.deadline_is_earlier();
        // Not kept while waiting: what has the runs goes with the last of its users.
        drop(strong);
        tokio::select! {
            () = tokio::time::sleep_until(next + COARSENESS) => {}
            () = earlier.notified() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn id(number: u64) -> RunId {
        let mut bits = [0; 16];
        bits[..8].copy_from_slice(&number.to_le_bytes());
        RunId::from_bits(bits)
    }

    fn key(text: &str) -> Key {
        Key {
            job: "a",
            owner: None,
            text: text.into(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn each_is_forgotten_when_its_own_time_is_over() {
        let (mut ended, now) = (Ended::default(), Instant::now());
        assert!(ended.push(id(1), None, 10, now, MINUTE * 2).is_empty());
        assert!(
            ended
                .push(id(2), Some(key("k")), 10, now, MINUTE)
                .is_empty()
        );
        assert_eq!(ended.due(now), []);
        assert_eq!(
            ended.due(now + MINUTE),
            [Forget::Run(id(2)), Forget::Key(key("k"))]
        );
        assert_eq!(ended.due(now + MINUTE * 2), [Forget::Run(id(1))]);
        assert_eq!((ended.whole, ended.bytes, ended.runs.len()), (0, 0, 0));
        assert_eq!(ended.next_sweep(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_make_room_and_leave_their_keys() {
        let (mut ended, now) = (Ended::default(), Instant::now());
        ended.push(id(0), Some(key("first")), 1, now, MINUTE);
        for number in 1..MAX_RUNS as u64 {
            assert!(ended.push(id(number), None, 1, now, MINUTE).is_empty());
        }
        for number in 0..3 {
            let pushed = ended.push(id(5000 + number), None, 1, now, MINUTE);
            assert_eq!(pushed, [Forget::Run(id(number))]);
        }
        assert_eq!(ended.runs.len(), MAX_RUNS + 1);
        assert_eq!(ended.deadlines.len(), MAX_RUNS + 1);
        let due = ended.due(now + MINUTE);
        assert_eq!(due.len(), MAX_RUNS + 1);
        assert_eq!(due[0], Forget::Key(key("first")));
        assert_eq!((ended.whole, ended.bytes, ended.runs.len()), (0, 0, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_are_bounded_too() {
        let (mut ended, now) = (Ended::default(), Instant::now());
        ended.push(id(1), None, MAX_BYTES / 2, now, Duration::MAX);
        assert!(
            ended
                .push(id(2), None, MAX_BYTES / 2, now, MINUTE)
                .is_empty()
        );
        assert_eq!(
            ended.push(id(3), None, MAX_BYTES / 2, now, MINUTE),
            [Forget::Run(id(1))]
        );
        // One that is too large all by itself is not remembered at all.
        let pushed = ended.push(id(4), None, MAX_BYTES + 1, now, MINUTE);
        assert_eq!(pushed.len(), 3);
        assert_eq!((ended.whole, ended.bytes), (0, 0));
    }

    /// What never has anything to forget before a minute is over.
    #[derive(Default)]
    struct Remembering(Arc<Notify>);

    impl Sweep for Remembering {
        fn sweep(&self, now: Instant) -> Option<Instant> {
            self.0.notify_one();
            Some(now + MINUTE)
        }

        fn sweeper_gone(&self) {}

        fn deadline_is_earlier(&self) -> Arc<Notify> {
            Arc::default()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_remembered_goes_with_the_last_that_needs_it() {
        let remembering = Arc::new(Remembering::default());
        let swept = remembering.0.clone();
        spawn_sweeper(&remembering);
        swept.notified().await;
        // The sweeper waits for its next deadline now.
        tokio::task::yield_now().await;
        assert_eq!(Arc::strong_count(&remembering), 1);
    }
}
