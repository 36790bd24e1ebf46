//! A job is a safe function of Rust.

use sse_progress::job;

#[job("/a")]
unsafe fn unchecked() {}

#[job("/b")]
const fn constant() {}

#[job("/c")]
extern "C" fn foreign() {}

fn main() {}
