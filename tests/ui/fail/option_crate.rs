//! The crate is a path.

use sse_progress::job;

#[job("/a", crate = "sse_progress")]
async fn quoted() {}

fn main() {}
