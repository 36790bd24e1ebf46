//! A real server, driven over sockets, and the rules that the sources keep.
#![cfg(test)]
#![allow(
    clippy::print_stdout,
    reason = "times and sizes that were measured, for who asks with --nocapture"
)]

mod addresses;

mod bars;
mod bytes;
mod data;
mod ends;
#[cfg(feature = "system")]
mod examples;
mod guards;
mod harness;
mod hostile;
mod hosts;
mod http2;
mod in_axum;
mod layers;
mod leaving;
mod limits;
mod listing;
mod malformed;
mod multiplex;
mod panics;
mod parameters;
mod prefer;
mod pressure;
mod programs;
mod queue;
mod results;
mod retention;
mod routes;
mod serving;
mod sharing;
mod streams;
mod testing;
mod uploads;
