//! Clients that leave, vanish, stall, come back and cancel, over real sockets.

#![cfg(test)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "times, and what was skipped, are for who runs the tests"
)]

mod ages;
mod client;
mod crowds;
mod cuts;
mod http2;
mod ids;
mod intentions;
mod leaving;
mod ledger;
mod principals;
#[allow(dead_code, reason = "other tests need more of it")]
mod process;
mod processes;
#[cfg(feature = "system")]
mod proxies;
mod server;
mod sockets;
mod sse;
mod stalling;
mod times;
#[cfg(feature = "system")]
mod vanishing;
