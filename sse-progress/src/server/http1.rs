//! A connection of HTTP/1: requests one after the other, and event streams among their answers.

use std::convert::Infallible;
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::future::Either;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderMap, Method, StatusCode, Version};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use pin_project_lite::pin_project;
use tokio::net::TcpStream;

use super::ConnectionConfig;
use super::admit::refuse;
use super::received::{BodyStatus, Received};
use super::service::{HttpService, log_end};
use super::socket::{KeepBack, Socket};
use super::stream_writer::{self, Broken};
use super::tasks::Tracker;
use crate::http::{OnLoopback, ResponseBody};
use crate::run::BoxError;

/// Answers the requests of one client until it or the server has had enough.
///
/// hyper does it, but for the bodies of event streams, which are [written](stream_writer) without
/// it. When such a stream has ended, hyper goes on with the next request.
#[allow(
    clippy::manual_async_fn,
    reason = "the future of an `async fn` has room for each argument twice"
)]
pub(super) fn serve<S: HttpService>(
    mut stream: TcpStream,
    mut first: Bytes,
    service: S,
    config: ConnectionConfig,
    tracker: Tracker,
) -> impl Future<Output = ()> + Send + 'static {
    async move {
        loop {
            let answering = answer(stream, first, service.clone(), config, &tracker);
            let Some(begun) = Box::pin(answering).await else {
                return;
            };
            let Begun {
                socket,
                unread,
                events:
                    Events {
                        body,
                        chunked,
                        keep_alive,
                    },
            } = begun;
            (stream, first) = (socket.stream, unread);
            let head = socket.kept;
            match stream_writer::write(&stream, head, pin!(body), chunked).await {
                Ok(()) if keep_alive && !tracker.is_draining() => {}
                Ok(()) | Err(Broken::Left) => return,
                Err(Broken::Socket(error)) => {
                    return tracing::debug!(%error, "a connection ended early");
                }
                Err(Broken::Body(error)) => return tracing::warn!(%error, "a response broke off"),
            }
        }
    }
}

/// An event stream whose head is ready to be written.
struct Begun<B> {
    /// What it has kept is the head.
    socket: Socket,
    /// What has been read of the next request.
    unread: Bytes,
    events: Events<B>,
}

/// The body of an event stream that hyper was not given.
struct Events<B> {
    body: B,
    /// Whether it is to be sent in chunks.
    chunked: bool,
    /// Whether the connection can be used for another request behind it.
    keep_alive: bool,
}

/// Has hyper answer requests until one is answered with an event stream. `None` when the connection
/// has ended.
async fn answer<S: HttpService>(
    stream: TcpStream,
    first: Bytes,
    service: S,
    config: ConnectionConfig,
    tracker: &Tracker,
) -> Option<Begun<S::Body>> {
    let keep_back = KeepBack::default();
    let socket = TokioIo::new(Socket::new(stream, first, keep_back.clone()));
    let on_loopback = OnLoopback(config.on_loopback);
    let begun = Arc::new(Mutex::new(None));
    let begin = begun.clone();
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        if let Some(refusal) = refuse(&request) {
            let refusal = refusal.map(|body| Answer::Ours { body });
            return Either::Left(ready(Ok::<_, Infallible>(refusal)));
        }
        request.extensions_mut().insert(on_loopback);
        let request = request.map(Received::new);
        let info = RequestInfo::new(&request);
        let answer = service.clone().respond(request);
        let (begin, keep_back) = (begin.clone(), keep_back.clone());
        Either::Right(async move {
            let (head, body) = answer.await?.into_parts();
            if !info.is_for_events(&head, &body) {
                return Ok(http::Response::from_parts(head, Answer::Theirs { body }));
            }
            let events = Events {
                body,
                chunked: info.version == Version::HTTP_11,
                // What is left of a body would be taken for the next request.
                keep_alive: info.keep_alive && info.body.is_read() && !says_close(&head.headers),
            };
            *begin.lock().unwrap_or_else(PoisonError::into_inner) = Some(events);
            // The first event goes out together with the head.
            keep_back.ask();
            Ok(http::Response::from_parts(head, Answer::Elsewhere))
        })
    });

    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(config.timeouts.header_read)
        .serve_connection(socket, service)
        // Filters of an application may be for WebSockets.
        .with_upgrades();
    let mut is_closing = false;
    let events = poll_fn(|cx| {
        let mut connection = Pin::new(&mut connection);
        if !is_closing && tracker.is_draining() {
            is_closing = true;
            connection.as_mut().graceful_shutdown();
        }
        if let Poll::Ready(result) = connection.poll(cx) {
            log_end(result);
            return Poll::Ready(None);
        }
        // hyper has been given `Answer::Elsewhere`, whose end never comes. It has polled that body in
        // vain by now, and before it does so it writes the head, which the socket has kept.
        match begun.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(events) => Poll::Ready(Some(events)),
            None => Poll::Pending,
        }
    });
    let events = events.await?;
    let parts = connection.into_parts()?;
    Some(Begun {
        socket: parts.io.into_inner(),
        // A copy, since this is the end of a buffer of 8 KB.
        unread: Bytes::copy_from_slice(&parts.read_buf),
        events,
    })
}

/// What of a request matters for the connection.
struct RequestInfo {
    version: Version,
    is_head: bool,
    keep_alive: bool,
    body: BodyStatus,
}

impl RequestInfo {
    fn new(request: &http::Request<Received>) -> Self {
        let version = request.version();
        Self {
            version,
            is_head: request.method() == Method::HEAD,
            keep_alive: version == Version::HTTP_11 && !says_close(request.headers()),
            body: request.body().status(),
        }
    }

    /// Whether the answer is an event stream whose body can be written without hyper.
    fn is_for_events(&self, head: &http::response::Parts, body: &impl Body) -> bool {
        // Elsewhere the system does not tell when a client leaves.
        cfg!(any(target_os = "linux", target_os = "android"))
            && !self.is_head
            // hyper is needed to read on.
            && !self.body.is_open()
            && head.status == StatusCode::OK
            && is_event_stream(&head.headers)
            && !head.headers.contains_key(CONTENT_LENGTH)
            && !head.headers.contains_key(TRANSFER_ENCODING)
            && body.size_hint().exact().is_none()
    }
}

fn is_event_stream(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("text/event-stream"))
}

fn says_close(headers: &HeaderMap) -> bool {
    let values = headers.get_all(CONNECTION).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|token| token.trim().eq_ignore_ascii_case("close"))
}

pin_project! {
    /// What hyper is given as the body of an answer.
    #[project = AnswerProj]
    enum Answer<B> {
        /// That of a refusal.
        Ours { #[pin] body: ResponseBody },
        /// That of the service.
        Theirs { #[pin] body: B },
        /// It is written without hyper.
        Elsewhere,
    }
}

impl<B> Body for Answer<B>
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match self.project() {
            AnswerProj::Ours { body } => {
                let frame = body.poll_frame(cx);
                frame.map(|frame| frame.map(|frame| frame.map_err(|never| match never {})))
            }
            AnswerProj::Theirs { body } => {
                let frame = body.poll_frame(cx);
                frame.map(|frame| frame.map(|frame| frame.map_err(Into::into)))
            }
            AnswerProj::Elsewhere => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Ours { body } => body.is_end_stream(),
            Self::Theirs { body } => body.is_end_stream(),
            Self::Elsewhere => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Ours { body } => body.size_hint(),
            Self::Theirs { body } => body.size_hint(),
            Self::Elsewhere => SizeHint::default(),
        }
    }
}
