//! How a process is asked to stop.

#[cfg(unix)]
use std::sync::{Arc, atomic::AtomicBool};

#[cfg(unix)]
use signal_hook::consts::{SIGINT, SIGTERM};
#[cfg(unix)]
use signal_hook::flag::register_conditional_default;

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

/// Lets the next Ctrl-C or SIGTERM end the process, as if nobody had ever listened: what still goes on
/// then does not stop by itself.
pub(super) fn restore_default_signals() {
    #[cfg(unix)]
    for signal in [SIGINT, SIGTERM] {
        let always = Arc::new(AtomicBool::new(true));
        if let Err(error) = register_conditional_default(signal, always) {
            tracing::warn!(%error, "a signal keeps its handler");
        }
    }
}

/// Without a handler, wait for ever instead of shutting down.
async fn never(error: &std::io::Error) {
    tracing::warn!(%error, "cannot listen for a signal");
    std::future::pending().await
}
