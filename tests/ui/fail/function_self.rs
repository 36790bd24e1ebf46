//! A job is no method.

#![allow(unused_variables)]

use sse_progress::job;

struct Counter;

impl Counter {
    #[job("/count")]
    async fn count(&self, to: u64) {}
}

fn main() {}
