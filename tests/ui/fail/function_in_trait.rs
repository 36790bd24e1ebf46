//! A job has a body.

#![allow(unused_variables)]

use sse_progress::job;

trait Count {
    #[job("/count")]
    fn count(to: u64);
}

fn main() {}
