//! State that cannot be shared is blamed on the argument's type.

use sse_progress::{job, jobs};

struct NotClone;

#[job("/a")]
async fn state(#[state] state: NotClone) {
    drop(state);
}

fn main() {
    let _ = jobs![state];
}
