//! Which processes live.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// What is known of the leases of other processes.
///
/// A lease that has run out is not believed at once. After a restart of Redis, or a time in which it
/// could not be reached, the leases of all processes have run out, and each needs a moment to renew
/// its own. So a process is dead when its lease was missing for a while in which Redis has answered.
#[derive(Debug)]
pub(super) struct Liveness {
    patience: Duration,
    missing_since: Mutex<HashMap<String, Instant>>,
}

impl Liveness {
    pub(super) fn for_lease(lease: Duration) -> Self {
        /// After Redis has come back, a process needs the longest time between two tries to connect, and
        /// a round trip, until its lease is there again; on a busy machine a little more.
        const LEAST: Duration = Duration::from_secs(1);
        Self {
            patience: LEAST.max(lease / 5),
            missing_since: Mutex::default(),
        }
    }

    /// For how long something may be missing while Redis answers, before it is believed to be gone.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// Redis has not answered: what was missing before may have come back unseen.
    pub(super) fn forget(&self) {
        self.lock().clear();
    }

    /// What Redis has answered about each process: whether its lease is there.
    pub(super) fn seen<'a>(
        &self,
        now: Instant,
        processes: impl IntoIterator<Item = (&'a str, bool)>,
    ) {
        let mut missing = self.lock();
        let mut seen = HashMap::new();
        for (process, lives) in processes {
            if !lives {
                let since = missing.get(process).copied().unwrap_or(now);
                seen.insert(process.to_owned(), since);
            }
        }
        *missing = seen;
    }

    /// Whether the process is dead, as far as is known.
    pub(super) fn is_dead(&self, process: &str, now: Instant) -> bool {
        let since = self.lock().get(process).copied();
        since.is_some_and(|since| now.saturating_duration_since(since) >= self.patience)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Instant>> {
        self.missing_since
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::connection::BACKOFF;
    use super::*;

    const LEASE: Duration = Duration::from_secs(15);
    const PATIENCE: Duration = Duration::from_secs(3);

    #[test]
    fn a_process_is_dead_when_its_lease_stays_away_while_redis_answers() {
        let (liveness, start) = (Liveness::for_lease(LEASE), Instant::now());
        assert!(!liveness.is_dead("a", start));
        liveness.seen(start, [("a", false), ("b", true)]);
        let later = start + PATIENCE;
        assert!(!liveness.is_dead("a", later - Duration::from_millis(1)));
        liveness.seen(later, [("a", false), ("b", false)]);
        assert!(liveness.is_dead("a", later));
        assert!(!liveness.is_dead("b", later));

        // It is back.
        liveness.seen(later, [("a", true)]);
        assert!(!liveness.is_dead("a", later + PATIENCE));
    }

    // After a restart of Redis every lease is missing, and the first to look would have ended all runs.
    #[test]
    fn while_redis_does_not_answer_nobody_dies() {
        let (liveness, start) = (Liveness::for_lease(LEASE), Instant::now());
        liveness.seen(start, [("a", false)]);
        liveness.forget();
        let later = start + PATIENCE * 10;
        liveness.seen(later, [("a", false)]);
        assert!(!liveness.is_dead("a", later));
        assert!(liveness.is_dead("a", later + PATIENCE));
    }

    // A fifth of a short lease was less than the time between two tries to connect: the process that had
    // reached Redis first ended the runs of the others.
    #[test]
    fn a_short_lease_leaves_time_to_come_back() {
        let (liveness, start) = (
            Liveness::for_lease(Duration::from_millis(1500)),
            Instant::now(),
        );
        liveness.seen(start, [("a", false)]);
        assert!(!liveness.is_dead("a", start + BACKOFF.1 * 3));
        assert!(liveness.is_dead("a", start + Duration::from_secs(1)));
    }
}
