//! The command `sse-progress`, as a user meets it: a process with arguments, pipes and signals,
//! and a server in another process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends at the first surprise"
)]

mod cases;
mod codes;
mod hostile;
mod pipes;
mod process;
mod requests;
mod scripted;
mod server;
mod signals;
#[cfg(feature = "system")]
mod terminal;
