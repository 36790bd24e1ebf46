//! `GET /jobs`.

use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue};
use serde_json::{Value, json};

use super::response_body::{self, Response};
use super::site::Site;
use crate::parameters::media_type_of_body;
use crate::runs::JobAt;

/// Every job with what a client has to know to start it, in the order in which they were registered.
pub(super) fn reply(site: &Site) -> Response {
    let jobs: Vec<Value> = listed(site).into_iter().map(describe).collect();
    let json = json!({
        "jobs": jobs,
        // Whether `/runs` says anything.
        "lists_runs": site.authorize.is_some(),
        // Names that a query may have beside those of the parameters.
        "set_aside": site.query_set_aside,
    })
    .to_string();
    let mut response = response_body::json(StatusCode::OK, json);
    let cached = HeaderValue::from_static("no-cache");
    response.headers_mut().insert(CACHE_CONTROL, cached);
    response
}

/// The jobs, in the order in which they were registered.
pub(super) fn listed(site: &Site) -> Vec<&JobAt> {
    let mut jobs: Vec<_> = site.runs.catalog().iter().map(|at| &**at).collect();
    jobs.sort_by_key(|at| at.number);
    jobs
}

/// What a client has to know to start a job.
pub(super) fn describe(at: &JobAt) -> Value {
    let job = &at.job;
    let methods = job.definition.methods;
    let mut names = Vec::new();
    if methods.get() {
        names.push("GET");
    }
    if methods.post() {
        names.push("POST");
    }
    let mut described = json!({
        "name": job.name(),
        "description": job.description(),
        "methods": names,
        "path": job.path(),
        "body": at.takes_body,
        // What becomes of a run that whoever started it does not watch any more.
        "on_disconnect": job.policy().when_unwatched(true).word(),
        "parameters": at.parameters,
    });
    if let Some(media_type) = media_type_of_body(&job.definition.arguments) {
        described["body_type"] = media_type.into();
    }
    described
}
