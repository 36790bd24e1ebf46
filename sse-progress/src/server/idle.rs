//! HTTP/2 connections of which nobody wants anything.
//!
//! hyper closes an HTTP/1 connection on which no further request comes in time. It has nothing like that
//! for HTTP/2: there, a client that answers its pings could stay for ever. So the server counts, for each
//! connection, the answers that it is at work on. While there is none, it is the client's turn: to send a
//! request, or to take what has been handed out. A connection on which it does neither for long is closed.
//!
//! An answer is worked on from its request until its body has ended or has been dropped, except while what
//! the body has handed out waits for the client to make room (the flow control of HTTP/2). So neither a
//! job that says nothing for hours nor one slow client among many behind a proxy makes a connection idle,
//! but a client that keeps every one of its streams shut does.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

/// The most that a body hands out at once: a client that reads slowly shows by asking for more that it
/// does read.
const PIECE: usize = 16 * 1024;

/// What the server is at work on for one connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Activity(Arc<Counts>);

// `SeqCst` where both are looked at together: see `Activity::now`.
#[derive(Debug, Default)]
struct Counts {
    /// Answers that are being worked on.
    working: AtomicUsize,
    /// How often such work has begun. It may wrap around.
    begun: AtomicUsize,
}

impl Activity {
    /// Work begins, and goes on until what this returns is dropped.
    pub(super) fn begin(&self) -> Work {
        self.0.working.fetch_add(1, Ordering::SeqCst);
        self.0.begun.fetch_add(1, Ordering::SeqCst);
        Work(self.clone())
    }

    /// Completes when there has been no work for `timeout`, and at the latest for twice as long: it looks
    /// now and then, so that beginning to work costs no timer.
    pub(super) async fn idle(&self, timeout: Duration) {
        loop {
            let before = self.now();
            tokio::time::sleep(timeout).await;
            if before.0 && self.now() == before {
                return;
            }
        }
    }

    /// Whether there is no work, and how often it has begun.
    fn now(&self) -> (bool, usize) {
        // In this order: work that begins in between is seen by the one or, the next time, by the other.
        let begun = self.0.begun.load(Ordering::SeqCst);
        (self.0.working.load(Ordering::SeqCst) == 0, begun)
    }
}

/// Work on an answer, until it is dropped.
#[derive(Debug)]
pub(super) struct Work(Activity);

impl Work {
    /// The body of the answer, which is worked on while it is asked for more.
    pub(super) fn goes_on_with<B>(self, body: B) -> WatchedBody<B> {
        WatchedBody {
            body,
            activity: self.0.clone(),
            work: Some(self),
            rest: Bytes::new(),
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.0.working.fetch_sub(1, Ordering::Relaxed);
    }
}

pin_project! {
    /// A body that is worked on while it is asked for more.
    #[derive(Debug)]
    pub(super) struct WatchedBody<B> {
        #[pin]
        body: B,
        activity: Activity,
        // None while it is the client's turn.
        work: Option<Work>,
        // What is left of the frame that was handed out last.
        rest: Bytes,
    }
}

impl<B: Body<Data = Bytes>> Body for WatchedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let this = self.project();
        if this.rest.is_empty() {
            this.work.get_or_insert_with(|| this.activity.begin());
            let frame = match ready!(this.body.poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                end => {
                    *this.work = None;
                    return Poll::Ready(end);
                }
            };
            match frame.into_data() {
                Ok(data) => *this.rest = data,
                // Trailers are the end.
                Err(trailers) => {
                    *this.work = None;
                    return Poll::Ready(Some(Ok(trailers)));
                }
            }
        } else {
            // The client has taken a piece, and gets the next.
            drop(this.activity.begin());
        }
        *this.work = None;
        let piece = this.rest.split_to(this.rest.len().min(PIECE));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (of_body, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        if let Some(upper) = of_body.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint.set_lower(of_body.lower().saturating_add(rest));
        hint
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;
    use http_body_util::{BodyExt as _, Full};
    use std::pin::pin;
    use tokio::time::Instant;

    const TIMEOUT: Duration = Duration::from_secs(10);

    fn working(activity: &Activity) -> usize {
        activity.0.working.load(Ordering::Relaxed)
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_idle_some_time_after_its_last_answer() {
        let activity = Activity::default();
        let mut idle = pin!(activity.idle(TIMEOUT));
        let work = activity.begin();
        for _ in 0..10 {
            assert!((&mut idle).now_or_never().is_none());
            tokio::time::advance(TIMEOUT).await;
        }
        drop(work);
        let since = Instant::now();
        idle.await;
        assert!(since.elapsed() >= TIMEOUT && since.elapsed() <= TIMEOUT * 2);
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_asks_again_and_again_is_not_idle() {
        let activity = Activity::default();
        let mut idle = pin!(activity.idle(TIMEOUT));
        for _ in 0..20 {
            assert!((&mut idle).now_or_never().is_none());
            tokio::time::advance(TIMEOUT / 2).await;
            drop(activity.begin());
        }
    }

    #[tokio::test]
    async fn a_body_is_worked_on_but_while_the_client_has_to_take_a_piece() {
        let activity = Activity::default();
        let sent = Bytes::from(vec![7; PIECE * 2 + 1]);
        let mut body = activity.begin().goes_on_with(Full::new(sent.clone()));
        assert_eq!(working(&activity), 1);
        let mut received = Vec::new();
        for len in [PIECE, PIECE, 1] {
            assert!(!body.is_end_stream());
            assert_eq!(
                body.size_hint().exact(),
                Some((sent.len() - received.len()) as u64)
            );
            let piece = body.frame().await.unwrap().unwrap().into_data().unwrap();
            assert_eq!((piece.len(), working(&activity)), (len, 0));
            received.extend_from_slice(&piece);
        }
        assert_eq!(received, sent);
        assert!(body.is_end_stream() && body.frame().await.is_none());
        assert_eq!(working(&activity), 0);
    }

    #[tokio::test]
    async fn a_body_that_waits_for_an_event_is_worked_on_until_it_is_dropped() {
        let activity = Activity::default();
        let events = futures_util::stream::pending::<Result<_, std::io::Error>>();
        let body = http_body_util::StreamBody::new(events);
        let mut body = Box::pin(activity.begin().goes_on_with(body));
        assert!(body.frame().now_or_never().is_none());
        assert_eq!(working(&activity), 1);
        drop(body);
        assert_eq!(working(&activity), 0);
    }
}
