//! A connection of HTTP/2 without TLS.

mod streams;

use std::fmt;
use std::future::{poll_fn, ready};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, FutureExt as _};
use http_body_util::Either as EitherBody;
use hyper::body::Incoming;
use hyper::rt::Executor as _;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use streams::Streams;
use tokio::net::TcpStream;
use tokio::sync::Notify;

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
    let (at_work, handlers) = (activity.clone(), tracker.clone());
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        let work = at_work.begin();
        let answer = match refuse(&request) {
            Some(refusal) => Either::Left(ready(Ok(refusal.map(EitherBody::Left)))),
            None => {
                request.extensions_mut().insert(on_loopback);
                let answer = service.clone().respond(request.map(Received::new));
                // It may compute for long, and the other streams of the connection are not to wait for it.
                Either::Right(handlers.clone().run(answer).map(|answer| match answer {
                    Some(Ok(answer)) => Ok(answer.map(EitherBody::Right)),
                    Some(Err(never)) => match never {},
                    // This resets its stream.
                    None => Err(Panicked),
                }))
            }
        };
        answer.map(|answer| answer.map(|answer| answer.map(|body| work.goes_on_with(body))))
    });

    let streams = Streams::default();
    // Told when no further request is to be taken.
    let last = Arc::new(Notify::new());
    streams.execute({
        let (activity, last) = (activity.clone(), last.clone());
        async move {
            activity.idle(timeout).await;
            last.notify_one();
        }
    });
    let connection = http2::Builder::new(streams.clone())
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT)
        .max_concurrent_streams(MAX_STREAMS)
        .max_send_buf_size(MAX_SEND_BUFFER)
        .initial_connection_window_size(MAX_UNREAD)
        .initial_stream_window_size(MAX_UNREAD)
        .serve_connection(socket, service);
    let mut connection = Box::pin(connection);
    let is_last = last.clone();
    let connection = async move {
        tokio::select! {
            biased;
            result = &mut connection => return result,
            () = is_last.notified() => {}
        }
        connection.as_mut().graceful_shutdown();
        tokio::select! {
            biased;
            result = connection => result,
            // Its client does not answer, or takes nothing.
            () = activity.idle(timeout) => Ok(()),
        }
    };
    let mut running = pin!(streams.run_with(connection));
    let result = poll_fn(|cx| {
        // This is polled again when that changes.
        if tracker.is_draining() {
            last.notify_one();
        }
        running.as_mut().poll(cx)
    })
    .await;
    log_end(result);
}

/// What was to answer a request has panicked.
#[derive(Debug)]
struct Panicked;

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what was to answer a request has panicked")
    }
}

impl std::error::Error for Panicked {}
