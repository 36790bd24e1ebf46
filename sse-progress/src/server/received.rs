//! The body of a request, and what becomes of it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

const OPEN: u8 = 0;
const READ: u8 = 1;
const DROPPED: u8 = 2;

/// The body of a request. Its status, which outlives it, says whether it was read to its end.
#[derive(Debug)]
pub(crate) struct Received {
    body: Incoming,
    status: BodyStatus,
}

/// What has become of a body. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct BodyStatus(Arc<AtomicU8>);

// Looked at when the request has been answered, which comes after whatever has happened to the
// body by then.
impl BodyStatus {
    /// Whether somebody may go on reading it.
    pub(super) fn is_open(&self) -> bool {
        self.0.load(Ordering::SeqCst) == OPEN
    }

    /// Whether all of it was read.
    pub(super) fn is_read(&self) -> bool {
        self.0.load(Ordering::SeqCst) == READ
    }

    fn set(&self, status: u8) {
        let _ = self
            .0
            .compare_exchange(OPEN, status, Ordering::SeqCst, Ordering::SeqCst);
    }
}

impl Received {
    pub(super) fn new(body: Incoming) -> Self {
        let status = BodyStatus::default();
        if body.is_end_stream() {
            status.set(READ);
        }
        Self { body, status }
    }

    pub(super) fn status(&self) -> BodyStatus {
        self.status.clone()
    }
}

impl Body for Received {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if matches!(frame, Poll::Ready(None)) || self.body.is_end_stream() {
            self.status.set(READ);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        self.status.set(DROPPED);
    }
}
