//! `#[state]` says it all.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/a")]
async fn both(
    #[state]
    #[param(default)]
    n: u64,
) {
}

#[job("/b")]
async fn with_a_value(#[state("db")] n: u64) {}

#[job("/c")]
async fn twice(
    #[state]
    #[state]
    n: u64,
) {
}

fn main() {}
