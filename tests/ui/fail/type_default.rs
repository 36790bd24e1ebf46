//! A default of another type is one error, at the default.

#![allow(unused_variables)]

use sse_progress::{Body, Progress, job, jobs};

#[job("/a")]
async fn number(#[param(default = 300)] flag: bool) {}

#[job("/b")]
async fn text(#[param(default = "a")] n: u32, #[param(default = "png")] format: Option<String>) {}

#[job("/c")]
async fn always_there(#[param(default = Body::default())] body: Body) {}

#[job("/d")]
async fn also_there(#[param(default = Progress::hidden())] progress: Progress) {}

fn main() {
    let _ = jobs![number, text, always_there, also_there];
}
