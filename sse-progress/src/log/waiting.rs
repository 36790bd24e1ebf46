//! The readers that have read everything and wait for a log to change.

use std::task::Waker;

use slab::Slab;

/// The wakers of the readers that wait, each once. All of them are woken by the next change, and
/// whoever still has to wait then enters anew.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    wakers: Slab<Waker>,
    /// How often all have been woken: a [`Place`] of an earlier round is not theirs any more.
    round: u64,
}

/// Where one reader stands among those that wait, if it does.
#[derive(Debug, Default)]
pub(crate) struct Place(Option<(u64, usize)>);

impl Waiting {
    /// Has the reader woken by the next change. To enter again changes its waker.
    pub(super) fn enter(&mut self, place: &mut Place, waker: &Waker) {
        match place.0 {
            Some((round, key)) if round == self.round => self.wakers[key].clone_from(waker),
            _ => place.0 = Some((self.round, self.wakers.insert(waker.clone()))),
        }
    }

    /// The reader waits no more. A waker keeps the memory of its task, so one that nobody needs
    /// must not lie here until the next change, which may never come.
    pub(super) fn leave(&mut self, place: &mut Place) {
        let here = place.0.take().filter(|(round, _)| *round == self.round);
        if let Some((_, key)) = here {
            self.wakers.remove(key);
        }
    }

    /// Whether anybody waits.
    pub(super) fn is_empty(&self) -> bool {
        self.wakers.is_empty()
    }

    /// All that wait, to be woken when the lock around this has been given back. `room` is an
    /// empty list from an earlier change: with it, waiting for the next needs no new memory.
    pub(super) fn take(&mut self, room: Woken) -> Woken {
        self.round += 1;
        Woken(std::mem::replace(&mut self.wakers, room.0))
    }
}

/// The wakers of one round.
#[derive(Debug, Default)]
pub(super) struct Woken(Slab<Waker>);

impl Woken {
    /// Wakes all, which leaves it empty.
    pub(super) fn wake(&mut self) {
        for waker in self.0.drain() {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn woken(count: &Count) -> usize {
        count.0.load(Ordering::SeqCst)
    }

    #[test]
    fn whoever_waits_is_woken_once_and_by_its_newest_waker() {
        let counts = [(); 3].map(|()| Arc::<Count>::default());
        let wakers = counts.clone().map(Waker::from);
        let mut waiting = Waiting::default();
        let (mut first, mut second) = (Place::default(), Place::default());
        waiting.enter(&mut first, &wakers[0]);
        waiting.enter(&mut second, &wakers[1]);
        waiting.enter(&mut second, &wakers[2]);
        let mut round = waiting.take(Woken::default());
        assert!(waiting.is_empty());
        round.wake();
        assert_eq!(counts.each_ref().map(|count| woken(count)), [1, 0, 1]);

        // The places of that round mean nothing in the next.
        waiting.enter(&mut first, &wakers[0]);
        waiting.leave(&mut second);
        waiting.take(round).wake();
        assert_eq!(counts.each_ref().map(|count| woken(count)), [2, 0, 1]);
    }

    #[test]
    fn whoever_leaves_leaves_nothing_behind() {
        let count = Arc::<Count>::default();
        let waker = Waker::from(count.clone());
        let mut waiting = Waiting::default();
        let mut place = Place::default();
        waiting.enter(&mut place, &waker);
        waiting.leave(&mut place);
        waiting.leave(&mut place);
        drop(waker);
        assert!(waiting.is_empty());
        assert_eq!(Arc::strong_count(&count), 1);
    }
}
