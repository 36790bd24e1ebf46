//! `GET /openapi.json`: what there is to ask for, as OpenAPI 3.2, for clients that are generated and
//! for pages that document an API.
//!
//! It describes the same jobs as `GET /jobs`, from the same arguments, and is built once. Its one
//! server is `.`, the address of the document without its last segment, so that it is right below
//! any prefix.
//!
//! ```text
//! api         what the application says of itself
//! job         the operations of a job
//! parameters  what goes with a request, and its body
//! runs        the operations that every server has
//! schemas     what stands in requests and answers
//! responses   what an answer is, with its status
//! names       the names that schemas may have here
//! ```

mod api;
mod job;
mod names;
mod parameters;
mod responses;
mod runs;
mod schemas;

use bytes::Bytes;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::assets::cached;
use super::request::Request;
use super::response_body::Response;
use crate::runs::Catalog;

pub(crate) use api::Api;
use responses::Responses;

/// Where the schemas are that others refer to.
const SCHEMAS: &str = "/components/schemas";

/// The document, as it is sent.
#[derive(Debug)]
pub(super) struct OpenApi(Bytes);

impl OpenApi {
    /// Describes the jobs. `asks` says whether an application's hook decides who may do what.
    pub(super) fn new(catalog: &Catalog, api: Api, asks: bool) -> Self {
        Self(document(catalog, api, asks).to_string().into())
    }

    /// The document, or that the client has it already.
    pub(super) fn reply(&self, request: &Request) -> Response {
        cached(request, self.0.clone(), "application/json")
    }
}

fn document(catalog: &Catalog, api: Api, asks: bool) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = SCHEMAS.into();
    });
    // One for all jobs: of two types with the same name, it gives the second another. Ours come
    // first and so keep theirs.
    let mut generator = settings.into_generator();
    let responses = Responses::new(&mut generator, asks);
    let mut paths = runs::paths(&mut generator, &responses);
    let mut jobs: Vec<_> = catalog.iter().collect();
    jobs.sort_by_key(|at| at.job.name());
    for at in jobs {
        let item = job::path_item(&mut generator, &responses, at);
        paths.insert(at.template.to_string(), item);
    }
    let mut components = Map::new();
    let of_protocol = parameters::components(&mut generator);
    components.insert("schemas".into(), generator.take_definitions(true).into());
    components.insert("responses".into(), responses.into_components());
    components.insert("parameters".into(), of_protocol);
    let (info, security) = api.describe(&mut components);
    let mut document = json!({
        "openapi": "3.2.0",
        "info": info,
        "servers": [{ "url": "." }],
        "security": security,
        "tags": [
            { "name": "jobs", "description": "Starting a job." },
            { "name": "runs", "description": "Watching and cancelling what was started." },
            { "name": "server", "description": "What there is." },
        ],
        "paths": paths,
        "components": components,
    });
    names::check(&mut document);
    document
}

#[cfg(test)]
mod tests;
