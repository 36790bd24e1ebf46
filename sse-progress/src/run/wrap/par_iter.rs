//! Parallel iterators of rayon.
//!
//! Rayon runs them in two ways. A consumer is split and its folders are handed one item after the
//! other; a producer is split and makes an ordinary iterator of each piece, for adaptors which need
//! to pull, such as `zip`. Either way each piece has a `Progress` of its own, so that threads count
//! without slowing each other down.

use std::borrow::Borrow;

use rayon::iter::plumbing::{Consumer, Folder, Producer, ProducerCallback, UnindexedConsumer};
use rayon::iter::{IndexedParallelIterator, ParallelIterator};

use crate::run::Progress;

use super::WrapIter;

/// `.progress_with(&progress)` for the parallel iterators of rayon, as indicatif's trait of the same
/// name has it.
///
/// An item counts when the work on it, all that follows in the chain, is done. The length is set if
/// none is and the iterator knows how many items it has.
///
/// ```
/// use rayon::prelude::*;
/// use sse_progress::{Cancelled, ParallelProgressIterator, Progress};
///
/// fn squares(progress: &Progress) -> Result<Vec<u64>, Cancelled> {
///     (0..1_000_u64)
///         .into_par_iter()
///         .progress_with(progress)
///         .map(|number| {
///             progress.checkpoint()?;
///             Ok(number * number)
///         })
///         .collect()
/// }
///
/// let progress = Progress::hidden();
/// assert_eq!(squares(&progress).unwrap()[999], 998_001);
/// assert_eq!((progress.position(), progress.length()), (1_000, Some(1_000)));
/// ```
pub trait ParallelProgressIterator: ParallelIterator {
    /// Counts the items.
    fn progress_with(self, progress: impl Borrow<Progress>) -> WrapParIter<Self> {
        let progress = progress.borrow().clone();
        let length = self.opt_len();
        progress.suggest_length((length.unwrap_or_default(), length));
        WrapParIter {
            items: self,
            progress,
        }
    }
}

impl<I: ParallelIterator> ParallelProgressIterator for I {}

/// A parallel iterator that moves a bar: see [`ParallelProgressIterator`].
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless they are consumed"]
pub struct WrapParIter<I> {
    items: I,
    progress: Progress,
}

impl<I: ParallelIterator> ParallelIterator for WrapParIter<I> {
    type Item = I::Item;

    fn drive_unindexed<C: UnindexedConsumer<I::Item>>(self, consumer: C) -> C::Result {
        self.items.drive_unindexed(Counting {
            inner: consumer,
            progress: self.progress,
        })
    }

    fn opt_len(&self) -> Option<usize> {
        self.items.opt_len()
    }
}

impl<I: IndexedParallelIterator> IndexedParallelIterator for WrapParIter<I> {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn drive<C: Consumer<I::Item>>(self, consumer: C) -> C::Result {
        self.items.drive(Counting {
            inner: consumer,
            progress: self.progress,
        })
    }

    fn with_producer<CB: ProducerCallback<I::Item>>(self, callback: CB) -> CB::Output {
        self.items.with_producer(Counting {
            inner: callback,
            progress: self.progress,
        })
    }
}

/// A part of rayon's machinery that counts what passes through it.
struct Counting<T> {
    inner: T,
    progress: Progress,
}

impl<T> Counting<T> {
    /// The same around two parts of what is inside.
    fn split(one: T, two: T, progress: Progress) -> (Self, Self) {
        let clone = progress.clone();
        let around = |inner, progress| Self { inner, progress };
        (around(one, clone), around(two, progress))
    }
}

impl<T, C: Consumer<T>> Consumer<T> for Counting<C> {
    type Folder = Counting<C::Folder>;
    type Reducer = C::Reducer;
    type Result = C::Result;

    fn split_at(self, index: usize) -> (Self, Self, Self::Reducer) {
        let (left, right, reducer) = self.inner.split_at(index);
        let (left, right) = Self::split(left, right, self.progress);
        (left, right, reducer)
    }

    fn into_folder(self) -> Self::Folder {
        Counting {
            inner: self.inner.into_folder(),
            progress: self.progress,
        }
    }

    fn full(&self) -> bool {
        self.inner.full()
    }
}

impl<T, C: UnindexedConsumer<T>> UnindexedConsumer<T> for Counting<C> {
    fn split_off_left(&self) -> Self {
        Self {
            inner: self.inner.split_off_left(),
            progress: self.progress.clone(),
        }
    }

    fn to_reducer(&self) -> Self::Reducer {
        self.inner.to_reducer()
    }
}

impl<T, F: Folder<T>> Folder<T> for Counting<F> {
    type Result = F::Result;

    fn consume(mut self, item: T) -> Self {
        // What follows in the chain works on the item in here.
        self.inner = self.inner.consume(item);
        self.progress.inc(1);
        self
    }

    fn complete(self) -> F::Result {
        self.inner.complete()
    }

    fn full(&self) -> bool {
        self.inner.full()
    }
}

impl<T, CB: ProducerCallback<T>> ProducerCallback<T> for Counting<CB> {
    type Output = CB::Output;

    fn callback<P: Producer<Item = T>>(self, producer: P) -> CB::Output {
        self.inner.callback(Counting {
            inner: producer,
            progress: self.progress,
        })
    }
}

impl<P: Producer> Producer for Counting<P> {
    type Item = P::Item;
    type IntoIter = WrapIter<P::IntoIter>;

    fn into_iter(self) -> Self::IntoIter {
        WrapIter::of_known_length(self.progress, self.inner.into_iter())
    }

    fn min_len(&self) -> usize {
        self.inner.min_len()
    }

    fn max_len(&self) -> usize {
        self.inner.max_len()
    }

    fn split_at(self, index: usize) -> (Self, Self) {
        let (left, right) = self.inner.split_at(index);
        Self::split(left, right, self.progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    /// One item more or less would show.
    const ITEMS: usize = 10_007;

    #[test]
    fn items_count_once_however_they_are_driven() {
        let all = || (0..ITEMS).into_par_iter();
        type Way = fn(&Progress, rayon::range::Iter<usize>) -> usize;
        let ways: [(&str, Way); 4] = [
            ("drive", |progress, items| {
                items.progress_with(progress).sum()
            }),
            ("drive_unindexed", |progress, items| {
                items.filter(|_| true).progress_with(progress).sum()
            }),
            ("with_producer", |progress, items| {
                let other = (0..ITEMS).into_par_iter();
                items
                    .progress_with(progress)
                    .zip(other)
                    .map(|(one, _)| one)
                    .sum()
            }),
            ("with_producer, backward", |progress, items| {
                items
                    .progress_with(progress)
                    .rev()
                    .by_exponential_blocks()
                    .sum()
            }),
        ];
        for (name, way) in ways {
            let progress = Progress::hidden();
            assert_eq!(way(&progress, all()), ITEMS * (ITEMS - 1) / 2, "{name}");
            assert_eq!(progress.position(), ITEMS as u64, "{name}");
            let length = (name != "drive_unindexed").then_some(ITEMS as u64);
            assert_eq!(progress.length(), length, "{name}");
        }
    }

    #[test]
    fn an_item_counts_when_the_work_on_it_is_done() {
        let progress = Progress::hidden();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        let before: Vec<u64> = pool.install(|| {
            let items = (0..4).into_par_iter().progress_with(&progress);
            items.map(|_| progress.position()).collect()
        });
        assert_eq!(before.iter().max(), Some(&3));
        assert_eq!(progress.position(), 4);
    }
}
