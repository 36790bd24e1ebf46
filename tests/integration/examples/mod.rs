//! The examples as a newcomer meets them: programs of their own, driven with curl.

mod checksum;
mod client;
mod endless;
mod import_csv;
mod metrics;
mod mirror;
mod program;
mod quickstart;
mod upload;

use std::time::Duration;

/// Nothing that a test waits for takes longer, even in a debug build on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);
