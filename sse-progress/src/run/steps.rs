//! How an iterator counts.

use std::fmt;
use std::sync::Arc;

use super::bar::Bar;
use super::reporter::Lease;

/// What moves a bar by one unit again and again, for whoever has it alone.
///
/// Nobody else writes to its [counter](super::counters), so that a step is no atomic operation but
/// a store and a load: see [`Unread`](super::unread::Unread).
///
/// Whoever has it keeps the count, for the compiler to keep in a register.
pub(crate) enum Steps {
    /// It has not counted yet, and costs nothing.
    New,
    Own(Lease),
    /// There are too many, and this one counts as a handle does.
    Shared(Lease),
}

impl Steps {
    /// Counts on to `count`. Returns whether that is all; if not, [`tell`](Self::tell) is to be
    /// called with the same.
    #[inline]
    pub(crate) fn is_told(&self, bar: &Bar, count: u64) -> bool {
        let Self::Own(lease) = self else {
            return false;
        };
        lease.counter().store(count);
        bar.unread().is_streaming()
    }

    /// The rest of a step. Returns the count that the next step goes on from, and whether the sampler
    /// has to be woken.
    #[cold]
    pub(crate) fn tell(&mut self, bar: &Arc<Bar>, mut count: u64) -> (u64, bool) {
        if let Self::New = self {
            let lease = Lease::new(bar);
            if lease.is_own() {
                // From where its last owner was.
                count = lease.counter().load().wrapping_add(1);
                lease.counter().store(count);
                *self = Self::Own(lease);
            } else {
                *self = Self::Shared(lease);
            }
        }
        if let Self::Shared(lease) = self {
            lease.counter().add(1);
            return (count, bar.unread().touch());
        }
        (count, bar.unread().stream())
    }
}

/// A clone counts by itself.
impl Clone for Steps {
    fn clone(&self) -> Self {
        Self::New
    }
}

impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Steps").finish_non_exhaustive()
    }
}
