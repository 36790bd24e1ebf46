//! The jobs of sse-progress, in its own server, in `warp::serve` and in axum.

use std::pin::Pin;
use std::time::Duration;

use sse_progress::{Jobs, Progress, Server, job, jobs};

use super::super::message;
use super::super::rows::STOP_GRACE;
use super::{Left, Place, listen};

/// Says a line every so many milliseconds. It is started before the clients come.
#[job("/shared")]
async fn shared(progress: Progress, every_ms: u64) {
    let Some(mut ticks) = ticks(every_ms) else {
        return std::future::pending().await;
    };
    for number in 1.. {
        ticks.tick().await;
        progress.println(message::write(number));
    }
}

/// Shows another message every so many milliseconds, to the one client that has started it.
#[job("/own", on_disconnect = cancel, retention = "1s")]
async fn own_run(progress: Progress, #[state] left: Left, every_ms: u64, number: usize) {
    let _guard = Guard { left, number };
    let Some(mut ticks) = ticks(every_ms) else {
        return std::future::pending().await;
    };
    for number in 1.. {
        ticks.tick().await;
        progress.set_message(message::write(number));
    }
}

/// `None` is never.
fn ticks(every_ms: u64) -> Option<tokio::time::Interval> {
    (every_ms > 0).then(|| tokio::time::interval(Duration::from_millis(every_ms)))
}

/// Notes when the future of a run is dropped.
struct Guard {
    left: Left,
    number: usize,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.left.note(self.number);
    }
}

/// The jobs, and the path of the run that all clients share.
fn build(every_ms: u64, left: Left) -> (Jobs, String) {
    let jobs = Jobs::builder()
        .jobs(jobs![shared, own_run])
        .state(left)
        .max_runs(20_000)
        .build()
        .expect("jobs that fit together");
    let run = jobs.start("shared", serde_json::json!({ "every_ms": every_ms }));
    let path = format!("/runs/{}", run.expect("a run").id());
    (jobs, path)
}

pub(super) async fn own(every_ms: u64, left: Left) -> Place {
    let (jobs, shared) = build(every_ms, left);
    let server = Server::bind("127.0.0.1:0").await.expect("a socket");
    let server = server.shutdown_grace(STOP_GRACE);
    let addr = server.local_addr();
    tokio::spawn(async move {
        let served = server.serve(&jobs).await;
        std::process::exit(i32::from(served.is_err()));
    });
    Place {
        addr,
        shared,
        own: "/own",
    }
}

pub(super) async fn in_warp(every_ms: u64, left: Left) -> Place {
    let (jobs, shared) = build(every_ms, left);
    let (listener, addr) = listen().await;
    // Boxed, since the compiler loses track of its lifetimes within another future.
    let serving: Pin<Box<dyn Future<Output = ()> + Send>> =
        Box::pin(warp::serve(jobs.routes()).incoming(listener).run());
    tokio::spawn(serving);
    Place {
        addr,
        shared,
        own: "/own",
    }
}

pub(super) async fn in_axum(every_ms: u64, left: Left) -> Place {
    let (jobs, shared) = build(every_ms, left);
    let (listener, addr) = listen().await;
    let router = axum::Router::new().nest_service("/tasks", jobs.service());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Place {
        addr,
        shared: format!("/tasks{shared}"),
        own: "/tasks/own",
    }
}
