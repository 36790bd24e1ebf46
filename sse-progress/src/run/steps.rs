//! How an iterator counts.

use std::fmt;
use std::sync::Arc;

use super::bar::Bar;
use super::reporter::Lease;

/// What moves a bar by one unit again and again, for whoever has it alone.
///
/// Nobody else writes to its [counter](super::counters), so that a step is no atomic operation but
/// a store and a load: see [`Unread`](super::unread::Unread).
pub(crate) enum Steps {
    /// It has not counted yet, and costs nothing.
    New,
    /// What the counter says, which is not read again.
    Own { lease: Lease, count: u64 },
    /// There are too many, and this one counts as a handle does.
    Shared(Lease),
}

impl Steps {
    /// Returns whether the sampler has to be woken.
    #[inline]
    pub(crate) fn step(&mut self, bar: &Arc<Bar>) -> bool {
        if let Self::Own { lease, count } = self {
            *count = count.wrapping_add(1);
            lease.counter().store(*count);
            return !bar.unread().is_streaming() && bar.unread().stream();
        }
        self.other_step(bar)
    }

    #[cold]
    fn other_step(&mut self, bar: &Arc<Bar>) -> bool {
        if let Self::New = self {
            let lease = Lease::new(bar);
            *self = match lease.is_own() {
                true => Self::Own {
                    count: lease.counter().load(),
                    lease,
                },
                false => Self::Shared(lease),
            };
        }
        match self {
            Self::New => false,
            Self::Own { .. } => self.step(bar),
            Self::Shared(lease) => {
                lease.counter().add(1);
                bar.unread().touch()
            }
        }
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
