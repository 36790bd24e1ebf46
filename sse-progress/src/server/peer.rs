//! The client at the other end of a connection.

use std::sync::Arc;

use tokio::net::TcpStream;

use crate::http::Disconnect;

/// The client at the other end of a connection. Each request has it as a
/// [`Disconnect`](crate::http::Disconnect).
#[derive(Clone, Debug)]
pub(super) struct Peer(Arc<TcpStream>);

impl Peer {
    pub(super) fn new(stream: Arc<TcpStream>) -> Self {
        Self(stream)
    }

    /// For the filters.
    pub(super) fn disconnect(&self) -> Disconnect {
        let peer = self.clone();
        Disconnect::new(move || {
            let peer = peer.clone();
            async move { peer.left().await }
        })
    }

    /// Completes when the client has closed its side of the connection or has reset it, or when
    /// the server has closed it.
    ///
    /// A response body is dropped when its client leaves, so that most filters need not ask. But
    /// the server sees that only once it has read all that came before: after one stray byte, a
    /// pipelined request, or a request body that is not read to its end, it notices no more. This
    /// does, since it asks the system and not the stream.
    ///
    /// A client that vanishes without a word is not gone until the system gives it up: see
    /// [`TCP_USER_TIMEOUT`](super::TCP_USER_TIMEOUT).
    ///
    /// It works on Linux and Android. Elsewhere it never completes.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and asked again, and asked by any number of tasks at once.
    pub(super) async fn left(&self) {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            // Urgent data is never asked of the system, so of what this waits for only the end of
            // the stream can come. An error says that the runtime is shutting down.
            while let Ok(ready) = self.0.ready(tokio::io::Interest::PRIORITY).await {
                if ready.is_read_closed() {
                    return;
                }
            }
        }
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        std::future::pending::<()>().await;
    }
}
