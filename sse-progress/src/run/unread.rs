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
/// What a handle changes (`inc`, `set_message`) is right by ordering: it is seen whatever the timing.
/// The steps of an [iterator](super::steps::Steps) are right by time and not by ordering: what was
/// written has arrived an interval later.
///
/// | mark | a handle's change | a step of an iterator | the sampler |
/// |---|---|---|---|
/// | `READ` | raises it to `UNREAD`, wakes the sampler | the same | waits to be woken |
/// | `UNREAD` | does no more | raises it to `STREAMING` | lowers it and reads the bar |
/// | `STREAMING` | does no more | does no more | lowers it, reads the bar, and again an interval later |
///
/// **A handle** first writes what is new and then looks at the mark. The sampler first lowers the mark
/// and then reads the bar. All four are in one order (`SeqCst`), so either the handle finds the mark
/// down and wakes the sampler, or the sampler sees what is new.
///
/// **An iterator** writes in no order (`Relaxed`), since a `SeqCst` write takes longer than a short
/// step. Its first two steps since the bar was read raise the mark, and with the mark all that they
/// wrote before is seen. Later steps only find `STREAMING` there. When the sampler then lowers the
/// mark, two things may still be on their way between the cores: a step that was just written, and the
/// news for the next step that the mark is down. Both have arrived an interval later. The second look
/// sees the steps written before the mark was lowered; the steps after it have found the mark down and
/// raised it anew. An iterator that has come to a halt costs this one extra look.
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
