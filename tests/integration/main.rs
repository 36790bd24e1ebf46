//! A real server, driven over sockets, and the rules that the sources keep.
#![cfg(test)]

mod ends;
mod harness;
mod layers;
mod pressure;
mod queue;
mod sharing;
mod streams;
