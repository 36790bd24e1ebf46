//! The body of a request that a job reads while it comes.
//!
//! The run begins when the first piece is there. So a client that sends `Expect: 100-continue` is told to go on,
//! one that sends nothing starts nothing, and a body that is refused has started nothing either. From then on the
//! connection waits for the job: no more is taken from the client than the job asks for.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use futures_util::{Stream, StreamExt as _, stream};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http_body::Body as HttpBody;
use pin_project_lite::pin_project;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep, timeout};

use super::problem::Problem;
use super::request::Request;
use super::request_body::{Announced, PIECE_TIMEOUT, check_encoding, too_large};
use super::site::Site;
use crate::parameters::{BodyError, BodyStream};
use crate::run::BoxError;

/// Waits for the first piece of a body.
///
/// # Errors
///
/// When the body is announced as too long, is compressed, or breaks off before its first piece.
pub(super) async fn begin<B>(request: &Request, body: B, site: &Site) -> Result<BodyStream, Problem>
where
    B: HttpBody + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    let max = site.max_upload;
    let announced = Announced::of(request);
    if announced.is_more_than(max) {
        return Err(too_large(max));
    }
    check_encoding(request)?;
    let mut pieces = Box::pin(Pieces::new(body, max, announced.length()));
    let first = match poll_fn(|cx| pieces.as_mut().poll_next(cx)).await {
        Some(Ok(piece)) => piece,
        Some(Err(error)) => return Err(problem(&error, max)),
        None => Bytes::new(),
    };
    let rest = Unread(Some(pieces));
    let body = BodyStream::new(stream::iter([Ok(first)]).chain(rest));
    let content_type = request.header(CONTENT_TYPE).map(Into::into);
    Ok(body.described(content_type, announced.length(), site.max_body))
}

fn problem(error: &BodyError, max: u64) -> Problem {
    if error.is_too_large() {
        return too_large(max);
    }
    let status = match error.is_timeout() {
        true => StatusCode::REQUEST_TIMEOUT,
        false => StatusCode::BAD_REQUEST,
    };
    Problem::new(status).detail(error.to_string())
}

/// For how long, and for how many bytes, a client may go on sending what its job does not read.
const LINGER: (Duration, usize) = (Duration::from_secs(5), 64 << 20);

/// What has not been read of a body.
///
/// A job may end in the middle of an upload. To close the connection then resets it, and a client that is
/// still sending, as a browser is, never sees the answer (RFC 9112, section 9.6). So what it sends is taken
/// and thrown away for a while.
struct Unread<B>(Option<Pin<Box<Pieces<B>>>>)
where
    B: HttpBody + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>;

impl<B> Stream for Unread<B>
where
    B: HttpBody + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(pieces) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let piece = ready!(pieces.as_mut().poll_next(cx));
        if !matches!(piece, Some(Ok(_))) {
            self.0 = None;
        }
        Poll::Ready(piece)
    }
}

impl<B> Drop for Unread<B>
where
    B: HttpBody + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    fn drop(&mut self) {
        if let (Some(pieces), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(timeout(LINGER.0, discard(pieces)));
        }
    }
}

async fn discard(mut pieces: impl Stream<Item = Result<Bytes, BodyError>> + Unpin) {
    let mut left = LINGER.1;
    while let Some(Ok(piece)) = pieces.next().await {
        match left.checked_sub(piece.len()) {
            Some(less) => left = less,
            None => return,
        }
    }
}

pin_project! {
    /// The pieces of a body, as far as there may be more and while they come in time.
    struct Pieces<B> {
        #[pin]
        body: B,
        // How many bytes there may still be, of how many.
        left: u64,
        max: u64,
        // How many bytes are missing, if their number was announced. Behind them nothing more is waited for: once the
        // answer is complete, hyper does not tell the end of a body of known length.
        missing: Option<u64>,
        // Made when the request comes, since a job may read on a thread that knows no runtime.
        #[pin]
        silence: Sleep,
        // Whether the client is waited for. It is not while the job is busy.
        is_waiting: bool,
    }
}

impl<B> Pieces<B> {
    fn new(body: B, max: u64, length: Option<u64>) -> Self {
        Self {
            body,
            left: max,
            max,
            missing: length,
            silence: sleep(Duration::ZERO),
            is_waiting: false,
        }
    }
}

