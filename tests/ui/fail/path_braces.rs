//! Braces come in pairs.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/a/{x")]
async fn not_closed(x: u8) {}

#[job("/a/x}")]
async fn not_opened(x: u8) {}

#[job("/a/{{x}}")]
async fn nested(x: u8) {}

fn main() {}
