//! The arguments of a job are known.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/a")]
unsafe extern "C" fn variadic(arguments: ...) {}

fn main() {}
