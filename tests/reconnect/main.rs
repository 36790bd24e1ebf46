//! Clients that leave, vanish, stall, come back and cancel, over real sockets.

#![cfg(test)]

mod client;
mod cuts;
mod ids;
mod intentions;
mod leaving;
mod ledger;
mod principals;
mod server;
mod sse;
mod times;
