//! A function is one job.

use sse_progress::job;

#[job("/a")]
#[job("/b")]
async fn twice() {}

fn main() {}
