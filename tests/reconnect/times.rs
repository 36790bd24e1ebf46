//! How long things took.

use std::time::Duration;

/// Collected times, to be told in two numbers.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// The time within which so many percent were done.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
    }

    /// Prints the median and the 99th percentile.
    pub(crate) fn print(&self, what: &str) {
        println!(
            "{what}: {} tries, p50 {:?}, p99 {:?}",
            self.0.len(),
            self.percentile(50),
            self.percentile(99)
        );
    }
}
