//! `jobs!` lists functions with `#[job]`.

use sse_progress::{job, jobs};

mod import {
    #[sse_progress::job("/import")]
    pub async fn import() {}
}

#[job("/count")]
async fn count() {}

async fn forgotten(n: u8) -> u8 {
    n
}

fn main() {
    let _ = jobs![count, forgotten];
    let _ = jobs![cuont];
    let _ = jobs![import::missing];
    let _ = jobs![import];
}
