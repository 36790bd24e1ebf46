//! Asynchronous readers and writers.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};

use crate::run::Progress;

pin_project! {
    /// A reader that moves a bar: see [`Progress::wrap_async_read`].
    #[derive(Clone, Debug)]
    pub struct WrapAsyncRead<R> {
        #[pin]
        reader: R,
        progress: Progress,
    }
}

impl<R> WrapAsyncRead<R> {
    pub(super) fn new(progress: Progress, reader: R) -> Self {
        Self { reader, progress }
    }

    /// The reader again.
    pub fn into_inner(self) -> R {
        self.reader
    }
}

impl<R: AsyncRead> AsyncRead for WrapAsyncRead<R> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.project();
        let before = buffer.filled().len();
        ready!(this.reader.poll_read(cx, buffer))?;
        this.progress.inc((buffer.filled().len() - before) as u64);
        Poll::Ready(Ok(()))
    }
}

impl<R: AsyncBufRead> AsyncBufRead for WrapAsyncRead<R> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        self.project().reader.poll_fill_buf(cx)
    }

    fn consume(self: Pin<&mut Self>, count: usize) {
        let this = self.project();
        this.reader.consume(count);
        this.progress.inc(count as u64);
    }
}

pin_project! {
    /// A writer that moves a bar: see [`Progress::wrap_async_write`].
    #[derive(Clone, Debug)]
    pub struct WrapAsyncWrite<W> {
        #[pin]
        writer: W,
        progress: Progress,
    }
}

impl<W> WrapAsyncWrite<W> {
    pub(super) fn new(progress: Progress, writer: W) -> Self {
        Self { writer, progress }
    }

    /// The writer again.
    pub fn into_inner(self) -> W {
        self.writer
    }
}

impl<W: AsyncWrite> AsyncWrite for WrapAsyncWrite<W> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.project();
        let count = ready!(this.writer.poll_write(cx, buffer))?;
        this.progress.inc(count as u64);
        Poll::Ready(Ok(count))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.project();
        let count = ready!(this.writer.poll_write_vectored(cx, buffers))?;
        this.progress.inc(count as u64);
        Poll::Ready(Ok(count))
    }

    fn is_write_vectored(&self) -> bool {
        self.writer.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.project().writer.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.project().writer.poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn bytes_count_once_however_they_are_read() {
        let progress = Progress::hidden();
        let mut reader = progress.wrap_async_read(&b"one\ntwo"[..]);
        let mut line = String::new();
        reader.read_line(&mut line).await.unwrap();
        assert_eq!(progress.position(), 4);
        reader.read_to_string(&mut line).await.unwrap();
        assert_eq!(progress.position(), 7);
    }

    #[tokio::test]
    async fn bytes_count_when_they_are_written() {
        let progress = Progress::hidden();
        let mut writer = progress.wrap_async_write(Vec::new());
        writer.write_all(b"12345").await.unwrap();
        assert_eq!(progress.position(), 5);
        assert_eq!(writer.into_inner(), b"12345");
    }
}
