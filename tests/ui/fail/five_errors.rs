//! Five errors in one attribute and its function, five messages, and none beside them.

#![allow(unused_variables)]

use sse_progress::{Progress, job, jobs};

#[job("/count/{too}", timout = "10m", retry = 2, concurrency = 0)]
async fn count(progress: Progress, to: u64, label: &str) -> u64 {
    drop((progress, label));
    to
}

fn main() {
    let _ = jobs![count];
}
