//! The events of a stream, one after the other, and heartbeats while there are none.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::Stream;
use pin_project_lite::pin_project;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::heartbeat::{Due, Heartbeat};
use super::stalled::Watched;
use crate::metrics::SentBytes;
use crate::run::Watch;
use crate::wire::{self, First};

/// What a stream sends. (All of it is `Sync` because `warp` asks for that.)
pub(super) trait Source: fmt::Debug + Send + Sync + 'static {
    /// The next event, complete; `None` after the last. `first` is to go with it. When there is
    /// none yet, the task is woken by the next one.
    fn poll_next(&mut self, cx: &mut Context<'_>, first: Option<First>) -> Poll<Option<Frame>>;
}

/// The bytes of one event, perhaps in two pieces, so that what is large need not be copied.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) first: Bytes,
    pub(super) rest: Option<Bytes>,
}

impl Source for Watch {
    fn poll_next(&mut self, cx: &mut Context<'_>, first: Option<First>) -> Poll<Option<Frame>> {
        let entry = ready!(self.poll_entry(cx));
        Poll::Ready(entry.map(|entry| Frame {
            first: match first {
                // The first event is this watcher's own: its id says where this watcher stands.
                Some(_) => wire::encode(entry.id(), entry.event(), first),
                None => entry.bytes(|id, event| wire::encode(id, event, None)),
            },
            rest: None,
        }))
    }
}

/// What an open stream sends, and its permit among all streams.
#[derive(Debug)]
pub(super) struct Watcher<S> {
    pub(super) source: S,
    pub(super) _permit: OwnedSemaphorePermit,
}

pin_project! {
    /// What the body of a stream's response is made of.
    pub(super) struct StreamBody<S> {
        watcher: Watched<Watcher<S>>,
        #[pin]
        heartbeat: Heartbeat,
        // Goes with the first event.
        first: Option<First>,
        // Of the event whose first piece was the last to be sent.
        rest: Option<Bytes>,
        bytes: SentBytes,
    }
}

impl<S: Source> StreamBody<S> {
    /// `first` goes with the first event.
    pub(super) fn new(watcher: Watched<Watcher<S>>, heartbeat: Heartbeat, first: First) -> Self {
        Self {
            watcher,
            heartbeat,
            first: Some(first),
            rest: None,
            bytes: SentBytes::new(),
        }
    }
}

impl<S: Source> Stream for StreamBody<S> {
    type Item = Bytes;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let mut this = self.project();
        let mut slot = this.watcher.slot().lock();
        let Some(occupied) = slot.as_mut() else {
            // The client had stopped reading, and the watcher has been taken away.
            return Poll::Ready(None);
        };
        let now = Instant::now();
        let mut next = if let Some(rest) = this.rest.take() {
            Poll::Ready(Some(rest))
        } else if this.heartbeat.is_over(now) {
            Poll::Ready(None)
        } else {
            let frame = occupied.watcher.source.poll_next(cx, *this.first);
            frame.map(|frame| {
                let frame = frame?;
                *this.first = None;
                *this.rest = frame.rest;
                Some(frame.first)
            })
        };
        if next.is_pending() {
            next = this.heartbeat.as_mut().poll_due(cx).map(|due| match due {
                Due::Heartbeat => Some(wire::HEARTBEAT),
                Due::End => None,
            });
        }
        match &next {
            Poll::Pending => {
                occupied.handed_out = None;
                this.bytes.pass_on();
            }
            Poll::Ready(Some(bytes)) => {
                this.bytes.add(bytes.len());
                occupied.handed_out = Some(now);
                this.heartbeat.sent(now);
            }
            Poll::Ready(None) => {
                let ended = slot.take();
                // Not with the lock held: to drop a watcher takes the locks of its run.
                drop(slot);
                drop(ended);
            }
        }
        next
    }
}
