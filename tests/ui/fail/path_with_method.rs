//! The method is not a part of the path.

#![allow(unused_variables)]

use sse_progress::job;

#[job("POST /count/{to}")]
async fn count(to: u64) {
    drop(to);
}

fn main() {}
