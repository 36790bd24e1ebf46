//! The adaptors as methods of what they adapt, for a chain of calls.

use std::borrow::Borrow;

use futures_util::Stream;

use crate::run::Progress;

use super::{WrapIter, WrapStream};

/// `.progress_with(&progress)` for iterators, as indicatif's trait of the same name has it.
///
/// ```
/// use sse_progress::{Progress, ProgressIterator};
///
/// let progress = Progress::hidden();
/// let sum: u64 = (1..=4).progress_with(&progress).map(|number| number * number).sum();
/// assert_eq!((sum, progress.position(), progress.length()), (30, 4, Some(4)));
/// ```
pub trait ProgressIterator: Iterator + Sized {
    /// Counts the items: see [`Progress::wrap_iter`].
    fn progress_with(self, progress: impl Borrow<Progress>) -> WrapIter<Self> {
        progress.borrow().wrap_iter(self)
    }
}

impl<I: Iterator> ProgressIterator for I {}

/// `.progress_with(&progress)` for streams.
///
/// ```
/// use futures_util::{StreamExt, stream};
/// use sse_progress::{Progress, ProgressStream};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let progress = Progress::hidden();
/// let names: Vec<_> = stream::iter(["a", "b"]).progress_with(&progress).collect().await;
/// assert_eq!((names.len(), progress.position()), (2, 2));
/// # }
/// ```
pub trait ProgressStream: Stream + Sized {
    /// Counts the items: see [`Progress::wrap_stream`].
    fn progress_with(self, progress: impl Borrow<Progress>) -> WrapStream<Self> {
        progress.borrow().wrap_stream(self)
    }
}

impl<S: Stream> ProgressStream for S {}
