//! A future that has to stay on its thread is blamed on the function.

use std::rc::Rc;

use sse_progress::{job, jobs};

#[job("/a")]
async fn not_send() {
    let shared = Rc::new(1);
    std::future::ready(()).await;
    drop(shared);
}

fn main() {
    let _ = jobs![not_send];
}
