//! When a stream says something though nothing happens.

use std::time::Duration;

/// The longest silence on a stream. A comment that ends it shows the client, and every proxy on the
/// way, that the connection is alive; and it makes a write fail if the client is gone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heartbeat(Duration);

impl Heartbeat {
    pub(super) fn new(interval: Duration) -> Self {
        Self(interval)
    }

    /// Completes when the silence, which begins now, has been long enough.
    pub(super) async fn due(self) {
        tokio::time::sleep(self.0).await;
    }
}
