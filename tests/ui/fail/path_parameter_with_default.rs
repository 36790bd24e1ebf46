//! A parameter of the path is always given.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/count/{to}")]
async fn count(#[param(default = 10)] to: u64) {}

fn main() {}
