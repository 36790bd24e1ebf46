//! `GET /jobs`.

use serde_json::{Value, json};
use warp::http::header::{CACHE_CONTROL, HeaderValue};
use warp::reply::{Reply, Response};

use crate::jobs::{Jobs, Served};

/// Every job with what a client has to know to start it.
pub(super) fn reply(jobs: &Jobs) -> Response {
    let mut listed: Vec<&Served> = jobs.served().iter().collect();
    listed.sort_by_key(|served| served.job.name());
    let listed: Vec<Value> = listed.into_iter().map(describe).collect();
    let mut response = warp::reply::json(&json!({ "jobs": listed })).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn describe(served: &Served) -> Value {
    let job = &served.job;
    let methods = job.definition.methods;
    let mut names = Vec::new();
    if methods.get() {
        names.push("GET");
    }
    if methods.post() {
        names.push("POST");
    }
    json!({
        "name": job.name(),
        "description": job.description(),
        "methods": names,
        "path": job.path(),
        "body": served.takes_body,
        "parameters": served.parameters,
    })
}
