//! An option has a value of its kind.

use sse_progress::job;

#[job("/a", timeout = 5)]
async fn number() {}

#[job("/b", heartbeat = soon)]
async fn word() {}

#[job("/c", concurrency = "4")]
async fn quoted() {}

#[job("/d", concurrency = many)]
async fn not_a_number() {}

#[job("/e", concurrency = -1)]
async fn negative() {}

#[job("/f", name = resize)]
async fn bare_name() {}

#[job("/g", retry)]
async fn no_value() {}

#[job("/h", retry = )]
async fn nothing_after() {}

#[job("/i", retry("2s"))]
async fn parentheses() {}

#[job("/j", retry "2s")]
async fn no_sign() {}

#[job("/k", timeout = "5s" + "2s")]
async fn sum() {}

fn main() {}
