//! How a process is asked to stop.

/// Completes at Ctrl-C, and on Unix at SIGTERM, which is how service managers and containers ask.
///
/// From the first poll on, for the life of the process, these signals no longer end it by
/// themselves.
///
/// # Panics
///
/// Outside of a tokio runtime with I/O enabled.
pub(super) async fn shutdown_signal() {
    tokio::select! {
        () = ctrl_c() => {}
        () = terminate() => {}
    }
}

async fn ctrl_c() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        never(&error).await;
    }
}

#[cfg(unix)]
async fn terminate() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(error) => never(&error).await,
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending().await
}

/// To be unable to hear of a signal is not to have got one.
async fn never(error: &std::io::Error) {
    tracing::warn!(%error, "cannot listen for a signal");
    std::future::pending().await
}
