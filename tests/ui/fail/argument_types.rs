//! A run owns its arguments, of types that are known.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/a")]
async fn text(name: &str) {}

#[job("/b")]
async fn list(names: &[String]) {}

#[job("/c")]
async fn path(path: &std::path::Path) {}

#[job("/d")]
async fn forever(name: &'static str) {}

#[job("/e")]
async fn inside(names: Vec<&str>) {}

#[job("/f")]
async fn borrowed_state(#[state] names: &Vec<String>) {}

#[job("/g")]
async fn anything(name: impl Into<String>) {}

fn main() {}
