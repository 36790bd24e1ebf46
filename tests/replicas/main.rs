//! Several real processes, a real Redis and a real proxy, and what becomes of runs when one of them
//! fails.

#![cfg(test)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "times are for whoever runs the tests"
)]

#[path = "../reconnect/client.rs"]
#[allow(dead_code, reason = "these tests need less of it")]
mod client;
#[path = "../reconnect/process.rs"]
mod process;
#[path = "../reconnect/sockets.rs"]
mod sockets;
#[path = "../reconnect/sse.rs"]
#[allow(dead_code, reason = "these tests need less of it")]
mod sse;

mod addresses;
mod away;
mod claims;
mod cluster;
mod connecting;
mod contract;
mod deploys;
mod ends;
mod faults;
mod from_rust;
mod gate;
mod listing;
#[allow(dead_code, reason = "the bench needs more of it")]
mod redis;
mod sticky;
mod upkeep;
mod watcher;

/// How often a test does something that once in a while goes wrong. `SSE_PROGRESS_TIMES=30` makes it
/// thirty times as often.
fn times(usual: usize) -> usize {
    let more = std::env::var("SSE_PROGRESS_TIMES").ok();
    usual * more.map_or(1, |more| more.parse().unwrap())
}
