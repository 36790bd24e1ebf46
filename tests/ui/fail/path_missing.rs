//! A job has a path.

use sse_progress::job;

#[job]
async fn nothing() {}

#[job()]
async fn nothing_between() {}

#[job(timeout = "10m")]
async fn only_options() {}

fn main() {}
