//! What becomes of a run that nobody watches.

use sse_progress::job;

#[job("/a", on_disconnect = cancle)]
async fn misspelled() {}

#[job("/b", on_disconnect = "detach")]
async fn quoted() {}

#[job("/c", on_disconnect = cancel_after)]
async fn after_what() {}

#[job("/d", on_disconnect = cancel_after(5))]
async fn no_unit() {}

#[job("/e", on_disconnect = cancel_after("0s"))]
async fn at_once() {}

#[job("/f", on_disconnect = cancel("5s"))]
async fn cancel_takes_nothing() {}

#[job("/g", on_disconnect = detach("5s"))]
async fn detach_takes_nothing() {}

#[job("/h", on_disconnect = cancel_after("5s", "6s"))]
async fn two() {}

fn main() {}
