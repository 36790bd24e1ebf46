//! A crate that is not where `crate = …` says.

use sse_progress::job;

#[job("/a", crate = nowhere::sse_progress)]
async fn lost(n: u8) -> u8 {
    n
}

fn main() {}
