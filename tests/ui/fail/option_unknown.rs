//! An option that is not known, and the ones that are.

use sse_progress::job;

#[job("/a", timout = "10m")]
async fn misspelt() {}

#[job("/b", colour = "red")]
async fn unheard_of() {}

fn main() {}
