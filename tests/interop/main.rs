//! Other people's clients: what they read of a run is what was logged. And their compiler, which
//! reads the types of our module, and their tools, which make a bundle and a package of it.
//!
//! The packages come from npm and PyPI, in the versions that `node/package-lock.json` and
//! `python/requirements.txt` name, into the directory of build outputs. So the first run needs a
//! network, `node`, `npm` and `python3` with pip.

#![cfg(test)]

mod assets;
mod bundle;
mod client;
mod cut;
mod openapi;
mod package;
#[path = "../packages.rs"]
mod packages;
mod pages;
mod reading;
mod resuming;
mod script;
mod server;
mod types;

use std::time::Duration;

/// Nothing that a test waits for takes longer, on a busy machine either.
const DEADLINE: Duration = Duration::from_secs(60);
