//! Requests name the arguments.

#![allow(unused_variables)]

use sse_progress::job;

struct Pair {
    a: u8,
    b: u8,
}

#[job("/a")]
async fn unnamed(_: u8) {}

#[job("/b/{a}")]
async fn destructured(Pair { a, b }: Pair) {}

#[job("/c")]
async fn tuple((a, b): (u8, u8)) {}

#[job("/d")]
async fn by_reference(ref a: u8) {}

#[job("/e")]
async fn resuming(last_event_id: String) {}

#[job("/f")]
async fn repeating(idempotency_key: String) {}

fn main() {}
