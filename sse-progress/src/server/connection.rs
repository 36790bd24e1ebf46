//! One connection, from its first byte to its end.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::Poll;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::preface::{self, Version};
use super::service::HttpService;
use super::tasks::Tracker;
use super::{ConnectionConfig, Timeouts, http1, http2};

/// Answers the requests of one client until it or the server has had enough.
#[allow(
    clippy::manual_async_fn,
    reason = "the future of an `async fn` has room for each argument twice"
)]
pub(super) fn serve<S: HttpService>(
    stream: TcpStream,
    service: S,
    config: ConnectionConfig,
    tracker: Tracker,
) -> impl Future<Output = ()> + Send + 'static {
    async move {
        let timeouts = config.timeouts;
        if let Err(error) = set_up(&stream, timeouts) {
            // The client may have left, or the system may not know an option: neither is a reason not
            // to try.
            tracing::debug!(%error, "a socket could not be set up");
        }

        let first = {
            let mut first = pin!(timeout(timeouts.header_read, preface::read(&stream)));
            poll_fn(|cx| match tracker.is_draining() {
                true => Poll::Ready(None),
                false => first.as_mut().poll(cx).map(Some),
            })
            .await
        };
        let (version, first) = match first {
            Some(Ok(Ok(Some(first)))) => first,
            None | Some(Ok(Ok(None))) => return,
            Some(Ok(Err(error))) => return tracing::debug!(%error, "a connection failed"),
            Some(Err(_)) => return tracing::debug!("a client sent no request in time"),
        };

        match version {
            Version::Http1 => http1::serve(stream, first, service, config, tracker).await,
            // Boxed, since the state of an HTTP/2 connection is far larger than that of an HTTP/1
            // connection, which would pay for it.
            Version::Http2 => {
                Box::pin(http2::serve(stream, first, service, config, tracker)).await;
            }
        }
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
