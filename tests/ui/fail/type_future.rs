//! A function that returns a future would do nothing.

use std::future::Future;
use std::pin::Pin;

use sse_progress::{job, jobs};

#[job("/a")]
fn boxed(n: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async move { n })
}

#[job("/b")]
async fn twice(n: u8) -> impl Future<Output = u8> {
    async move { n }
}

fn main() {
    let _ = jobs![boxed, twice];
}
