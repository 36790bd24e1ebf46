//! The path stands before the options.

use sse_progress::job;

#[job(timeout = "10m", "/count")]
async fn count() {}

#[job(timeout = "10m", POST "/post")]
async fn post() {}

#[job(path = "/named")]
async fn named() {}

fn main() {}
