//! The JSON Schema of what a job takes from a request.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::argument::{Argument, takes_body};
use crate::protocol::PathTemplate;

/// The JSON Schema (2020-12) of what a request may say: an object with a property per parameter.
///
/// Each property has these words of ours beside those of its type, for the page and the command:
///
/// * `x-in`: where it belongs, `path`, `query`, or `body`. What belongs into the query may stand in
///   the body of a `POST` instead; `body` says that the job is started with `POST` alone
///   (`only_post`), and so that it is better there.
/// * `x-order`: its place in the function's signature, which the order of properties does not tell.
/// * `x-expected`: what it takes, in the words of the server's messages.
/// * `x-json`: `true` if its type is not plain. Its text, in a path, a query, a form or on a command
///   line, is then JSON: a text in quotes, a list as a whole. For all others it is absent.
pub(crate) fn parameters_schema(
    path: &PathTemplate,
    arguments: &[Argument],
    only_post: bool,
) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = parameters_object(&mut generator, path, arguments, only_post);
    schema["$schema"] = json!(generator.settings().meta_schema);
    let definitions = generator.take_definitions(true);
    if !definitions.is_empty() {
        schema["$defs"] = definitions.into();
    }
    schema
}

/// The same as a part of a larger document: what its types refer to is with the generator.
pub(crate) fn parameters_object(
    generator: &mut SchemaGenerator,
    path: &PathTemplate,
    arguments: &[Argument],
    only_post: bool,
) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let elsewhere = match only_post && !takes_body(arguments) {
        true => "body",
        false => "query",
    };
    for argument in arguments {
        let Some(parameter) = argument.parameter() else {
            continue;
        };
        let name = argument.name;
        let mut schema = (parameter.schema)(generator);
        let in_path = path.parameters().any(|other| other == name);
        let place = if in_path { "path" } else { elsewhere };
        schema.insert("x-in".into(), place.into());
        schema.insert("x-order".into(), properties.len().into());
        schema.insert("x-expected".into(), parameter.expected.to_string().into());
        if !parameter.expected.is_plain() {
            schema.insert("x-json".into(), true.into());
        }
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
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::argument::{Parameter, Source};
    use schemars::JsonSchema;
    use serde::Deserialize;

    /// Pictures.
    #[derive(Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum Format {
        Png,
        Jpeg,
    }

    fn argument(name: &'static str, description: &'static str, source: Source) -> Argument {
        Argument {
            name,
            description,
            source,
        }
    }

    fn parameter(name: &'static str, parameter: Parameter) -> Argument {
        argument(name, "", Source::Request(parameter))
    }

    fn places(arguments: &[Argument], only_post: bool) -> Vec<Value> {
        let schema = parameters_schema(&"/{to}".parse().unwrap(), arguments, only_post);
        let properties = schema["properties"].as_object().unwrap().values();
        properties
            .map(|property| property["x-in"].clone())
            .collect()
    }

    #[test]
    fn the_schema_has_one_property_per_parameter() {
        let to = Source::Request(Parameter::of::<u8>());
        let format = Parameter::of::<Format>().with_default(Some("png".into()));
        let arguments = [
            argument("progress", "", Source::Progress),
            argument("to", "How far.", to),
            argument("format", "What to write.", Source::Request(format)),
            parameter("others", Parameter::of::<Vec<Format>>()),
            parameter("fast", Parameter::of::<Option<bool>>()),
            parameter("any", Parameter::of::<Value>()),
            argument("body", "", Source::Body),
        ];
        assert_eq!(
            parameters_schema(&"/count/{to}".parse().unwrap(), &arguments, false),
            json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "properties": {
                    "to": {
                        "type": "integer", "format": "uint8", "minimum": 0, "maximum": 255,
                        "description": "How far.", "x-in": "path", "x-order": 0,
                        "x-expected": "an integer from 0 to 255",
                    },
                    "format": {
                        "$ref": "#/$defs/Format", "default": "png",
                        "description": "What to write.", "x-in": "query", "x-order": 1,
                        "x-expected": "one of `png`, `jpeg`",
                    },
                    "others": {
                        "type": "array", "items": { "$ref": "#/$defs/Format" },
                        "x-in": "query", "x-order": 2,
                        "x-expected": "a list of any of `png`, `jpeg`",
                    },
                    "fast": {
                        "type": ["boolean", "null"], "x-in": "query", "x-order": 3,
                        "x-expected": "true or false",
                    },
                    "any": {
                        "x-in": "query", "x-order": 4,
                        "x-expected": "a JSON value", "x-json": true,
                    },
                },
                "required": ["to", "any"],
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
    fn what_only_a_post_can_start_has_its_parameters_in_the_body() {
        let mut arguments = vec![
            parameter("to", Parameter::of::<u8>()),
            parameter("x", Parameter::of::<u8>()),
        ];
        assert_eq!(places(&arguments, false), ["path", "query"]);
        assert_eq!(places(&arguments, true), ["path", "body"]);
        // The body is the job's own.
        arguments.push(argument("body", "", Source::Body));
        assert_eq!(places(&arguments, true), ["path", "query"]);
    }

    #[test]
    fn a_job_without_parameters_has_an_empty_schema() {
        let schema = parameters_schema(&"/go".parse().unwrap(), &[], false);
        assert_eq!(schema["properties"], json!({}));
        assert_eq!(schema["required"], json!([]));
        assert_eq!(schema.get("$defs"), None);
    }
}
