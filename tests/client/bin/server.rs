//! A server that lets one line through. Its argument: the address that it serves at.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test program: a panic is seen by whoever started it"
)]

#[path = "../jobs.rs"]
mod jobs;

use std::sync::Arc;

use sse_progress::Server;
use tokio::sync::Semaphore;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let addr = std::env::args().nth(1).expect("client-server ADDRESS");
    let server = Server::bind(addr).await.unwrap();
    println!("listening on {}", server.local_addr());
    let gate = Arc::new(Semaphore::new(1));
    server.serve(&jobs::jobs(&gate)).await.unwrap();
}
