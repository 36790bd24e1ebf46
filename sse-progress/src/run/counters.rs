//! The numbers that the position of a bar is the sum of.

use std::sync::Arc;

use crate::sync::{AtomicU64, Ordering};

/// How many reporters of one bar have a counter of their own at a time. More than that rarely run
/// at once, and each takes 256 bytes until the bar goes.
pub(crate) const MAX_OWN: usize = 64;

/// What one reporter has counted, or several that share it.
///
/// The core that counts needs the cache line of its counter to itself. It is 64 bytes long, and
/// processors fetch two at once.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    // What is said about these orderings is in `Unread`.
    #[inline]
    pub(crate) fn add(&self, delta: u64) {
        self.0.fetch_add(delta, Ordering::SeqCst);
    }

    /// For the only one that writes to it. In no order with anything else.
    #[inline]
    pub(crate) fn store(&self, count: u64) {
        self.0.store(count, Ordering::Relaxed);
    }

    pub(crate) fn load(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// All counters of a bar. They are behind its lock, which makes the end of one owner come before
/// the beginning of the next.
///
/// A counter that is given back keeps what was counted, and its next owner goes on from there. So
/// nothing ever moves from one to another, and their sum is right at any time.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    all: Vec<Arc<Counter>>,
    free: Vec<Arc<Counter>>,
    /// For those that find no free one.
    shared: Option<Arc<Counter>>,
}

impl Counters {
    /// A counter that nobody else writes to, to be given back; none if there are too many.
    pub(crate) fn claim(&mut self) -> Option<Arc<Counter>> {
        if let Some(counter) = self.free.pop() {
            return Some(counter);
        }
        if self.all.len() >= MAX_OWN {
            return None;
        }
        let counter = Arc::<Counter>::default();
        self.all.push(counter.clone());
        Some(counter)
    }

    pub(crate) fn give_back(&mut self, counter: Arc<Counter>) {
        // Needed for loom only: an iterator may have owned this counter and written it `Relaxed`, and
        // its next owner may be a handle, which relies on `SeqCst`. In the memory model of C++ and
        // Rust it is enough that the handle's own writes are `SeqCst`. loom orders a value only
        // if all writes to it were, so this writes the last one again.
        counter.0.store(counter.load(), Ordering::SeqCst);
        self.free.push(counter);
    }

    /// A counter that others write to as well.
    pub(crate) fn share(&mut self) -> Arc<Counter> {
        self.shared.get_or_insert_default().clone()
    }

    /// It wraps around.
    pub(crate) fn sum(&self) -> u64 {
        let counters = self.all.iter().chain(&self.shared);
        counters.fold(0, |sum, counter| sum.wrapping_add(counter.load()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_stays_when_a_counter_is_given_back() {
        let mut counters = Counters::default();
        for _ in 0..10 * MAX_OWN {
            let counter = counters.claim().unwrap();
            counter.add(1);
            counters.give_back(counter);
        }
        assert_eq!(counters.sum(), 10 * MAX_OWN as u64);
        assert_eq!(counters.all.len(), 1);
    }

    #[test]
    fn so_many_have_one_of_their_own_and_the_others_share() {
        let mut counters = Counters::default();
        let own: Vec<_> = std::iter::from_fn(|| counters.claim()).collect();
        assert_eq!(own.len(), MAX_OWN);
        counters.share().add(1);
        counters.share().add(1);
        own[7].add(1);
        assert_eq!(counters.sum(), 3);
    }
}
