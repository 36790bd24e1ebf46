//! Parameters: those of the protocol, which are components, and those of a job.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::schemas::RunId;
use crate::parameters::parameters_object;
use crate::runs::{JobAt, MAX_KEY};

/// What of the protocol's goes with a request that starts a run.
pub(super) const OF_A_START: &[&str] = &[
    "IdempotencyKey",
    "IdempotencyKeyInQuery",
    "LastEventId",
    "LastEventIdInQuery",
    "Prefer",
];

/// What goes with one that watches.
pub(super) const OF_A_WATCH: &[&str] = &["LastEventId", "LastEventIdInQuery"];

/// The components.
pub(super) fn components(generator: &mut SchemaGenerator) -> Value {
    let key = json!({
        "type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": "^[!-~]+$",
    });
    let key_text = "Names what is meant: a request with the same key leads to the run that the first has started.";
    let id_text =
        "The id of the last event that the client has got. A request with one starts nothing.";
    let id = json!({ "type": "string" });
    let header = |name: &str, description: &str, schema: &Value| json!({ "name": name, "in": "header", "description": description, "schema": schema });
    let query = |name: &str, like: &str, schema: &Value| {
        let description =
            format!("The same as the header `{like}`, for clients that cannot set one.");
        json!({ "name": name, "in": "query", "description": description, "schema": schema })
    };
    let prefer = "`respond-async` asks for a 202 in place of the stream (RFC 7240).";
    json!({
        "IdempotencyKey": header("Idempotency-Key", key_text, &key),
        "IdempotencyKeyInQuery": query("idempotency_key", "Idempotency-Key", &key),
        "LastEventId": header("Last-Event-ID", id_text, &id),
        "LastEventIdInQuery": query("last_event_id", "Last-Event-ID", &id),
        "Prefer": header("Prefer", prefer, &id),
        "Run": {
            "name": "run", "in": "path", "required": true,
            "description": "The run, by its id.",
            "schema": generator.subschema_for::<RunId>(),
        },
    })
}

/// References to components.
pub(super) fn references(names: &[&str]) -> Vec<Value> {
    let reference = |name| json!({ "$ref": format!("#/components/parameters/{name}") });
    names.iter().map(reference).collect()
}

/// One parameter of a job.
pub(super) struct Parameter {
    name: String,
    description: Option<Value>,
    schema: Value,
    required: bool,
    /// It stands in the path.
    pub(super) in_path: bool,
    /// In a path, a query and a form its text is JSON.
    is_json: bool,
}

impl Parameter {
    /// All parameters of a job, in the order of its function's.
    pub(super) fn all(generator: &mut SchemaGenerator, at: &JobAt) -> Vec<Self> {
        let definition = &at.job.definition;
        let only_post = !definition.methods.get();
        let mut object =
            parameters_object(generator, &at.template, &definition.arguments, only_post);
        let required = object["required"].take();
        let is_required = |name: &String| {
            let mut names = required.as_array().into_iter().flatten();
            names.any(|required| required == name)
        };
        let Value::Object(properties) = object["properties"].take() else {
            return Vec::new();
        };
        let mut parameters: Vec<_> = properties
            .into_iter()
            .map(|(name, mut schema)| {
                // OpenAPI has words of its own for these.
                let mut take = |word: &str| schema.as_object_mut()?.remove(word);
                let order = take("x-order").and_then(|order| order.as_u64());
                let parameter = Self {
                    in_path: take("x-in").is_some_and(|place| place == "path"),
                    is_json: take("x-json").is_some(),
                    description: take("description").or(take("x-expected")),
                    required: is_required(&name),
                    schema,
                    name,
                };
                (order, parameter)
            })
            .collect();
        parameters.sort_by_key(|(order, _)| *order);
        parameters
            .into_iter()
            .map(|(_, parameter)| parameter)
            .collect()
    }

    /// As a Parameter Object.
    pub(super) fn to_parameter(&self) -> Value {
        let mut object = json!({
            "name": self.name,
            "in": if self.in_path { "path" } else { "query" },
            "required": self.required || self.in_path,
        });
        if let Some(description) = &self.description {
            object["description"] = description.clone();
        }
        if self.is_json {
            object["content"] = json!({ "application/json": { "schema": self.schema } });
        } else {
            object["schema"] = match self.schema.get("items") {
                // A segment of a path is one item, whatever commas are in it.
                Some(item) if self.in_path => item.clone(),
                _ => self.schema.clone(),
            };
        }
        object
    }
}

/// The body of a `POST` that has the parameters which are not in the path.
pub(super) fn body(parameters: &[Parameter]) -> Option<Value> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut encoding = Map::new();
    for parameter in parameters.iter().filter(|parameter| !parameter.in_path) {
        let name = parameter.name.as_str();
        let mut schema = parameter.schema.clone();
        if let (Some(description), Value::Object(schema)) = (&parameter.description, &mut schema) {
            schema.insert("description".into(), description.clone());
        }
        if parameter.required {
            required.push(name);
        }
        if parameter.is_json {
            encoding.insert(name.into(), json!({ "contentType": "application/json" }));
        } else if schema.get("items").is_some() {
            // One field per item.
            encoding.insert(name.into(), json!({ "style": "form", "explode": true }));
        }
        properties.insert(name.to_owned(), schema);
    }
    if properties.is_empty() {
        return None;
    }
    let is_required = !required.is_empty();
    let schema = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    let mut form = json!({ "schema": schema });
    if !encoding.is_empty() {
        form["encoding"] = encoding.into();
    }
    Some(json!({
        "required": is_required,
        "content": {
            "application/json": { "schema": schema },
            "application/x-www-form-urlencoded": form,
        },
    }))
}
