//! The body of a request is an argument by itself.

#![allow(unused_variables)]

use sse_progress::{BodyStream, Multipart, job, jobs};

#[job(POST "/a")]
async fn maybe(form: Option<Multipart>) {}

#[job(POST "/b")]
async fn borrowed(body: &BodyStream) {}

#[job(POST "/c")]
async fn with_a_default(#[param(default)] body: BodyStream) {}

#[job(GET "/d")]
async fn got(form: Multipart) {}

#[job(POST "/e")]
async fn state(#[state] body: BodyStream) {}

fn main() {
    let _ = jobs![maybe, with_a_default, got, state];
}
