//! Runs on a terminal: those of this process, and in a terminal with a window that is resized.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on ends"
)]

mod jobs;
#[cfg(feature = "system")]
mod scrollback;
#[cfg(feature = "system")]
mod tmux;
#[cfg(feature = "system")]
mod windows;
