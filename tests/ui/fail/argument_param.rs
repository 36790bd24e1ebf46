//! `#[param]` has a default.

#![allow(unused_variables)]

use sse_progress::job;

#[job("/a")]
async fn nothing(#[param] n: u64) {}

#[job("/b")]
async fn nothing_between(#[param()] n: u64) {}

#[job("/c")]
async fn misspelled(#[param(defualt = 1)] n: u64) {}

#[job("/d")]
async fn unheard_of(#[param(min = 1)] n: u64) {}

#[job("/e")]
async fn parentheses(#[param(default(1))] n: u64) {}

#[job("/f")]
async fn no_value(#[param(default = )] n: u64) {}

#[job("/g")]
async fn default_twice(#[param(default, default = 1)] n: u64) {}

#[job("/h")]
async fn param_twice(
    #[param(default)]
    #[param(default)]
    n: u64,
) {
}

fn main() {}
