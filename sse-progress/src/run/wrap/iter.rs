//! Iterators.

use std::iter::FusedIterator;

use crate::run::Progress;
use crate::run::steps::Steps;

/// An iterator that moves a bar: see [`Progress::wrap_iter`].
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless they are consumed"]
pub struct WrapIter<I> {
    items: I,
    /// What its counter says.
    count: u64,
    counting: Box<Counting>,
    /// An item has been handed out and is not counted yet.
    working: bool,
}

/// What is needed beside the count. It is in a box, so that all that a loop has at hand is numbers and
/// a pointer, which the compiler keeps in registers: nobody is given the address of the iterator.
#[derive(Clone, Debug)]
struct Counting {
    progress: Progress,
    steps: Steps,
}

impl<I: Iterator> WrapIter<I> {
    pub(super) fn new(progress: Progress, items: I) -> Self {
        progress.suggest_length(items.size_hint());
        Self::of_known_length(progress, items)
    }

    /// Items that the bar's length knows already.
    pub(super) fn of_known_length(progress: Progress, items: I) -> Self {
        Self {
            items,
            count: 0,
            counting: Box::new(Counting {
                progress,
                steps: Steps::New,
            }),
            working: false,
        }
    }
}

impl<I> WrapIter<I> {
    #[inline]
    fn count(&mut self, next: impl FnOnce(&mut I) -> Option<I::Item>) -> Option<I::Item>
    where
        I: Iterator,
    {
        if self.working {
            let Counting { progress, steps } = &mut *self.counting;
            self.count = progress.step(steps, self.count.wrapping_add(1));
        }
        let item = next(&mut self.items);
        self.working = item.is_some();
        item
    }
}

impl<I: Iterator> Iterator for WrapIter<I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        self.count(Iterator::next)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl<I: DoubleEndedIterator> DoubleEndedIterator for WrapIter<I> {
    #[inline]
    fn next_back(&mut self) -> Option<I::Item> {
        self.count(DoubleEndedIterator::next_back)
    }
}

impl<I: ExactSizeIterator> ExactSizeIterator for WrapIter<I> {}

impl<I: FusedIterator> FusedIterator for WrapIter<I> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_counts_when_the_next_is_asked_for() {
        let progress = Progress::hidden();
        let mut items = progress.wrap_iter(0..3);
        assert_eq!(progress.length(), Some(3));
        items.next();
        assert_eq!(progress.position(), 0);
        items.next_back();
        assert_eq!(progress.position(), 1);
        drop(items);
        assert_eq!(progress.position(), 1);
    }

    #[test]
    fn all_count_at_the_end() {
        let progress = Progress::hidden();
        assert_eq!(progress.wrap_iter(vec!['a', 'b']).count(), 2);
        assert_eq!(progress.position(), 2);
    }

    #[test]
    fn any_number_of_them_count_at_once() {
        let progress = Progress::hidden();
        let mut some: Vec<_> = (0..100).map(|_| progress.wrap_iter(0..3)).collect();
        for items in &mut some {
            items.next();
            items.next();
        }
        assert_eq!(progress.position(), 100);
        // Clones go on from the same item, and have not counted anything.
        let more: u64 = some
            .clone()
            .into_iter()
            .map(|items| items.count() as u64)
            .sum();
        assert_eq!((more, progress.position()), (100, 300));
        drop(some);
        progress.inc(1);
        progress.clone().inc(1);
        assert_eq!(progress.position(), 302);
    }

    #[test]
    fn a_length_that_was_set_or_is_not_known_is_left_alone() {
        let progress = Progress::hidden();
        let _ = progress.wrap_iter((0..9).filter(|n| n % 2 == 0));
        assert_eq!(progress.length(), None);
        progress.set_length(4);
        let _ = progress.wrap_iter(0..9);
        assert_eq!(progress.length(), Some(4));
    }
}
