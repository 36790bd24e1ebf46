//! Rate and time to go, smoothed, and withheld until they mean something.

use std::time::{Duration, Instant};

/// Older movement counts for less: by a factor of e for each such span.
const MEMORY: Duration = Duration::from_secs(10);

/// A bar that does not move for so many times as long as its last step took stands still.
const PATIENCE: u32 = 3;

/// A rate needs so much time behind it.
const RATE_AFTER: Duration = Duration::from_millis(500);

/// An ETA needs more, since it is what people plan by.
const ETA_AFTER: Duration = Duration::from_secs(1);

/// Follows the position of one bar.
///
/// The rate is an exponentially weighted mean over time. The weight that has been given away so
/// far is divided out, so that a young estimate is not drawn towards zero.
#[derive(Clone, Debug)]
pub(crate) struct Estimate {
    started: Instant,
    /// When it was last asked for.
    seen: Instant,
    /// When the bar last moved, or was found to stand still.
    time: Instant,
    /// How long it took to move, the last time that it did: nothing for a bar that stands still.
    step: Option<Duration>,
    position: u64,
    mean: f64,
}

impl Estimate {
    pub(crate) fn new(now: Instant, position: u64) -> Self {
        Self {
            started: now,
            seen: now,
            time: now,
            step: None,
            position,
            mean: 0.0,
        }
    }

    /// Takes note of where the bar stands. A bar that went back starts the estimate anew.
    pub(crate) fn record(&mut self, now: Instant, position: u64) {
        if position < self.position {
            *self = Self::new(now, position);
            return;
        }
        self.seen = now;
        let span = now.saturating_duration_since(self.time);
        let moves = position > self.position;
        // A bar of few, long steps does not stand still between them.
        let waits = |step: Duration| span < step.saturating_mul(PATIENCE);
        if span.is_zero() || (!moves && self.step.is_none_or(waits)) {
            return;
        }
        self.step = Some(if moves { span } else { Duration::ZERO });
        // Positions beyond 2^53 lose digits here, which no rate shows.
        #[allow(clippy::cast_precision_loss, reason = "a rate is an estimate")]
        let moved = (position - self.position) as f64;
        let rate = moved / span.as_secs_f64();
        self.mean = rate + (self.mean - rate) * fading(span);
        self.time = now;
        self.position = position;
    }

    /// Units per second.
    pub(crate) fn rate(&self) -> Option<f64> {
        let age = self.age();
        if age < RATE_AFTER {
            return None;
        }
        Some(self.mean / (1.0 - fading(age)))
    }

    /// Time until `length` is reached; none if it is passed, or if the bar stands still.
    pub(crate) fn eta(&self, length: Option<u64>) -> Option<Duration> {
        let rate = self.rate()?;
        let length = length?;
        if self.age() < ETA_AFTER || rate <= 0.0 || self.position > length {
            return None;
        }
        #[allow(clippy::cast_precision_loss, reason = "a time to go is an estimate")]
        let left = (length - self.position) as f64;
        // Fails for what no duration can hold, which is not worth showing.
        let from_then = Duration::try_from_secs_f64(left / rate).ok()?;
        Some(from_then.saturating_sub(self.seen.saturating_duration_since(self.time)))
    }

    fn age(&self) -> Duration {
        self.time.saturating_duration_since(self.started)
    }
}

/// The share of an old weight that is left after `span`.
fn fading(span: Duration) -> f64 {
    (-span.as_secs_f64() / MEMORY.as_secs_f64()).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn steady(rate: u64, seconds: u64) -> (Estimate, Instant) {
        let start = Instant::now();
        let mut estimate = Estimate::new(start, 0);
        for tick in 1..=seconds * 10 {
            estimate.record(start + Duration::from_millis(tick * 100), tick * rate / 10);
        }
        (estimate, start + Duration::from_secs(seconds))
    }

    #[test]
    fn a_steady_bar_has_its_rate_and_the_right_time_to_go() {
        let (estimate, _) = steady(20, 5);
        assert!((estimate.rate().unwrap() - 20.0).abs() < 0.01);
        let eta = estimate.eta(Some(200)).unwrap();
        assert!((eta.as_secs_f64() - 5.0).abs() < 0.01, "{eta:?}");
    }

    #[test]
    fn a_young_bar_has_neither() {
        let start = Instant::now();
        let mut estimate = Estimate::new(start, 0);
        estimate.record(start + Duration::from_millis(100), 1_000_000);
        assert_eq!(
            (estimate.rate(), estimate.eta(Some(2_000_000))),
            (None, None)
        );
        estimate.record(start + Duration::from_millis(600), 1_000_000);
        assert!(estimate.rate().is_some());
        assert_eq!(estimate.eta(Some(2_000_000)), None);
    }

    #[test]
    fn the_time_to_go_counts_down_between_long_steps() {
        let start = Instant::now();
        let mut estimate = Estimate::new(start, 0);
        let mut last = None;
        // Ten steps of two seconds, looked at ten times a second.
        for tick in 1..=190u64 {
            estimate.record(start + Duration::from_millis(tick * 100), tick / 20);
            let eta = estimate.eta(Some(10));
            if tick > 60 {
                let left = 20.0 - tick as f64 / 10.0;
                let eta = eta.unwrap().as_secs_f64();
                assert!((eta - left).abs() < 0.5, "{eta} at {tick}, {left} left");
                assert!(
                    last.is_none_or(|last| eta < last + 0.3),
                    "{last:?} to {eta}"
                );
                last = Some(eta);
            }
        }
    }

    #[test]
    fn a_bar_that_stops_slows_down() {
        let (mut estimate, now) = steady(100, 5);
        for second in 1..=60 {
            estimate.record(now + Duration::from_secs(second), 500);
        }
        assert!(estimate.rate().unwrap() < 1.0);
    }

    #[test]
    fn it_forgets_how_fast_it_once_was() {
        let (mut estimate, now) = steady(100, 30);
        for second in 1..=60 {
            estimate.record(now + Duration::from_secs(second), 3000 + second);
        }
        assert!((estimate.rate().unwrap() - 1.0).abs() < 0.5);
    }

    #[test]
    fn a_bar_that_stands_still_or_is_over_has_no_time_to_go() {
        let (estimate, _) = steady(0, 5);
        assert_eq!(estimate.eta(Some(10)), None);
        let (estimate, _) = steady(10, 5);
        assert_eq!(estimate.eta(Some(10)), None);
        assert_eq!(estimate.eta(None), None);
    }

    proptest! {
        #[test]
        fn no_history_makes_it_panic_or_leave_the_numbers(
            steps in prop::collection::vec((0..100_000u64, any::<u64>()), 0..40),
            length: Option<u64>,
        ) {
            let mut now = Instant::now();
            let mut estimate = Estimate::new(now, 0);
            for (millis, position) in steps {
                now += Duration::from_millis(millis);
                estimate.record(now, position);
                if let Some(rate) = estimate.rate() {
                    prop_assert!(rate.is_finite() && rate >= 0.0);
                }
                let _ = estimate.eta(length);
            }
        }
    }
}
