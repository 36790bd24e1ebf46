//! What lies between a body and the parser of its parts: no more bytes than the parser needs.
//!
//! `multer` takes all that its stream has, whenever it is polled, and keeps it. Of a client that sends faster than
//! the job reads it would keep everything; and of one that sends a part whose head never ends, too. So the parser is
//! polled with the stream closed first. Only if it cannot go on with what it has, it is given one small piece more.
//! Bytes that lead to nothing, neither to a part nor to a piece of one, are counted, and there may not be many.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::Stream;

use super::{BodyError, BodyStream, poll_some};

/// The largest piece that the parser is given.
const PIECE: usize = 16 * 1024;

/// How many bytes there may be before the first part, or in the head of a part.
const MAX_HEAD: usize = 32 * 1024;

/// The stream that the parser reads.
pub(super) struct Feed {
    body: BodyStream,
    piece: Bytes,
    shared: Arc<Shared>,
}

/// Lets pieces through.
pub(super) struct Valve(Arc<Shared>);

/// Both ends are polled by the same task, one within the other: no ordering is needed.
#[derive(Default)]
struct Shared {
    /// Whether the next piece may pass.
    open: AtomicBool,
    /// How many bytes have passed since something came of them.
    passed: AtomicUsize,
}

impl Feed {
    pub(super) fn new(body: BodyStream) -> (Self, Valve) {
        let shared = Arc::<Shared>::default();
        let feed = Self {
            body,
            piece: Bytes::new(),
            shared: shared.clone(),
        };
        (feed, Valve(shared))
    }
}

impl Stream for Feed {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.shared.open.load(Ordering::Relaxed) {
            // Whoever polls the parser opens the valve and polls it again.
            return Poll::Pending;
        }
        if self.piece.is_empty() {
            let Some(piece) = ready!(poll_some(Pin::new(&mut self.body), cx)) else {
                self.shared.open.store(false, Ordering::Relaxed);
                return Poll::Ready(None);
            };
            self.piece = piece?;
        }
        let piece = self.piece.len().min(PIECE);
        let piece = self.piece.split_to(piece);
        self.shared.open.store(false, Ordering::Relaxed);
        let before = self.shared.passed.fetch_add(piece.len(), Ordering::Relaxed);
        if before > MAX_HEAD {
            let what = format!("the head of a part has more than {MAX_HEAD} bytes");
            return Poll::Ready(Some(Err(BodyError::malformed(what))));
        }
        Poll::Ready(Some(Ok(piece)))
    }
}

impl Valve {
    /// Polls the parser until something comes of it, or until the body has nothing more for now.
    pub(super) fn feed<T>(
        &self,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        loop {
            for open in [false, true] {
                self.0.open.store(open, Ordering::Relaxed);
                let polled = poll(cx);
                if polled.is_ready() {
                    self.0.passed.store(0, Ordering::Relaxed);
                    return polled;
                }
            }
            // Nothing has passed: the body wakes the task when there is more.
            if self.0.open.load(Ordering::Relaxed) {
                return Poll::Pending;
            }
        }
    }
}
