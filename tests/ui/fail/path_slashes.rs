//! A path has one slash between two segments and none at its end.

use sse_progress::job;

#[job("/a//b")]
async fn empty_segment() {}

#[job("/a/")]
async fn trailing() {}

fn main() {}
