//! The operations that every server has, whatever its jobs.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::parameters::{OF_A_WATCH, references};
use super::responses::{Responses, empty, in_json};
use super::schemas::{CancelReport, JobList, RunPage, RunReport};
use crate::http::request::{MAX_LIMIT, MAX_RUNS};

/// The Paths Object, without the jobs.
pub(super) fn paths(generator: &mut SchemaGenerator, responses: &Responses) -> Map<String, Value> {
    let over = empty("`Last-Event-ID` is that of the last event: there is nothing more.");

    let list = in_json::<JobList>(generator, "The jobs, by name.");
    let list = json!({
        "operationId": "list_jobs",
        "tags": ["server"],
        "summary": "The jobs, with the JSON Schema of their parameters.",
        "responses": responses.of(&[(200, list)], &[]),
    });

    let page = in_json::<RunPage>(generator, "The newest of them, or those behind `before`.");
    let number = json!({ "type": "integer", "minimum": 1, "maximum": MAX_LIMIT });
    let list_runs = json!({
        "operationId": "list_runs",
        "tags": ["runs"],
        "summary": "The runs of whoever asks.",
        "description": "With `Accept: text/event-stream` the newest page is streamed whenever it changes.",
        "parameters": [
            { "name": "limit", "in": "query", "description": "How many of them.", "schema": number },
            {
                "name": "before",
                "in": "query",
                "description": "Part of the `next` of another page.",
                "schema": { "type": "string" },
            },
        ],
        "responses": responses.of(&[(200, page)], &[400]),
    });

    let mut one =
        responses.stream("The run: with `Accept: text/event-stream` its events, else how it is.");
    let report = in_json::<RunReport>(generator, "");
    one["content"]["application/json"] = report["content"]["application/json"].clone();
    let watch = json!({
        "operationId": "watch_run",
        "tags": ["runs"],
        "summary": "Watches a run, or says how it is.",
        "parameters": references(OF_A_WATCH),
        "responses": responses.of(&[(200, one), (204, over.clone())], &[404, 503]),
    });

    let cancelled = in_json::<CancelReport>(generator, "The same however often it is asked.");
    let cancel = |id: &str| {
        json!({
            "operationId": id,
            "tags": ["runs"],
            "summary": "Asks a run to stop, and says how it is.",
            "responses": responses.of(&[(200, cancelled.clone())], &[404]),
        })
    };

    let left = empty("It is noted.");
    let leave = json!({
        "operationId": "leave_run",
        "tags": ["runs"],
        "summary": "Says that a watcher does not come back.",
        "description": "The run waits for another one for 5 s at most.",
        "responses": responses.of(&[(204, left)], &[404]),
    });

    let several = responses.stream(
        "The events of all. The first member of their data is `id`, the event's own; the `id` of the \
         event is where the stream stands in all of them.",
    );
    let runs = json!({
        "name": "run",
        "in": "query",
        "required": true,
        "description": "The runs, each by its id, or by that of one of its events to go on after it.",
        "schema": {
            "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": MAX_RUNS,
        },
    });
    let parameters = [vec![runs], references(OF_A_WATCH)].concat();
    let watch_several = json!({
        "operationId": "watch_runs",
        "tags": ["runs"],
        "summary": "Watches several runs on one stream.",
        "parameters": parameters,
        "responses": responses.of(&[(200, several), (204, over)], &[400, 406, 503]),
    });

    let run = references(&["Run"]);
    let mut paths = Map::new();
    paths.insert("/jobs".into(), json!({ "get": list }));
    paths.insert("/runs".into(), json!({ "get": list_runs }));
    paths.insert("/runs/events".into(), json!({ "get": watch_several }));
    paths.insert(
        "/runs/{run}".into(),
        json!({ "parameters": run, "get": watch, "delete": cancel("delete_run") }),
    );
    paths.insert(
        "/runs/{run}/cancel".into(),
        json!({ "parameters": run, "post": cancel("cancel_run") }),
    );
    paths.insert(
        "/runs/{run}/leave".into(),
        json!({ "parameters": run, "post": leave }),
    );
    paths
}
