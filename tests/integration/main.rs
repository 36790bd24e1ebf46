//! A real server, driven over sockets, and the rules that the sources keep.
#![cfg(test)]

mod addresses;
mod bytes;
mod ends;
mod guards;
mod harness;
mod hostile;
mod http2;
mod layers;
mod leaving;
mod malformed;
mod parameters;
mod pressure;
mod queue;
mod routes;
mod serving;
mod sharing;
mod streams;
