//! A default of another type is one error, at the default.

use sse_progress::{job, jobs};

#[job("/a")]
async fn default(#[param(default = 300)] flag: bool) {
    let _ = flag;
}

fn main() {
    let _ = jobs![default];
}
