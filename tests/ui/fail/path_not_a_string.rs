//! A path is a string literal.

use sse_progress::job;

#[job(42)]
async fn number() {}

#[job(b"/bytes")]
async fn bytes() {}

#[job((concat!("/a", "/b")))]
async fn expression() {}

fn main() {}
