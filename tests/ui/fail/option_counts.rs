//! Counts let at least one run start.

use sse_progress::job;

#[job("/a", concurrency = 0)]
async fn none() {}

#[job("/b", concurrency = 4000000000)]
async fn too_many() {}

#[job("/c", queue = 64)]
async fn queue_alone() {}

fn main() {}
