//! Without `self` and `Self`, only rustc sees that it is in an `impl`.

#![allow(unused_variables)]

use sse_progress::job;

struct Counter;

impl Counter {
    #[job("/count")]
    async fn count(to: u64) {}
}

fn main() {}
