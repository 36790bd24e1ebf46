//! A parameter has one place.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/{x}/by/{x}")]
async fn area(x: u64) {}

fn main() {}
