//! Some paths are taken.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/")]
async fn root() {}

#[job("/jobs")]
async fn list() {}

#[job("/runs")]
async fn runs() {}

#[job("/runs/{id}")]
async fn run(id: String) {}

#[job("/sse-progress.js")]
async fn script() {}

#[job("/sse-progress/page.css")]
async fn files() {}

fn main() {}
