//! The schemas of what stands in requests and answers: the words of the protocol.
//!
//! They are types, although nothing is ever one of them, so that the generator which gives the
//! types of an application their names gives these theirs, too.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A schema by its name, which may refer to others through the generator.
macro_rules! schema {
    ($(#[$doc:meta])* $name:ident, $generator:ident, $schema:tt) => {
        $(#[$doc])*
        pub(super) struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

schema!(RunId, _generator, {
    "description": "The id of a run: 128 random bits.",
    "type": "string",
    "pattern": "^[A-Za-z0-9_-]{22}$",
});

schema!(Bar, _generator, {
    "description": "The numbers of a bar.",
    "type": "object",
    "properties": {
        "position": {
            "description": "How far it has come, in units. It may pass the length.",
            "type": "integer", "minimum": 0,
        },
        "length": {
            "description": "How far there is to go; null when unknown.",
            "type": ["integer", "null"], "minimum": 0,
        },
        "unit": {
            "description": "What is counted: `items`, `bytes`, or a word of the job's own.",
            "type": "string",
        },
        "message": {
            "description": "What the job says that it is doing.",
            "type": "string",
        },
        "fraction": {
            "description": "Null when the length is unknown or 0.",
            "type": ["number", "null"], "minimum": 0, "maximum": 1,
        },
        "elapsed_ms": {
            "description": "Milliseconds since the work began.",
            "type": "integer", "minimum": 0,
        },
        "rate": {
            "description": "Units per second; null until there is something to measure.",
            "type": ["number", "null"], "minimum": 0,
        },
        "eta_ms": {
            "description": "Milliseconds to go; null until the estimate can be trusted.",
            "type": ["integer", "null"], "minimum": 0,
        },
    },
    "required": [
        "position", "length", "unit", "message", "fraction", "elapsed_ms", "rate", "eta_ms",
    ],
});

schema!(Task, generator, {
    "description": "A bar inside a run.",
    "allOf": [generator.subschema_for::<Bar>()],
    "type": "object",
    "properties": {
        "id": { "type": "integer", "minimum": 0 },
        "parent": {
            "description": "The task that it is part of; null for the run itself.",
            "type": ["integer", "null"], "minimum": 0,
        },
        "label": { "type": "string" },
        "state": { "enum": ["running", "finished", "stopped"] },
    },
    "required": ["id", "parent", "label", "state"],
});

schema!(
    /// What a snapshot and the report of a run have in common.
    RunBars, generator, {
        "description": "A run and its bars.",
        "allOf": [generator.subschema_for::<Bar>()],
        "type": "object",
        "properties": {
            "run": generator.subschema_for::<RunId>(),
            "job": { "description": "The name of its job.", "type": "string" },
            "queue": {
                "description": "Its place in the queue while it waits there: 1 starts next.",
                "type": ["object", "null"],
                "properties": {
                    "position": { "type": "integer", "minimum": 1 },
                    "size": { "type": "integer", "minimum": 1 },
                },
                "required": ["position", "size"],
            },
            "tasks": {
                "description": "Parents before their children.",
                "type": "array", "items": generator.subschema_for::<Task>(),
            },
            "tasks_omitted": {
                "description": "How many tasks there are beside those.",
                "type": "integer", "minimum": 1,
            },
            "data": { "description": "The newest data of the run, if it has set any." },
        },
        "required": ["run", "job", "queue", "tasks"],
    }
);

schema!(Snapshot, generator, {
    "description": "The data of `progress`: complete in itself, never a difference.",
    "allOf": [generator.subschema_for::<RunBars>()],
    "type": "object",
    "properties": { "state": { "enum": ["queued", "running", "cancelling"] } },
    "required": ["state"],
});

schema!(LogLine, _generator, {
    "description": "The data of `log`.",
    "type": "object",
    "properties": {
        "level": { "enum": ["trace", "debug", "info", "warn", "error"] },
        "message": {
            "description": "It may hold any text: escape it for wherever it is shown.",
            "type": "string",
        },
        "time": { "type": "string", "format": "date-time" },
        "task": {
            "description": "The task that said it, if it was not the run itself.",
            "type": "integer", "minimum": 0,
        },
        "target": {
            "description": "Where in the program it was said, if it comes from `tracing`.",
            "type": "string",
        },
        "data": {
            "description": "A partial result, or the fields of an event of `tracing`. The message may be empty then.",
        },
        "missed": {
            "description": "How many lines before this one are lost. The line is then the server's.",
            "type": "integer", "minimum": 1,
        },
    },
    "required": ["level", "message", "time"],
});

schema!(Done, _generator, {
    "description": "The data of `done`: how the run has ended.",
    "type": "object",
    "properties": {
        "status": { "enum": ["succeeded", "failed", "cancelled", "timed_out", "lost"] },
        "result": { "description": "What the job's function returned, if it returned." },
        "error": {
            "type": "object",
            "properties": {
                "message": { "type": "string" },
                "causes": { "type": "array", "items": { "type": "string" } },
            },
            "required": ["message", "causes"],
        },
        "reason": {
            "description": "Why it was cancelled or is lost.",
            "enum": ["requested", "disconnected", "shutdown", "worker_lost"],
        },
        "elapsed_ms": { "type": "integer", "minimum": 0 },
    },
    "required": ["status", "elapsed_ms"],
});

schema!(Event, generator, {
    "description": "An event as its fields are on the wire. Others may be added: ignore what is not known.",
    "type": "object",
    "properties": {
        "id": {
            "description": "What to go on after, as `Last-Event-ID`. That of the last event ends in `.done`.",
            "type": "string",
        },
        "event": { "type": "string" },
        "data": { "description": "One line of JSON.", "type": "string" },
        "retry": {
            "description": "How many milliseconds to wait before reconnecting.",
            "type": "integer", "minimum": 0,
        },
    },
    "required": ["id", "event", "data"],
    "oneOf": [
        event("progress", &generator.subschema_for::<Snapshot>()),
        event("log", &generator.subschema_for::<LogLine>()),
        event("done", &generator.subschema_for::<Done>()),
    ],
});

/// An event of this name with this data, which to the stream is a text.
fn event(name: &str, data: &Schema) -> Schema {
    json_schema!({
        "properties": {
            "event": { "const": name },
            "data": { "contentMediaType": "application/json", "contentSchema": data },
        },
        "required": ["event"],
    })
}

schema!(RunReport, generator, {
    "description": "A run as it is now.",
    "allOf": [generator.subschema_for::<RunBars>()],
    "type": "object",
    "properties": {
        "state": ended_or_live(),
        "owner": {
            "description": "Whom it belongs to, if the server knows its users.",
            "type": "string",
        },
        "parameters": {
            "description": "What it was started with, without secrets; null when that is not known.",
        },
        "started": {
            "description": "When it was accepted.",
            "type": "string", "format": "date-time",
        },
        "ended": { "type": ["string", "null"], "format": "date-time" },
        "done": generator.subschema_for::<Done>(),
    },
    "required": ["state", "started", "ended"],
});

schema!(RunSummary, generator, {
    "description": "A run in a list.",
    "allOf": [generator.subschema_for::<Bar>()],
    "type": "object",
    "properties": {
        "run": generator.subschema_for::<RunId>(),
        "job": { "description": "The name of its job.", "type": "string" },
        "state": ended_or_live(),
        "started": {
            "description": "When it was accepted.",
            "type": "string", "format": "date-time",
        },
        "ended": { "type": ["string", "null"], "format": "date-time" },
        "queue": {
            "type": ["object", "null"],
            "properties": {
                "position": { "type": "integer", "minimum": 1 },
                "size": { "type": "integer", "minimum": 1 },
            },
            "required": ["position", "size"],
        },
        "error": {
            "type": "object",
            "properties": {
                "message": { "type": "string" },
                "causes": { "type": "array", "items": { "type": "string" } },
            },
            "required": ["message", "causes"],
        },
        "reason": {
            "description": "Why it was cancelled or is lost.",
            "enum": ["requested", "disconnected", "shutdown", "worker_lost"],
        },
    },
    "required": ["run", "job", "state", "started", "ended", "queue"],
});

schema!(RunPage, generator, {
    "description": "Runs, newest first.",
    "type": "object",
    "properties": {
        "runs": { "type": "array", "items": generator.subschema_for::<RunSummary>() },
        "next": {
            "description": "The page behind this one, relative to the address that was asked for.",
            "type": ["string", "null"], "format": "uri-reference",
        },
    },
    "required": ["runs", "next"],
});

schema!(CancelReport, generator, {
    "description": "What a run does that was asked to stop. It has `done` once it has ended.",
    "type": "object",
    "properties": {
        "run": generator.subschema_for::<RunId>(),
        "state": ended_or_live(),
        "done": generator.subschema_for::<Done>(),
    },
    "required": ["run", "state"],
});

/// What a run is doing, or how it has ended.
fn ended_or_live() -> Schema {
    json_schema!({
        "enum": [
            "queued", "running", "cancelling",
            "succeeded", "failed", "cancelled", "timed_out", "lost",
        ],
    })
}

schema!(Accepted, generator, {
    "description": "A run that goes on by itself.",
    "type": "object",
    "properties": {
        "run": generator.subschema_for::<RunId>(),
        "events": {
            "description": "Where to watch it, relative to the address that was asked for.",
            "type": "string", "format": "uri-reference",
        },
        "cancel": {
            "description": "Where to cancel it, with POST.",
            "type": "string", "format": "uri-reference",
        },
    },
    "required": ["run", "events", "cancel"],
});

schema!(JobList, _generator, {
    "description": "The jobs.",
    "type": "object",
    "properties": {
        "jobs": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": { "type": "string" },
                    "description": { "type": "string" },
                    "methods": { "type": "array", "items": { "enum": ["GET", "POST"] } },
                    "path": { "type": "string" },
                    "body": {
                        "description": "Whether it takes the body of a request as it is.",
                        "type": "boolean",
                    },
                    "parameters": {
                        "description": "The JSON Schema of an object with a property per parameter.",
                        "type": "object",
                    },
                },
                "required": ["name", "description", "methods", "path", "body", "parameters"],
            },
        },
    },
    "required": ["jobs"],
});

schema!(Problem, _generator, {
    "description": "What is wrong (RFC 9457).",
    "type": "object",
    "properties": {
        "type": { "type": "string", "format": "uri-reference" },
        "title": { "type": "string" },
        "status": { "type": "integer", "minimum": 400, "maximum": 599 },
        "detail": { "type": "string" },
        "errors": {
            "description": "What is wrong with which parameter.",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "parameter": { "type": "string" },
                    "in": { "enum": ["path", "query", "header", "body"] },
                    "detail": { "type": "string" },
                    "expected": { "type": "string" },
                    "pointer": {
                        "description": "Where it is inside of the parameter: a JSON pointer (RFC 6901), as a fragment.",
                        "type": "string",
                    },
                },
                "required": ["in", "detail"],
            },
        },
    },
    "required": ["type", "title", "status"],
});
