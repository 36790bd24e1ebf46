//! A parameter takes one segment.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/files/{*rest}")]
async fn starred(rest: String) {}

#[job("/files/{rest..}")]
async fn dotted(rest: String) {}

fn main() {}
