//! The command `sse-progress`, as a user meets it: a process with arguments, pipes and signals,
//! and a server in another process.

#![cfg(test)]

mod cases;
mod codes;
#[cfg(feature = "system")]
mod example;
mod hostile;
mod names;
mod pipes;
mod process;
mod requests;
mod scripted;
mod secrets;
mod server;
#[cfg(feature = "system")]
mod shells;
mod signals;
#[cfg(feature = "system")]
mod terminal;
