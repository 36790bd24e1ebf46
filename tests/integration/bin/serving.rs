//! Serves until it is told to stop, by the function that does all of it.

#![allow(
    clippy::unwrap_used,
    reason = "a test program: a panic is seen by whoever started it"
)]

use sse_progress::{Jobs, Progress, job, jobs};

#[job("/count/{to}", on_disconnect = detach)]
async fn count(progress: Progress, to: u64) -> u64 {
    progress.set_length(to);
    std::future::pending::<()>().await;
    to
}

/// Looks at nothing, least of all at whether it is cancelled.
#[job("/stubborn")]
fn stubborn() {
    loop {
        std::thread::park();
    }
}

#[tokio::main]
async fn main() {
    let builder = Jobs::builder().jobs(jobs![count, stubborn]);
    let jobs = builder.allow_host("test").build().unwrap();
    sse_progress::serve(jobs, "127.0.0.1:0").await.unwrap();
}
