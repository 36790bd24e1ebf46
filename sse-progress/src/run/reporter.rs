//! How a handle counts.

use std::fmt;
use std::sync::Arc;

use crate::sync::OnceLock;

use super::bar::Bar;
use super::counters::Counter;

/// What moves a bar, from any thread.
///
/// It has a [counter](super::counters) of its own from the first time that it counts. Threads that
/// count with a clone each do not meet; those that share one by reference do.
pub(crate) struct Reporter {
    bar: Arc<Bar>,
    counter: OnceLock<Lease>,
}

/// A counter, until it is given back.
pub(crate) struct Lease {
    bar: Arc<Bar>,
    counter: Arc<Counter>,
    own: bool,
}

impl Reporter {
    pub(crate) fn new(bar: Arc<Bar>) -> Self {
        Self {
            bar,
            counter: OnceLock::new(),
        }
    }

    #[inline]
    pub(crate) fn bar(&self) -> &Arc<Bar> {
        &self.bar
    }

    /// Returns whether the sampler has to be woken.
    #[inline]
    pub(crate) fn inc(&self, delta: u64) -> bool {
        let lease = match self.counter.get() {
            Some(lease) => lease,
            None => self.begin(),
        };
        lease.counter.add(delta);
        self.bar.unread().touch()
    }

    #[cold]
    fn begin(&self) -> &Lease {
        self.counter.get_or_init(|| Lease::new(&self.bar))
    }
}

/// A clone counts by itself.
impl Clone for Reporter {
    fn clone(&self) -> Self {
        Self::new(self.bar.clone())
    }
}

impl Lease {
    pub(crate) fn new(bar: &Arc<Bar>) -> Self {
        let (counter, own) = bar.claim();
        Self {
            bar: bar.clone(),
            counter,
            own,
        }
    }

    /// Whether nobody else writes to the counter.
    pub(crate) fn is_own(&self) -> bool {
        self.own
    }

    #[inline]
    pub(crate) fn counter(&self) -> &Counter {
        &self.counter
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.own {
            self.bar.give_back(self.counter.clone());
        }
    }
}

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reporter").finish_non_exhaustive()
    }
}
