//! The next connection, whatever goes wrong before it.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// How long to wait when the system has nothing to accept with, such as no file descriptors left:
/// trying again at once would fail again at once.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts until it succeeds.
pub(super) async fn next<T, A>(mut accept: impl FnMut() -> A) -> T
where
    A: Future<Output = io::Result<(T, SocketAddr)>>,
{
    let mut told = false;
    loop {
        match accept().await {
            Ok((connection, _)) => return connection,
            Err(error) if is_of_one_connection(&error) => {
                tracing::debug!(%error, "a client left before it was accepted");
            }
            Err(error) => {
                if !told {
                    tracing::error!(%error, "cannot accept connections, trying on");
                    told = true;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Whether the error came with a connection, which it has taken with it.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use tokio::time::Instant;

    use super::*;

    async fn run(results: impl IntoIterator<Item = io::Result<u8>>) -> (u8, Duration) {
        let addr = SocketAddr::from(([127, 0, 0, 1], 1));
        let results = RefCell::new(results.into_iter());
        let start = Instant::now();
        let connection = next(|| {
            let result = results
                .borrow_mut()
                .next()
                .expect("no accept after success");
            async move { result.map(|connection| (connection, addr)) }
        })
        .await;
        (connection, start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_left_costs_no_time() {
        let left = || Err(io::ErrorKind::ConnectionAborted.into());
        assert_eq!(run([left(), left(), Ok(1)]).await, (1, Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn without_file_descriptors_it_waits_and_goes_on() {
        let emfile = || Err(io::Error::from_raw_os_error(24));
        assert_eq!(run([emfile(), emfile(), Ok(2)]).await, (2, PAUSE * 2));
    }
}
