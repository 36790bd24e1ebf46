//! Notices that stdout has been closed while there is nothing to write.

use std::future::pending;

/// Returns when stdout is a pipe whose other end is closed, and otherwise never.
///
/// Without it, `watch … | head -n 1` would go on until the run's next event.
pub(crate) async fn reader_gone() {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd as _;
        use tokio::io::Interest;
        use tokio::net::unix::pipe::Sender;

        let stdout = std::io::stdout().as_fd().try_clone_to_owned();
        // This fails for a file, which has no other end.
        let gone = match stdout.and_then(Sender::from_owned_fd_unchecked) {
            Ok(stdout) => stdout.ready(Interest::ERROR).await.is_ok(),
            Err(_) => false,
        };
        if gone {
            return;
        }
    }
    pending().await
}
