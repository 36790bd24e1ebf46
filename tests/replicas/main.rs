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
#[path = "../reconnect/sse.rs"]
#[allow(dead_code, reason = "these tests need less of it")]
mod sse;

mod addresses;
mod cluster;
mod faults;
mod redis;
mod watcher;
