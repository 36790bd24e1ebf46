//! Whether a bar shows something that the sampler has not read.

use crate::sync::{AtomicU8, Ordering};

/// The sampler has read the bar. Whoever changes it has to wake the sampler.
const READ: u8 = 0;

/// The sampler has been woken.
const UNREAD: u8 = 1;

/// The sampler has been woken, and the steps of an iterator come faster than it looks.
const STREAMING: u8 = 2;

/// How the reporters of a bar and the sampler keep each other from missing anything.
///
/// A handle first writes what is new and then looks at this mark, which it raises if it finds it
/// down. The sampler first lowers the mark and then reads the bar. All four are in one order
/// (`SeqCst`), so either the handle finds the mark down and wakes the sampler, or the sampler sees
/// what is new.
///
/// An [iterator](super::steps::Steps) has no time for that: a write that is in one order with others
/// takes longer than a short step. It writes in no order, and its first two steps since the bar was
/// read raise the mark by one each, which takes along all that was written before. From then on the
/// mark says `STREAMING`, and as long as a step finds it so, it does no more. Such a write may still be
/// on its way from one core to the other when the sampler looks, and the next step may not have
/// seen yet that the mark is down. So when the sampler lowers a mark that says `STREAMING`, it looks
/// once more an interval later. By then both have arrived: it sees what was written before it lowered
/// the mark, and what was written since has found the mark down. An iterator that has come to a halt
/// costs this one look and no more.
#[derive(Debug, Default)]
pub(crate) struct Unread(AtomicU8);

impl Unread {
    /// To be called by a handle after a change. Returns whether the sampler has to be woken: for the
    /// first change since it has read the bar, and for no other.
    #[inline]
    pub(crate) fn touch(&self) -> bool {
        self.0.load(Ordering::SeqCst) == READ && self.raise()
    }

    #[cold]
    fn raise(&self) -> bool {
        let raised = self
            .0
            .compare_exchange(READ, UNREAD, Ordering::SeqCst, Ordering::SeqCst);
        raised.is_ok()
    }

    /// To be asked by an iterator after each step: whether that is all.
    #[inline]
    pub(crate) fn is_streaming(&self) -> bool {
        self.0.load(Ordering::Relaxed) == STREAMING
    }

    /// To be called by an iterator after a step, if that is not all. Returns whether the sampler has
    /// to be woken.
    ///
    /// It writes the mark even if that says `STREAMING` by now: whoever lowers it sees the step then.
    #[cold]
    pub(crate) fn stream(&self) -> bool {
        let before = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |mark| {
                Some(STREAMING.min(mark + 1))
            });
        before == Ok(READ)
    }

    /// To be called before the bar is read. Returns whether the sampler has to look again, an
    /// interval later.
    pub(crate) fn lower(&self) -> bool {
        self.0.swap(READ, Ordering::SeqCst) == STREAMING
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sampler_is_woken_once_and_looks_twice_at_a_stream() {
        let mark = Unread::default();
        assert_eq!([mark.touch(), mark.touch()], [true, false]);
        assert!(!mark.lower());
        // One step each time that the bar is read.
        assert!(mark.stream());
        assert!(!mark.lower());
        // And more than one.
        assert_eq!(
            [mark.stream(), mark.stream(), mark.stream()],
            [true, false, false]
        );
        assert!(mark.is_streaming());
        assert!(!mark.touch());
        assert!(mark.lower());
        assert!(!mark.lower());
    }
}
