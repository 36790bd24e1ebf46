//! What our own servers do in these tests.

use std::sync::Arc;

use sse_progress::{Jobs, Progress, job, jobs};
use tokio::sync::Semaphore;

/// Says lines, each when it is allowed.
#[job("/say/{lines}", on_disconnect = detach, retry = "100ms")]
async fn say(progress: Progress, #[state] gate: Arc<Semaphore>, lines: u64) -> u64 {
    for line in progress.wrap_iter(1..=lines) {
        gate.acquire().await.unwrap().forget();
        progress.println(format!("line {line}"));
    }
    lines
}

/// Waits for its end.
#[job("/wait", retry = "100ms")]
async fn wait(_progress: Progress) {
    std::future::pending::<()>().await;
}

/// Doubles a number.
#[job(POST "/double")]
async fn double(number: u64) -> u64 {
    2 * number
}

/// `gate` lets one line through for each of its permits.
pub(crate) fn jobs(gate: &Arc<Semaphore>) -> Jobs {
    let builder = Jobs::builder().jobs(jobs![say, wait, double]);
    builder.state(gate.clone()).build().unwrap()
}
