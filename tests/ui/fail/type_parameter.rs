//! What a request cannot hold is blamed on the argument's type.

use sse_progress::{job, jobs};

struct Opaque;

#[job("/a")]
async fn argument(opaque: Opaque, list: Vec<Opaque>) {
    drop((opaque, list));
}

fn main() {
    let _ = jobs![argument];
}
