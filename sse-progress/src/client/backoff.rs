//! How long to wait before the next attempt.

use std::time::Duration;

/// How long a watch waits before it reconnects, until the server says how long.
pub const DEFAULT_RETRY: Duration = Duration::from_secs(2);

/// The shortest wait before a reconnect, whatever the server says.
pub const MIN_RETRY: Duration = Duration::from_millis(100);

/// The longest wait before a reconnect that a server's `retry` brings about.
pub const MAX_RETRY: Duration = Duration::from_secs(60);

/// The longest wait between two attempts that fail, unless `retry` or `Retry-After` is longer.
pub const MAX_BACKOFF: Duration = Duration::from_secs(30);

/// Waits, from the server's hint and the number of failures in a row.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    retry: Duration,
    failures: u32,
}

impl Backoff {
    pub(super) fn new() -> Self {
        Self {
            retry: DEFAULT_RETRY,
            failures: 0,
        }
    }

    /// The server's `retry`, within our bounds.
    pub(super) fn set_retry(&mut self, retry: Duration) {
        self.retry = retry.clamp(MIN_RETRY, MAX_RETRY);
    }

    /// After a connection that worked: as long as the server has asked for.
    ///
    /// It spreads its hints, so that clients which were cut off together do not return together.
    pub(super) fn after_success(&mut self) -> Duration {
        self.failures = 0;
        self.retry
    }

    /// After an attempt that brought nothing: up to twice as long each time, by `random` from 0
    /// to 1 of it, and not before what the server asks for.
    pub(super) fn after_failure(&mut self, retry_after: Option<Duration>, random: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(self.failures);
        self.failures = self.failures.saturating_add(1);
        let ceiling = self.retry.saturating_mul(doubled);
        let ceiling = ceiling.min(MAX_BACKOFF.max(self.retry));
        let wait = ceiling.mul_f64(random.clamp(0.0, 1.0)).max(MIN_RETRY);
        wait.max(retry_after.unwrap_or_default())
    }
}

/// A random number from 0 to 1.
pub(super) fn random() -> f64 {
    let mut bytes = [0; 4];
    // If the system has no random numbers, the bytes stay 0, which is the shortest wait.
    let _ = getrandom::fill(&mut bytes);
    f64::from(u32::from_ne_bytes(bytes)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_ceiling_doubles_up_to_its_bound() {
        let mut backoff = Backoff::new();
        backoff.set_retry(SECOND);
        let waits: Vec<u64> = (0..8)
            .map(|_| backoff.after_failure(None, 1.0).as_secs())
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(backoff.after_success(), SECOND);
        assert_eq!(backoff.after_failure(None, 1.0), SECOND);
    }

    #[test]
    fn the_jitter_is_full() {
        let mut backoff = Backoff::new();
        assert_eq!(backoff.after_failure(None, 0.0), MIN_RETRY);
        assert_eq!(backoff.after_failure(None, 0.5), DEFAULT_RETRY);
    }

    #[test]
    fn a_hint_is_honored_within_bounds() {
        let mut backoff = Backoff::new();
        for (hint, wait) in [
            (Duration::ZERO, MIN_RETRY),
            (SECOND, SECOND),
            (Duration::MAX, MAX_RETRY),
        ] {
            backoff.set_retry(hint);
            assert_eq!(backoff.after_success(), wait);
        }
        // It stays the least ceiling, also where it is longer than the longest of ours.
        assert_eq!(backoff.after_failure(None, 1.0), MAX_RETRY);
    }

    proptest! {
        #[test]
        fn no_wait_is_out_of_bounds(
            retry: Duration,
            failures in 0..200_u32,
            random: f64,
            retry_after in 0..120_u64,
        ) {
            let retry_after = Duration::from_secs(retry_after);
            let mut backoff = Backoff::new();
            backoff.set_retry(retry);
            for _ in 0..failures {
                backoff.after_failure(None, 0.5);
            }
            let random = if random.is_nan() { 0.0 } else { random };
            let wait = backoff.after_failure(Some(retry_after), random);
            prop_assert!(wait >= MIN_RETRY.max(retry_after));
            prop_assert!(wait <= MAX_RETRY.max(retry_after));
        }

        #[test]
        fn random_numbers_are_shares(_: u8) {
            prop_assert!((0.0..=1.0).contains(&random()));
        }
    }
}
