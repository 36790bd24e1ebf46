//! A path starts with a slash.

#![allow(unused_variables)]

use sse_progress::job;

#[job("count/{to}")]
async fn count(to: u64) {
    drop(to);
}

fn main() {}
