//! A connection of HTTP/2 without TLS.

use std::future::{poll_fn, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::Either;
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;

use super::Conditions;
use super::admit::refuse;
use super::answers::{Answers, log_end};
use super::socket::{KeepBack, Socket};
use super::tasks::Life;
use crate::http::OnLoopback;

/// How often an HTTP/2 client is asked whether it is there, and how long it may take to answer.
/// Together they take as long as TCP_USER_TIMEOUT.
const PING_INTERVAL: Duration = Duration::from_secs(15);
const PING_TIMEOUT: Duration = Duration::from_secs(15);

/// How many streams an HTTP/2 connection may have. A proxy puts those of many clients on one.
const MAX_STREAMS: u32 = 1024;

/// How many bytes are kept for an HTTP/2 stream whose client does not read.
const MAX_SEND_BUFFER: usize = 64 * 1024;

/// Answers the requests of one client until it or the server has had enough.
pub(super) async fn serve<S: Answers>(
    stream: TcpStream,
    first: Bytes,
    service: S,
    conditions: Conditions,
    life: Life,
) {
    let socket = TokioIo::new(Socket::new(stream, first, KeepBack::default()));
    let on_loopback = OnLoopback(conditions.on_loopback);
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        if let Some(refusal) = refuse(&request) {
            return Either::Left(ready(Ok(refusal.map(http_body_util::Either::Left))));
        }
        request.extensions_mut().insert(on_loopback);
        let answer = service.clone().answer(request);
        Either::Right(async move {
            answer
                .await
                .map(|answer| answer.map(http_body_util::Either::Right))
        })
    });
    let mut connection = Box::pin(
        http2::Builder::new(life.clone())
            .timer(TokioTimer::new())
            .keep_alive_interval(PING_INTERVAL)
            .keep_alive_timeout(PING_TIMEOUT)
            .max_concurrent_streams(MAX_STREAMS)
            .max_send_buf_size(MAX_SEND_BUFFER)
            .serve_connection(socket, service),
    );
    let mut is_closing = false;
    let result = poll_fn(|cx| {
        if !is_closing && life.is_draining() {
            is_closing = true;
            connection.as_mut().graceful_shutdown();
        }
        connection.as_mut().poll(cx)
    });
    log_end(result.await);
}
