//! What cannot be sent is blamed on the return type.

use sse_progress::{job, jobs};

struct Opaque;

#[job("/a")]
async fn value() -> Opaque {
    Opaque
}

#[job("/b")]
fn result() -> Result<u8, Opaque> {
    Ok(1)
}

fn main() {
    let _ = jobs![value, result];
}
