//! Adaptors that move a bar as something passes through them.
//!
//! What is dropped early, by an error or a cancel, leaves the bar where it was.

mod async_io;
mod extensions;
mod io;
mod iter;
#[cfg(feature = "rayon")]
mod par_iter;
mod stream;

pub use async_io::{WrapAsyncRead, WrapAsyncWrite};
pub use extensions::{ProgressIterator, ProgressStream};
pub use io::{WrapRead, WrapWrite};
pub use iter::WrapIter;
#[cfg(feature = "rayon")]
pub use par_iter::{ParallelProgressIterator, WrapParIter};
pub use stream::WrapStream;

use std::io::{Read, Write};

use futures_util::Stream;
use tokio::io::{AsyncRead, AsyncWrite};

use super::Progress;

impl Progress {
    /// Counts the items of an iterator: one when the next is asked for, since only then the work
    /// on it is done. A loop that fails at its last item does not leave a full bar behind.
    ///
    /// Sets the length, if none is set and the iterator knows how many items it has.
    pub fn wrap_iter<I: IntoIterator>(&self, items: I) -> WrapIter<I::IntoIter> {
        WrapIter::new(self.clone(), items.into_iter())
    }

    /// Counts the items of a stream, as [`wrap_iter`](Self::wrap_iter) does.
    ///
    /// ```
    /// use futures_util::{StreamExt, stream};
    /// # use sse_progress::Progress;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let progress = Progress::hidden();
    /// let mut pages = progress.wrap_stream(stream::iter(["one", "two"]));
    /// while let Some(_page) = pages.next().await {}
    /// assert_eq!((progress.position(), progress.length()), (2, Some(2)));
    /// # }
    /// ```
    pub fn wrap_stream<S: Stream>(&self, items: S) -> WrapStream<S> {
        WrapStream::new(self.clone(), items)
    }

    /// Counts the bytes that are read. [`set_unit("bytes")`](Self::set_unit) shows them as such.
    ///
    /// Adaptors can be nested: `progress.wrap_read(child.wrap_read(file))` moves both bars. A seek sets the
    /// bar to where the reader is then, so a bar that several readers share is for those that do not seek.
    pub fn wrap_read<R: Read>(&self, reader: R) -> WrapRead<R> {
        WrapRead::new(self.clone(), reader)
    }

    /// Counts the bytes that are written. [`set_unit("bytes")`](Self::set_unit) shows them as such.
    pub fn wrap_write<W: Write>(&self, writer: W) -> WrapWrite<W> {
        WrapWrite::new(self.clone(), writer)
    }

    /// Counts the bytes that are read, as [`wrap_read`](Self::wrap_read) does.
    ///
    /// ```
    /// # use sse_progress::Progress;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let progress = Progress::hidden();
    /// progress.set_unit("bytes");
    /// let mut source = progress.wrap_async_read(&b"sixteen bytes..."[..]);
    /// tokio::io::copy(&mut source, &mut tokio::io::sink()).await?;
    /// assert_eq!(progress.position(), 16);
    /// # Ok(())
    /// # }
    /// ```
    pub fn wrap_async_read<R: AsyncRead>(&self, reader: R) -> WrapAsyncRead<R> {
        WrapAsyncRead::new(self.clone(), reader)
    }

    /// Counts the bytes that are written, as [`wrap_write`](Self::wrap_write) does.
    ///
    /// ```
    /// use tokio::io::AsyncWriteExt;
    /// # use sse_progress::Progress;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let progress = Progress::hidden();
    /// let mut target = progress.wrap_async_write(Vec::new());
    /// target.write_all(b"five!").await?;
    /// assert_eq!(progress.position(), 5);
    /// # Ok(())
    /// # }
    /// ```
    pub fn wrap_async_write<W: AsyncWrite>(&self, writer: W) -> WrapAsyncWrite<W> {
        WrapAsyncWrite::new(self.clone(), writer)
    }

    /// A length that something is known to have, unless the job has said one itself.
    fn suggest_length(&self, hint: (usize, Option<usize>)) {
        if let (lower, Some(upper)) = hint {
            if lower == upper && self.length().is_none() {
                self.set_length(self.position().saturating_add(upper as u64));
            }
        }
    }
}
