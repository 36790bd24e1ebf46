//! A job has one path.

use sse_progress::job;

#[job("/a", "/b")]
async fn twice() {}

fn main() {}
