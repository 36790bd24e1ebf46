//! A parameter is a whole segment.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/a-{x}")]
async fn after(x: u8) {}

#[job("/{name}.{extension}")]
async fn two(name: String, extension: String) {}

fn main() {}
