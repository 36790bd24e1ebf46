//! A connection of HTTP/2 without TLS.

use std::convert::Infallible;
use std::future::{poll_fn, ready};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::Either;
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;

use super::ConnectionConfig;
use super::admit::refuse;
use super::idle::Activity;
use super::received::Received;
use super::service::{HttpService, log_end};
use super::socket::{KeepBack, Socket};
use super::tasks::Tracker;
use crate::http::OnLoopback;

/// How often an HTTP/2 client is asked whether it is there, and how long it may take to answer.
/// Together they take as long as TCP_USER_TIMEOUT.
const PING_INTERVAL: Duration = Duration::from_secs(15);
const PING_TIMEOUT: Duration = Duration::from_secs(15);

/// How many streams an HTTP/2 connection may have. A proxy puts those of many clients on one.
const MAX_STREAMS: u32 = 1024;

/// How many bytes are kept for an HTTP/2 stream whose client does not read.
const MAX_SEND_BUFFER: usize = 64 * 1024;

/// How many bytes of request bodies an HTTP/2 client may send before they are read.
const MAX_UNREAD: u32 = 1024 * 1024;

/// Answers the requests of one client until it or the server has had enough.
pub(super) async fn serve<S: HttpService>(
    stream: TcpStream,
    first: Bytes,
    service: S,
    config: ConnectionConfig,
    tracker: Tracker,
) {
    let socket = TokioIo::new(Socket::new(stream, first, KeepBack::default()));
    let on_loopback = OnLoopback(config.on_loopback);
    let timeout = config.timeouts.header_read;
    let activity = Activity::default();
    let at_work = activity.clone();
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        let work = at_work.begin();
        let answer = match refuse(&request) {
            Some(refusal) => Either::Left(ready(Ok(refusal.map(http_body_util::Either::Left)))),
            None => {
                request.extensions_mut().insert(on_loopback);
                let answer = service.clone().respond(request.map(Received::new));
                Either::Right(async move {
                    answer
                        .await
                        .map(|answer| answer.map(http_body_util::Either::Right))
                })
            }
        };
        async move {
            let answer: Result<_, Infallible> = answer.await;
            answer.map(|answer| answer.map(|body| work.goes_on_with(body)))
        }
    });
    let mut connection = pin!(
        http2::Builder::new(tracker.clone())
            .timer(TokioTimer::new())
            .keep_alive_interval(PING_INTERVAL)
            .keep_alive_timeout(PING_TIMEOUT)
            .max_concurrent_streams(MAX_STREAMS)
            .max_send_buf_size(MAX_SEND_BUFFER)
            .initial_connection_window_size(MAX_UNREAD)
            .initial_stream_window_size(MAX_UNREAD)
            .serve_connection(socket, service)
    );
    let ended = {
        let mut idle = pin!(activity.idle(timeout));
        poll_fn(|cx| {
            if let Poll::Ready(result) = connection.as_mut().poll(cx) {
                return Poll::Ready(Some(result));
            }
            // Here it is polled again when that changes.
            match tracker.is_draining() || idle.as_mut().poll(cx).is_ready() {
                true => Poll::Ready(None),
                false => Poll::Pending,
            }
        })
        .await
    };
    let result = match ended {
        Some(result) => result,
        None => {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                biased;
                result = connection => result,
                // Its client does not answer, or takes nothing.
                () = activity.idle(timeout) => Ok(()),
            }
        }
    };
    log_end(result);
}
