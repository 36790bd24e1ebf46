//! A server that tells at `/starts` how often a function was called. Its arguments: the address that it serves at, and
//! how many milliseconds its runs have when it is told to stop.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test program: a panic is seen by whoever started it"
)]

#[path = "../client.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod client;
#[path = "../ledger.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod ledger;
#[path = "../sse.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod sse;

use std::time::Duration;

use ledger::{Ledger, all};
use sse_progress::{Jobs, Server};
use warp::Filter as _;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [addr, grace] = &arguments[..] else {
        panic!("reconnect-server ADDRESS GRACE");
    };
    let ledger = Ledger::new();
    let builder = Jobs::builder().jobs(all()).state(ledger.clone());
    let jobs = builder.build().unwrap();
    let server = Server::bind(addr.as_str()).await.unwrap();
    println!("listening on {}", server.local_addr());
    let starts = warp::path!("starts").map(move || ledger.starts().to_string());
    let server = server.shutdown_grace(Duration::from_millis(grace.parse().unwrap()));
    server
        .serve_with(&jobs, starts.or(jobs.routes()))
        .await
        .unwrap();
}
