//! A path says something.

use sse_progress::job;

#[job("")]
async fn empty() {}

fn main() {}
