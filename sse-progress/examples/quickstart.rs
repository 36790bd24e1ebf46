//! Counts to a number, slowly: the smallest job with progress.
//!
//! ```text
//! cargo run --example quickstart
//! curl -N localhost:3030/count/100
//! ```

use sse_progress::{Progress, job, jobs};

/// Count to a number, slowly.
#[job("/count/{to}")]
async fn count(progress: Progress, to: u64) -> u64 {
    for _ in progress.wrap_iter(0..to) {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    to
}

#[tokio::main]
async fn main() -> Result<(), sse_progress::Error> {
    sse_progress::serve(jobs![count], "127.0.0.1:3030").await
}
