//! An option that is not known, and the ones that are.

use sse_progress::job;

#[job("/a", timout = "10m")]
async fn misspelled() {}

#[job("/b", color = "red")]
async fn unheard_of() {}

fn main() {}
