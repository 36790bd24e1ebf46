//! The body of an event stream, written to its socket.
//!
//! The HTTP implementation is good at what comes before: it reads the request and writes the head
//! of the response. What is left then is to wait for events and to write each as a chunk
//! (RFC 9112, section 7.1), for which it would keep 12 KB of buffers and state machines and walk
//! through all of them. The body is still polled as it was given to us, so whatever a filter or a
//! layer has wrapped around it works as ever.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::Body;
use tokio::net::TcpStream;

use super::disconnect;
use crate::run::BoxError;

/// How many bytes are gathered for one write.
const FULL: usize = 16 * 1024;

/// Data up to this length is copied, which costs less than another piece of the write.
const SMALL: usize = 4 * 1024;

/// A stream that waits keeps this much room for its next event.
const ROOM: usize = 512;

/// How many writes follow each other until other tasks have their turn.
const ROUNDS: usize = 32;

/// Why a stream was not written to its end.
#[derive(Debug)]
pub(super) enum Broken {
    /// The client has left.
    Left,
    Socket(io::Error),
    /// The body failed: it is not ours, but an application's.
    Body(BoxError),
}

/// Writes `head`, which is written by the HTTP implementation, and then the body to its end, in
/// chunks or as it is.
///
/// # Errors
///
/// When the client has left, or could not be written to, or the body failed. Nothing can follow
/// on the connection then.
pub(super) async fn write<B>(
    stream: &TcpStream,
    head: Vec<u8>,
    mut body: Pin<&mut B>,
    chunked: bool,
) -> Result<(), Broken>
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    let mut left = pin!(disconnect::left(stream));
    let mut out = Outgoing::new(head, chunked);
    let mut is_over = false;
    poll_fn(|cx| {
        for _ in 0..ROUNDS {
            let mut waits = false;
            while !(is_over || waits || out.is_full()) {
                match body.as_mut().poll_frame(cx) {
                    Poll::Ready(Some(Ok(frame))) => {
                        // Trailers are for clients that have asked for them, which none does here.
                        if let Ok(data) = frame.into_data() {
                            out.push(data);
                        }
                    }
                    Poll::Ready(Some(Err(error))) => {
                        return Poll::Ready(Err(Broken::Body(error.into())));
                    }
                    Poll::Ready(None) => {
                        out.end();
                        is_over = true;
                    }
                    Poll::Pending => waits = true,
                }
            }
            match out.poll_flush(stream, cx) {
                Poll::Ready(Ok(())) if is_over => return Poll::Ready(Ok(())),
                Poll::Ready(Ok(())) if waits => {
                    return left.as_mut().poll(cx).map(|()| Err(Broken::Left));
                }
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => return Poll::Ready(Err(Broken::Socket(error))),
                // Its client does not read. It may leave all the same.
                Poll::Pending => return left.as_mut().poll(cx).map(|()| Err(Broken::Left)),
            }
        }
        cx.waker().wake_by_ref();
        left.as_mut().poll(cx).map(|()| Err(Broken::Left))
    })
    .await
}

/// What is to be written next: gathered bytes, and behind them perhaps one piece that is too large
/// to be copied.
#[derive(Debug)]
struct Outgoing {
    chunked: bool,
    gathered: Vec<u8>,
    /// How many of the gathered bytes are written already.
    written: usize,
    large: Bytes,
    /// What ends the chunk of `large`.
    tail: &'static [u8],
}

impl Outgoing {
    fn new(head: Vec<u8>, chunked: bool) -> Self {
        Self {
            chunked,
            gathered: head,
            written: 0,
            large: Bytes::new(),
            tail: b"",
        }
    }

    fn is_full(&self) -> bool {
        self.gathered.len() >= FULL || !self.large.is_empty() || !self.tail.is_empty()
    }

    /// Adds data of the body. Not to be called while it is full.
    fn push(&mut self, data: Bytes) {
        // A chunk without data would be the last one.
        if data.is_empty() {
            return;
        }
        if self.chunked {
            put_hex(&mut self.gathered, data.len());
            self.gathered.extend_from_slice(b"\r\n");
        }
        let tail: &[u8] = if self.chunked { b"\r\n" } else { b"" };
        if data.len() <= SMALL {
            self.gathered.extend_from_slice(&data);
            self.gathered.extend_from_slice(tail);
        } else {
            self.large = data;
            self.tail = tail;
        }
    }

    /// Adds the end of the body.
    fn end(&mut self) {
        if self.chunked {
            self.gathered.extend_from_slice(b"0\r\n\r\n");
        }
    }

    /// Writes everything.
    fn poll_flush(&mut self, stream: &TcpStream, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let gathered = &self.gathered[self.written..];
            let write = if self.large.is_empty() && self.tail.is_empty() {
                if gathered.is_empty() {
                    break;
                }
                stream.try_write(gathered)
            } else {
                let pieces = [gathered, &self.large, self.tail].map(IoSlice::new);
                stream.try_write_vectored(&pieces)
            };
            match write {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(written) => self.advance(written),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    ready!(stream.poll_write_ready(cx))?;
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        self.written = 0;
        if self.gathered.capacity() > ROOM {
            self.gathered = Vec::new();
        } else {
            self.gathered.clear();
        }
        Poll::Ready(Ok(()))
    }

    fn advance(&mut self, mut written: usize) {
        let gathered = written.min(self.gathered.len() - self.written);
        self.written += gathered;
        written -= gathered;
        let large = written.min(self.large.len());
        self.large = self.large.split_off(large);
        written -= large;
        self.tail = &self.tail[written.min(self.tail.len())..];
    }
}

/// Writes the size of a chunk. [`std::fmt`] would take as long for it as everything else here takes for a
/// small event.
fn put_hex(buffer: &mut Vec<u8>, number: usize) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = (usize::BITS - number.leading_zeros()).div_ceil(4).max(1);
    for digit in (0..digits).rev() {
        buffer.push(DIGITS[number >> (digit * 4) & 15]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_a_chunk_is_in_hexadecimal() {
        for number in [0, 1, 9, 10, 15, 16, 255, 256, 4096, 0x00ab_cdef, usize::MAX] {
            let mut buffer = Vec::new();
            put_hex(&mut buffer, number);
            assert_eq!(buffer, format!("{number:x}").into_bytes());
        }
    }
}