impl<B> Stream for Pieces<B>
where
    B: HttpBody,
    B::Error: Into<BoxError>,
{
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        loop {
            if *this.missing == Some(0) {
                return Poll::Ready(None);
            }
            let Poll::Ready(frame) = this.body.as_mut().poll_frame(cx) else {
                if !*this.is_waiting {
                    *this.is_waiting = true;
                    this.silence.as_mut().reset(Instant::now() + PIECE_TIMEOUT);
                }
                ready!(this.silence.poll(cx));
                return Poll::Ready(Some(Err(BodyError::timed_out())));
            };
            *this.is_waiting = false;
            let frame = match frame {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => {
                    let error = BodyError::disconnected(error.into());
                    return Poll::Ready(Some(Err(error)));
                }
                None => return Poll::Ready(None),
            };
            // Trailers say nothing to a job.
            let Ok(mut piece) = frame.into_data() else {
                continue;
            };
            let len = piece.remaining();
            match this.left.checked_sub(len as u64) {
                Some(left) => *this.left = left,
                None => {
                    let error = BodyError::too_large("the body", *this.max);
                    return Poll::Ready(Some(Err(error)));
                }
            }
            if let Some(missing) = this.missing {
                *missing = missing.saturating_sub(len as u64);
            }
            if len > 0 {
                return Poll::Ready(Some(Ok(piece.copy_to_bytes(len))));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use http_body::Frame;
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    use super::*;

    /// What is sent is a piece of it.
    struct Sent(UnboundedReceiver<io::Result<&'static str>>);

    impl HttpBody for Sent {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
            let piece = self.0.poll_recv(cx);
            piece.map(|piece| piece.map(|piece| piece.map(|text| Frame::data(text.into()))))
        }
    }

    async fn next<B>(pieces: &mut Pin<Box<Pieces<B>>>) -> Option<Result<Bytes, BodyError>>
    where
        Pieces<B>: Stream<Item = Result<Bytes, BodyError>>,
    {
        poll_fn(|cx| pieces.as_mut().poll_next(cx)).await
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_client_is_given_up_and_a_busy_job_is_not_to_blame_it() {
        let (sender, receiver) = unbounded_channel();
        let mut pieces = Box::pin(Pieces::new(Sent(receiver), 100, None));
        for _ in 0..3 {
            tokio::time::advance(PIECE_TIMEOUT * 100).await;
            sender.send(Ok("")).unwrap();
            sender.send(Ok("abc")).unwrap();
            assert_eq!(next(&mut pieces).await.unwrap().unwrap(), "abc");
        }
        // It has waited in vain before, which is forgotten with each piece.
        let late = async {
            tokio::time::sleep(PIECE_TIMEOUT * 9 / 10).await;
            sender.send(Ok("d")).unwrap();
        };
        let (piece, ()) = tokio::join!(next(&mut pieces), late);
        assert_eq!(piece.unwrap().unwrap(), "d");
        let since = Instant::now();
        assert!(next(&mut pieces).await.unwrap().unwrap_err().is_timeout());
        assert_eq!(since.elapsed(), PIECE_TIMEOUT);
    }

    #[tokio::test]
    async fn what_breaks_off_or_is_too_long_is_an_error() {
        let (sender, receiver) = unbounded_channel();
        let mut pieces = Box::pin(Pieces::new(Sent(receiver), 5, None));
        sender.send(Ok("abc")).unwrap();
        sender.send(Ok("de")).unwrap();
        sender.send(Ok("f")).unwrap();
        assert_eq!(next(&mut pieces).await.unwrap().unwrap(), "abc");
        assert_eq!(next(&mut pieces).await.unwrap().unwrap(), "de");
        let error = next(&mut pieces).await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), "the body has more than 5 bytes");

        // Of a length that was announced, the end need not be told.
        let (sender, receiver) = unbounded_channel();
        let mut pieces = Box::pin(Pieces::new(Sent(receiver), 5, Some(3)));
        sender.send(Ok("abc")).unwrap();
        assert_eq!(next(&mut pieces).await.unwrap().unwrap(), "abc");
        assert!(next(&mut pieces).await.is_none());

        let (sender, receiver) = unbounded_channel();
        let mut pieces = Box::pin(Pieces::new(Sent(receiver), 5, None));
        sender.send(Err(io::Error::other("reset"))).unwrap();
        assert!(
            next(&mut pieces)
                .await
                .unwrap()
                .unwrap_err()
                .is_disconnected()
        );
    }
}
