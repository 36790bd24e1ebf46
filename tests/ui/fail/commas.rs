//! Parts are parted by commas.

use sse_progress::job;

#[job("/a" timeout = "10m")]
async fn after_path() {}

#[job("/b", timeout = "10m" retry = "2s")]
async fn after_option() {}

#[job("/c", on_disconnect = cancel retry = "2s")]
async fn after_word() {}

#[job("/d",, retry = "2s")]
async fn doubled() {}

#[job("/e", -> u64)]
async fn neither() {}

fn main() {}
