//! The moment at which a client leaves.

use tokio::net::TcpStream;

/// Completes when the client has closed its side of the connection or has reset it.
///
/// It asks the system and reads nothing, so it does not matter what else the client has sent. An
/// HTTP implementation sees that a client has left only once it has read all that came before: after
/// one stray byte, or a pipelined request, it notices no more.
///
/// A client that vanishes without a word is not gone until the system gives it up: see
/// [`TCP_USER_TIMEOUT`](super::TCP_USER_TIMEOUT).
///
/// It works on Linux and Android. Elsewhere it never completes.
///
/// # Cancel safety
///
/// It may be dropped and asked again.
pub(super) async fn left(stream: &TcpStream) {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        // tokio never registers EPOLLPRI, but its PRIORITY readiness includes READ_CLOSED, so this
        // wakes at a FIN or RST only. An error says that the runtime is shutting down.
        while let Ok(ready) = stream.ready(tokio::io::Interest::PRIORITY).await {
            if ready.is_read_closed() {
                return;
            }
        }
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        let _ = stream;
        std::future::pending::<()>().await;
    }
}
