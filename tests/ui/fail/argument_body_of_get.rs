//! A request with `GET` has no body.

#![allow(unused_variables)]

use sse_progress::{Body, Progress, job, jobs};

#[job(GET "/upload")]
async fn upload(progress: Progress, rows: u64, file: Body) {}

fn main() {
    let _ = jobs![upload];
}
