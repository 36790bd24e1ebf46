//! What an answer is, with its status: those that many operations have are components.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::schemas::{Event, Problem};
use crate::wire;

/// Problems that operations name: the status, what the component is called, and when it is given.
const PROBLEMS: &[(u16, &str, &str)] = &[
    (
        400,
        "BadRequest",
        "The request could not be understood; `errors` says which parameter is wrong.",
    ),
    (401, "Unauthorized", "It has to be known who asks."),
    (
        403,
        "Forbidden",
        "Whoever asks may not, or a page of another origin asks.",
    ),
    (
        404,
        "NotFound",
        "There is no such run, or not for whoever asks.",
    ),
    (
        406,
        "NotAcceptable",
        "Nothing that the client takes is to be had here.",
    ),
    (
        410,
        "Gone",
        "The run that this idempotency key has started is over and forgotten.",
    ),
    (
        413,
        "ContentTooLarge",
        "The body is longer than this server takes.",
    ),
    (
        415,
        "UnsupportedMediaType",
        "The body is of a type that this job does not take.",
    ),
    (
        422,
        "UnprocessableContent",
        "Values in the body are wrong, as `errors` says, or the idempotency key came with other parameters.",
    ),
    (
        503,
        "ServiceUnavailable",
        "There is no room now, or something cannot be known now.",
    ),
];

/// The answers that operations share.
pub(super) struct Responses {
    components: Map<String, Value>,
    event: Value,
    /// Whether an application's hook may answer with 401.
    asks: bool,
}

impl Responses {
    pub(super) fn new(generator: &mut SchemaGenerator, asks: bool) -> Self {
        let problem = generator.subschema_for::<Problem>();
        let answer = |description: &str| {
            json!({
                "description": description,
                "content": { "application/problem+json": { "schema": problem } },
            })
        };
        let mut components = Map::new();
        for &(status, name, description) in PROBLEMS {
            let mut response = answer(description);
            match status {
                401 if !asks => continue,
                401 => {
                    response["headers"] =
                        header("WWW-Authenticate", "How to say who one is.", false);
                }
                503 => {
                    let seconds = "How many seconds to wait before another try.";
                    response["headers"] = json!({
                        "Retry-After": {
                            "description": seconds,
                            "schema": { "type": "integer", "minimum": 1 },
                        },
                    });
                }
                _ => {}
            }
            components.insert(name.to_owned(), response);
        }
        components.insert("Problem".into(), answer("Something else is wrong."));
        Self {
            components,
            event: generator.subschema_for::<Event>().to_value(),
            asks,
        }
    }

    pub(super) fn into_components(self) -> Value {
        self.components.into()
    }

    /// The Responses Object of an operation: its own answers, these problems, and those that
    /// everything may be answered with.
    pub(super) fn of(&self, answers: &[(u16, Value)], problems: &[u16]) -> Value {
        let mut responses = Map::new();
        for (status, answer) in answers {
            responses.insert(status.to_string(), answer.clone());
        }
        for &(status, name, _) in PROBLEMS {
            if problems.contains(&status) || status == 403 || (status == 401 && self.asks) {
                responses.insert(status.to_string(), reference(name));
            }
        }
        responses.insert("default".into(), reference("Problem"));
        responses.into()
    }

    /// A stream of events.
    pub(super) fn stream(&self, description: &str) -> Value {
        json!({
            "description": description,
            "content": { wire::CONTENT_TYPE: { "itemSchema": self.event } },
        })
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/responses/{name}") })
}

/// An answer in JSON.
pub(super) fn in_json<T: JsonSchema>(generator: &mut SchemaGenerator, description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/json": { "schema": generator.subschema_for::<T>() } },
    })
}

/// An answer without a body.
pub(super) fn empty(description: &str) -> Value {
    json!({ "description": description })
}

/// A header of an answer, which is a text.
pub(super) fn header(name: &str, description: &str, required: bool) -> Value {
    json!({
        name: {
            "description": description,
            "required": required,
            "schema": { "type": "string" },
        },
    })
}
