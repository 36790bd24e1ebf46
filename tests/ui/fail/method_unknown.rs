//! Jobs are started by `GET` and `POST`, written before the path.

use sse_progress::job;

#[job(PUT "/put")]
async fn put() {}

#[job(post "/post")]
async fn post() {}

#[job(POST, "/comma")]
async fn comma() {}

#[job("POST", "/quoted")]
async fn quoted() {}

#[job("post" "/quoted")]
async fn quoted_without_comma() {}

#[job("/after", "GET")]
async fn after() {}

#[job("/after", GET)]
async fn word_after() {}

#[job(method = "POST", "/option")]
async fn option() {}

#[job(POST = "/assigned")]
async fn assigned() {}

#[job(GET | POST "/both")]
async fn both() {}

fn main() {}
