//! A parameter comes from the request.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/count/{db}")]
async fn count(#[state] db: u64) {}

fn main() {}
