//! The operations of a job.

use schemars::SchemaGenerator;
use serde_json::{Value, json};

use super::parameters::{self, OF_A_START, Parameter};
use super::responses::{Responses, empty, header, in_json};
use super::schemas::Accepted;
use crate::parameters::media_type_of_body;
use crate::runs::JobAt;

/// What there is at the path of a job.
pub(super) fn path_item(
    generator: &mut SchemaGenerator,
    responses: &Responses,
    at: &JobAt,
) -> Value {
    let all = Parameter::all(generator, at);
    let (in_path, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.in_path);
    let shown = |parameters: &[Parameter]| -> Vec<Value> {
        parameters.iter().map(Parameter::to_parameter).collect()
    };
    let of_protocol = parameters::references(OF_A_START);
    let answers = answers(generator, responses);
    let methods = at.job.definition.methods;

    let for_all = [shown(&in_path), of_protocol].concat();
    let mut item = json!({ "parameters": for_all });
    if methods.get() {
        let mut operation = describe(at, "stream", "Starts a run and streams it.");
        operation["parameters"] = shown(&others).into();
        operation["responses"] = responses.of(&answers, &[400, 406, 410, 422, 503]);
        item["get"] = operation;
    }
    if methods.post() {
        let also = "Starts a run, which goes on by itself; with `Accept: text/event-stream` it is streamed at once.";
        let mut operation = describe(at, "start", also);
        let body = if at.takes_body {
            operation["parameters"] = shown(&others).into();
            // Without a type of its own it arrives at the job as it is, whatever it is.
            let media_type = media_type_of_body(&at.job.definition.arguments);
            Some(json!({ "content": { media_type.unwrap_or("*/*"): {} } }))
        } else {
            parameters::body(&others)
        };
        if let Some(body) = body {
            operation["requestBody"] = body;
        }
        operation["responses"] = responses.of(&answers, &[400, 410, 413, 415, 422, 503]);
        item["post"] = operation;
    }
    item
}

/// The operation, by what its function's doc comment says.
fn describe(at: &JobAt, verb: &str, how: &str) -> Value {
    let description = at.job.description();
    let summary = description.lines().next().unwrap_or(at.job.name());
    json!({
        "operationId": format!("{verb}_{}", at.job.name()),
        "tags": ["jobs"],
        "summary": summary,
        "description": format!("{description}\n\n{how}").trim_start(),
    })
}

/// Either method has the same, by what the request accepts and prefers.
fn answers(generator: &mut SchemaGenerator, responses: &Responses) -> [(u16, Value); 3] {
    let mut stream = responses.stream("The run, from its start or behind the `Last-Event-ID`.");
    stream["headers"] = header(
        "Content-Location",
        "The address of the run, relative to the one that was asked for.",
        false,
    );
    let mut accepted = in_json::<Accepted>(generator, "The run goes on by itself.");
    accepted["headers"] = header(
        "Location",
        "The address of the run, relative to the one that was asked for.",
        true,
    );
    let over = empty("`Last-Event-ID` is that of the last event: there is nothing more.");
    [(200, stream), (202, accepted), (204, over)]
}
