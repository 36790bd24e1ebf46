//! What a job takes, described.

use std::any::TypeId;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::template::Template;

/// Names in the query of a job's address that have a meaning of their own.
pub(crate) const RESERVED: [&str; 2] = ["last_event_id", "idempotency_key"];

/// One argument of a job's function.
#[derive(Clone, Debug)]
pub struct Argument {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) kind: Kind,
}

/// Where an argument comes from.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// The run's own progress.
    Progress,
    /// The body of the request as it is.
    Body,
    /// What the application shares.
    State { id: TypeId, type_name: &'static str },
    /// The request, by name.
    Value(Parameter),
}

/// What a request may say for an argument.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) default: Option<Value>,
    pub(crate) required: bool,
}

impl Argument {
    pub(crate) fn parameter(&self) -> Option<&Parameter> {
        match &self.kind {
            Kind::Value(parameter) => Some(parameter),
            _ => None,
        }
    }
}

/// The names that a request may use.
pub(crate) fn parameter_names(arguments: &[Argument]) -> impl Iterator<Item = &'static str> {
    let parameters = arguments.iter().filter(|a| a.parameter().is_some());
    parameters.map(|argument| argument.name)
}

/// Whether the job gets the body of a request as it is.
pub(crate) fn takes_body(arguments: &[Argument]) -> bool {
    arguments.iter().any(|a| matches!(a.kind, Kind::Body))
}

/// Whether arguments and path fit together.
///
/// # Errors
///
/// When they do not, with the reason in words.
pub(crate) fn check_arguments(template: &Template, arguments: &[Argument]) -> Result<(), String> {
    for hole in template.parameters() {
        if !parameter_names(arguments).any(|name| name == hole) {
            return Err(format!(
                "the path `{template}` has `{{{hole}}}`, but no parameter is called `{hole}`"
            ));
        }
    }
    for (index, argument) in arguments.iter().enumerate() {
        let name = argument.name;
        if RESERVED.contains(&name) {
            return Err(format!("the name `{name}` is taken by the protocol"));
        }
        if arguments[..index].iter().any(|other| other.name == name) {
            return Err(format!("two parameters are called `{name}`"));
        }
    }
    Ok(())
}

/// The JSON Schema (2020-12) of what a request may say: an object with a property per parameter.
///
/// Each property says with `x-in` where it belongs, `path` or `query` (a `POST` may put the latter
/// into its body instead), and with `x-order` its place in the function's signature, which the
/// order of properties does not tell.
pub(crate) fn parameters_schema(template: &Template, arguments: &[Argument]) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut properties = Map::new();
    let mut required = Vec::new();
    for argument in arguments {
        let Some(parameter) = argument.parameter() else {
            continue;
        };
        let name = argument.name;
        let mut schema = (parameter.schema)(&mut generator);
        let in_path = template.parameters().any(|hole| hole == name);
        schema.insert("x-in".into(), if in_path { "path" } else { "query" }.into());
        schema.insert("x-order".into(), properties.len().into());
        if !argument.description.is_empty() {
            schema.insert("description".into(), argument.description.into());
        }
        if let Some(default) = &parameter.default {
            schema.insert("default".into(), default.clone());
        }
        if parameter.required {
            required.push(name);
        }
        properties.insert(name.to_owned(), schema.to_value());
    }
    let mut schema = json!({
        "$schema": generator.settings().meta_schema,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    let definitions = generator.take_definitions(true);
    if !definitions.is_empty() {
        schema["$defs"] = definitions.into();
    }
    schema
}

#[cfg(test)]
mod tests {
    #![allow(clippy::needless_borrow, reason = "this is how `#[job]` writes it")]

    use super::*;
    use crate::job::{BodyKind, DefaultValue, Probe, ProgressKind, ValueKind, describe_state};
    use crate::parameters::Body;
    use crate::run::Progress;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    /// Pictures.
    #[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum Format {
        Png,
        Jpeg,
    }

    fn template(path: &str) -> Template {
        Template::parse(path).unwrap()
    }

    #[test]
    fn the_schema_has_one_property_per_parameter() {
        let arguments = [
            (&Probe::<Progress>::NEW).kind().describe("progress", ""),
            (&Probe::<u8>::NEW).kind().describe("to", "How far."),
            (&Probe::<Format>::NEW).kind().describe_or(
                "format",
                "What to write.",
                (&DefaultValue(Format::Png)).json(),
            ),
            (&Probe::<Vec<Format>>::NEW).kind().describe("others", ""),
            (&Probe::<Option<bool>>::NEW).kind().describe("fast", ""),
            describe_state::<String>("db"),
            (&Probe::<Body>::NEW).kind().describe("body", ""),
        ];
        assert_eq!(
            parameters_schema(&template("/count/{to}"), &arguments),
            json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "properties": {
                    "to": {
                        "type": "integer", "format": "uint8", "minimum": 0, "maximum": 255,
                        "description": "How far.", "x-in": "path", "x-order": 0,
                    },
                    "format": {
                        "$ref": "#/$defs/Format", "default": "png",
                        "description": "What to write.", "x-in": "query", "x-order": 1,
                    },
                    "others": {
                        "type": "array", "items": { "$ref": "#/$defs/Format" },
                        "x-in": "query", "x-order": 2,
                    },
                    "fast": { "type": ["boolean", "null"], "x-in": "query", "x-order": 3 },
                },
                "required": ["to"],
                "additionalProperties": false,
                "$defs": {
                    "Format": {
                        "description": "Pictures.", "type": "string", "enum": ["png", "jpeg"],
                    },
                },
            })
        );
        assert!(takes_body(&arguments) && !takes_body(&arguments[..6]));
    }

    #[test]
    fn a_job_without_parameters_has_an_empty_schema() {
        let schema = parameters_schema(&template("/go"), &[]);
        assert_eq!(schema["properties"], json!({}));
        assert_eq!(schema["required"], json!([]));
        assert_eq!(schema.get("$defs"), None);
    }

    #[test]
    fn what_does_not_fit_together_is_told() {
        let value = |name| (&Probe::<u8>::NEW).kind().describe(name, "");
        let progress = (&Probe::<Progress>::NEW).kind().describe("progress", "");
        for (path, arguments, reason) in [
            ("/a/{b}", vec![value("c")], "no parameter is called `b`"),
            (
                "/a/{progress}",
                vec![progress],
                "no parameter is called `progress`",
            ),
            (
                "/a",
                vec![value("b"), value("b")],
                "two parameters are called `b`",
            ),
            ("/a", vec![value("last_event_id")], "taken by the protocol"),
        ] {
            let error = check_arguments(&template(path), &arguments).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
        assert_eq!(
            check_arguments(&template("/a/{b}"), &[value("b"), value("c")]),
            Ok(())
        );
    }
}
