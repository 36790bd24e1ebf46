//! A duration has a unit, and is neither nothing nor for ever.

use sse_progress::job;

#[job("/a", timeout = "5")]
async fn no_unit() {}

#[job("/b", retry = "soon")]
async fn no_number() {}

#[job("/c", interval = "0s")]
async fn nothing() {}

#[job("/d", retention = "400d")]
async fn for_ever() {}

#[job("/e", heartbeat = "")]
async fn empty() {}

fn main() {}
