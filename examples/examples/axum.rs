//! The jobs in an application of axum, below a path of their own:
//!
//! ```sh
//! cargo run --example axum
//! curl -N localhost:3030/tasks/count/100
//! ```
//!
//! `http://localhost:3030/tasks/` lists them in a browser. The layers around them are harmless:
//! `TraceLayer`, `TimeoutLayer`, which ends requests whose answer has not begun, and
//! `CompressionLayer`, which leaves event streams alone. `ResponseBodyTimeoutLayer` is not among
//! them: it would cut streams.

#![allow(clippy::print_stdout, reason = "it tells whoever runs it what it does")]

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::get;
use sse_progress::{Jobs, Progress, job, jobs};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// Count to a number, slowly.
#[job("/count/{to}")]
async fn count(progress: Progress, to: u64) -> u64 {
    for _ in progress.wrap_iter(0..to) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    to
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let address = std::env::args().nth(1);
    let address = address.as_deref().unwrap_or("127.0.0.1:3030");

    // What is on a loopback address answers to these names alone: a page of another name that
    // leads there must not start jobs.
    let jobs = Jobs::builder()
        .jobs(jobs![count])
        .allow_host("localhost")
        .build()?;
    let limit =
        TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(10));
    let app = Router::new()
        .route("/", get(|| async { Redirect::to("/tasks/") }))
        .nest_service("/tasks", jobs.service())
        .layer(CompressionLayer::new())
        .layer(limit)
        .layer(TraceLayer::new_for_http());

    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    // systemd, Docker and Kubernetes send SIGTERM.
    let mut term = signal(SignalKind::terminate())?;
    let stop = async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = term.recv() => {}
        }
    };
    // axum waits for open streams to end, and they end when their runs have.
    axum::serve(listener, app)
        .with_graceful_shutdown(async move {
            stop.await;
            jobs.shutdown(Duration::from_secs(10)).await;
        })
        .await?;
    Ok(())
}
