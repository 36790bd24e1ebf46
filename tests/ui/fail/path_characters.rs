//! A path has characters only that stand in an address as they are.

use sse_progress::job;

#[job("/a?b=c")]
async fn query() {}

#[job("/a#b")]
async fn fragment() {}

#[job("/a b")]
async fn space() {}

#[job("/a\nb")]
async fn line_break() {}

#[job("/a\0b")]
async fn control() {}

#[job("/a%20b")]
async fn encoded() {}

#[job("/größe")]
async fn not_ascii() {}

#[job("/a\\b")]
async fn backslash() {}

fn main() {}
