//! A run ends.

use sse_progress::job;

#[job("/a")]
async fn for_ever() -> ! {
    loop {}
}

fn main() {}
