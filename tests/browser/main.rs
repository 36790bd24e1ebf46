//! A real browser at a real server.
//!
//! The tests drive Chromium through `chromedriver`, which has to be in the `PATH`. Each test has a
//! browser and a server of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy spares the functions that are tests, not those that tests share"
)]

mod browser;
mod driver;
mod elements;
mod event_source;
mod forms;
mod hostile;
mod lifecycle;
mod line;
mod own_page;
#[path = "../packages.rs"]
mod packages;
mod server;
