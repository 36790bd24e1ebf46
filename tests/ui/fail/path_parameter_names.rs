//! A parameter is named as an argument is.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/{}")]
async fn none() {}

#[job("/{1st}")]
async fn digit() {}

#[job("/{a-b}")]
async fn dash() {}

#[job("/{id:u64}")]
async fn typed(id: u64) {}

#[job("/count/:to")]
async fn colon(to: u64) {}

fn main() {}
