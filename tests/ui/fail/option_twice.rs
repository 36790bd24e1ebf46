//! An option is given once.

use sse_progress::job;

#[job("/a", timeout = "10m", retry = "2s", timeout = "5m")]
async fn twice() {}

fn main() {}
