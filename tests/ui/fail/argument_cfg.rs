//! A job has the same parameters in every build.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/a")]
async fn conditional(#[cfg(unix)] mode: u32) {}

fn main() {}
