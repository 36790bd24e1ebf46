//! One connection, from its first byte to its end.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, ready};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::admit::refuse;
use super::peer::Peer;
use super::preface::{self, Version};
use super::socket::Socket;
use super::tasks::Life;
use super::{Conditions, Timeouts};
use crate::http::OnLoopback;
use crate::run::BoxError;

/// What answers the requests of connections: a `tower` service, ours or a `warp` filter's.
pub(super) trait Answers: Clone + Send + 'static {
    type Body: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static;

    fn answer(
        self,
        request: http::Request<Incoming>,
    ) -> impl Future<Output = Result<http::Response<Self::Body>, Infallible>> + Send + 'static;
}

impl<S, B> Answers for S
where
    S: tower_service::Service<
            http::Request<Incoming>,
            Response = http::Response<B>,
            Error = Infallible,
            Future: Send + 'static,
        > + Clone
        + Send
        + 'static,
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Body = B;

    fn answer(
        self,
        request: http::Request<Incoming>,
    ) -> impl Future<Output = Result<http::Response<B>, Infallible>> + Send + 'static {
        let mut service = self;
        // Both services are always ready.
        service.call(request)
    }
}

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
    service: S,
    conditions: Conditions,
    mut life: Life,
) {
    let timeouts = conditions.timeouts;
    if let Err(error) = set_up(&stream, timeouts) {
        // The client may have left, or the system may not know an option: neither is a reason not
        // to try.
        tracing::debug!(%error, "a socket could not be set up");
    }

    let first = tokio::select! {
        first = timeout(timeouts.header_read, preface::read(&stream)) => first,
        () = life.draining() => return,
    };
    let (version, first) = match first {
        Ok(Ok(Some(first))) => first,
        Ok(Ok(None)) => return,
        Ok(Err(error)) => return tracing::debug!(%error, "a connection failed"),
        Err(_) => return tracing::debug!("a client sent no request in time"),
    };

    let stream = Arc::new(stream);
    let socket = TokioIo::new(Socket::new(Arc::clone(&stream), first));
    let disconnect = Peer::new(stream).disconnect();
    let on_loopback = OnLoopback(conditions.on_loopback);
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        if let Some(refusal) = refuse(&request) {
            return Either::Left(ready(Ok(refusal.map(http_body_util::Either::Left))));
        }
        request.extensions_mut().insert(disconnect.clone());
        request.extensions_mut().insert(on_loopback);
        let answer = service.clone().answer(request);
        Either::Right(async move {
            answer
                .await
                .map(|answer| answer.map(http_body_util::Either::Right))
        })
    });

    // Boxed one by one, since the state of an HTTP/2 connection is more than twice as large as that
    // of an HTTP/1 connection, which would pay for it.
    let result = match version {
        Version::Http1 => {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(timeouts.header_read)
                .serve_connection(socket, service);
            let close = http1::Connection::graceful_shutdown;
            drive(Box::pin(connection), close, life).await
        }
        Version::Http2 => {
            let connection = http2::Builder::new(life.clone())
                .timer(TokioTimer::new())
                .keep_alive_interval(PING_INTERVAL)
                .keep_alive_timeout(PING_TIMEOUT)
                .max_concurrent_streams(MAX_STREAMS)
                .max_send_buf_size(MAX_SEND_BUFFER)
                .serve_connection(socket, service);
            let close = http2::Connection::graceful_shutdown;
            drive(Box::pin(connection), close, life).await
        }
    };
    match result {
        Ok(()) => {}
        Err(error) if error.is_user() => tracing::warn!(%error, "a response broke off"),
        // That clients leave, at any time and in any way, is how streams end.
        Err(error) => tracing::debug!(%error, "a connection ended early"),
    }
}

fn set_up(stream: &TcpStream, timeouts: Timeouts) -> io::Result<()> {
    // An event is a small packet that must not wait for the next.
    stream.set_nodelay(true)?;
    // hyper stops polling a body whose client takes nothing, so no timer of the body's own would
    // end it. Set here, since a socket that was accepted before the listening socket had the option
    // does not inherit it.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket2::SockRef::from(stream).set_tcp_user_timeout(Some(timeouts.tcp_user))?;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = timeouts.tcp_user;
    Ok(())
}

/// Runs a connection, and closes it as soon as it is idle once the server drains.
async fn drive<C>(
    mut connection: Pin<Box<C>>,
    close: fn(Pin<&mut C>),
    mut life: Life,
) -> hyper::Result<()>
where
    C: Future<Output = hyper::Result<()>>,
{
    tokio::select! {
        biased;
        result = &mut connection => return result,
        () = life.draining() => close(connection.as_mut()),
    }
    connection.await
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn sockets_are_set_up_for_streams() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap());
        let (_client, accepted) = tokio::join!(client, listener.accept());
        let stream = accepted.unwrap().0;
        let timeouts = Timeouts {
            header_read: Duration::ZERO,
            tcp_user: Duration::from_secs(7),
        };
        set_up(&stream, timeouts).unwrap();
        assert!(stream.nodelay().unwrap());
        #[cfg(any(target_os = "linux", target_os = "android"))]
        assert_eq!(
            socket2::SockRef::from(&stream).tcp_user_timeout().unwrap(),
            Some(timeouts.tcp_user)
        );
    }
}
