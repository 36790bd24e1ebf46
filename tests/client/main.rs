//! The client against servers that misbehave, one rule at a time, and against our own.

#![cfg(test)]

mod answers;
mod calls;
mod child;
mod data;
mod dropping;
mod events;
mod features;
mod jobs;
mod own_server;
#[path = "../reconnect/process.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod process;
mod proxies;
mod redirects;
mod resuming;
mod runs;
mod script;
mod silence;
mod story;
mod times;
mod tls;
mod unreachable;
