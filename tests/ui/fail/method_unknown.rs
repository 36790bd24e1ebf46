//! Jobs are started by `GET` and `POST`.

use sse_progress::job;

#[job(PUT "/put")]
async fn put() {}

#[job(post "/post")]
async fn post() {}

#[job(POST, "/comma")]
async fn comma() {}

fn main() {}
