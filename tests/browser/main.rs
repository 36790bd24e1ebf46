//! A real browser at a real server.
//!
//! Most tests drive Chromium through `chromedriver`; those of `engines` are made in Firefox and in WebKitGTK, too. What
//! drives them has to be in the `PATH`. Each test has a browser and a server of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy spares the functions that are tests, not those that tests share"
)]

mod a11y;
mod again;
mod axe;
mod browser;
mod cpu;
mod data;
mod demo;
mod devtools;
mod drafts;
mod elements;
mod engine;
mod engines;
mod entered;
mod event_source;
mod first_page;
mod first_paint;
mod forced_colors;
mod forms;
mod frameworks;
mod headers;
mod hostile;
mod keyboard;
mod lifecycle;
mod locked;
mod log_panel;
mod log_text;
mod nested_forms;
mod notification;
mod offline;
mod own_page;
#[path = "../packages.rs"]
mod packages;
mod pages;
mod pictures;
mod prefix;
mod print;
mod proxy;
mod reading;
mod reload;
mod results;
mod run_page;
mod server;
mod sharing;
mod silence;
mod speaking;
mod starting;
mod staying;
mod tokens;
mod translated;
mod tree;
mod typing;
mod upload_progress;
mod uploads;
mod wishes;
mod work;
mod worker;
