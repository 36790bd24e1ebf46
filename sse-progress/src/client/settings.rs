//! What a client was built with.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::header::HeaderMap;

/// What every request of one client has in common.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) http: reqwest::Client,
    pub(super) headers: HeaderMap,
    /// The longest time without a sign of life.
    pub(super) silence: Duration,
    pub(super) give_up_after: Option<Duration>,
    pub(super) max_event: usize,
    /// Not less than `max_event`.
    pub(super) max_done: usize,
    /// What is connected to in place of the address.
    pub(super) unix_socket: Option<PathBuf>,
}
