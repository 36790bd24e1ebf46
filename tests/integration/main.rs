//! A real server, driven over sockets, and the rules that the sources keep.
#![cfg(test)]

mod examples;
mod layers;
