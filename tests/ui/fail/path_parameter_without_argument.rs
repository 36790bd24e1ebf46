//! A parameter goes to an argument.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/count/{too}")]
async fn misspelled(to: u64) {}

#[job("/resize/{width}")]
async fn missing(progress: u64) {}

fn main() {}
