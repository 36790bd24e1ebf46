//! A path has no segments that clients resolve.

use sse_progress::job;

#[job("/a/../b")]
async fn parent() {}

#[job("/./a")]
async fn same() {}

fn main() {}
