//! A name fits into addresses, events and shells.

use sse_progress::job;

#[job("/a", name = "")]
async fn empty() {}

#[job("/b", name = "make thumbnails")]
async fn spaced() {}

#[job("/c")]
async fn größe() {}

fn main() {}
