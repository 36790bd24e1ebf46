//! Nobody chooses types when a request starts a job.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/a")]
async fn typed<T: Send>(value: T) {}

#[job("/b")]
async fn borrowing<'a>(value: Vec<u8>) {}

#[job("/c")]
async fn counted<const N: usize>(values: [u8; N]) {}

#[job("/d")]
async fn bounded(value: u8)
where
    u8: Send,
{
}

fn main() {}
