//! A job is no method and no associated function.

#![allow(unused_variables)]

use sse_progress::job;

struct Counter;

impl Counter {
    #[job("/count")]
    async fn count(&self, to: u64) {}

    #[job("/steps")]
    fn steps(to: u64) -> u64 {
        Self::double(to)
    }

    fn double(to: u64) -> u64 {
        2 * to
    }
}

fn main() {}
