//! Nothing stops a plain `fn`, so that it needs no time to clean up.

use sse_progress::job;

#[job("/a", clean_up = "5s")]
fn plain() {}

fn main() {}
