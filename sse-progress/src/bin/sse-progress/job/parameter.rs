//! The parameters of a job, as the server describes them in a JSON Schema.

use serde_json::Value;
use sse_progress::protocol::PathTemplate;

use super::shape;

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) description: String,
    /// What it takes, in the server's words.
    pub(crate) expected: Option<String>,
    pub(crate) required: bool,
    pub(crate) default: Option<Value>,
    /// Whether its name may be given several times, once for each value of a list.
    pub(crate) repeats: bool,
    /// Whether it is to be shown nowhere.
    pub(crate) secret: bool,
    /// What its JSON looks like, in lines; none if it is not JSON, or any.
    pub(crate) shape: Vec<String>,
    /// The only values that it takes, if they are few enough to be listed.
    pub(crate) choices: Vec<String>,
}

/// The parameters that the schema describes, in the order of the function's arguments, and then those that
/// are only in the path.
pub(super) fn all(schema: &Value, path: &PathTemplate) -> Vec<Parameter> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let required = schema.get("required").and_then(Value::as_array);
    let order = |property: &Value| property.get("x-order").and_then(Value::as_u64);
    let mut properties: Vec<_> = properties.into_iter().flatten().collect();
    properties.sort_by_key(|(_, property)| order(property).unwrap_or(u64::MAX));
    let described = properties.into_iter().map(|(name, property)| {
        let text = |key| property.get(key).and_then(Value::as_str).map(str::to_owned);
        let default = property.get("default");
        Parameter {
            name: name.clone(),
            description: text("description").unwrap_or_default(),
            expected: text("x-expected"),
            required: required.is_some_and(|names| names.iter().any(|other| other == name)),
            default: default.filter(|value| !value.is_null()).cloned(),
            repeats: is_list(property) && !is_json(property),
            shape: match is_json(property) {
                true => shape::lines(property, schema),
                false => Vec::new(),
            },
            choices: choices(property, schema),
            secret: is_secret(property, schema),
        }
    });
    let mut all: Vec<_> = described.collect();
    for name in path.parameters() {
        if !all.iter().any(|parameter| parameter.name == name) {
            all.push(Parameter {
                name: name.to_owned(),
                description: String::new(),
                expected: None,
                required: true,
                default: None,
                repeats: false,
                shape: Vec::new(),
                choices: Vec::new(),
                secret: false,
            });
        }
    }
    all
}

fn is_secret(property: &Value, schema: &Value) -> bool {
    let reference = property.get("$ref").and_then(Value::as_str);
    let referred = reference.and_then(|path| schema.pointer(path.strip_prefix('#')?));
    [Some(property), referred]
        .into_iter()
        .flatten()
        .any(|property| {
            let is = |key: &str, value: Value| property.get(key) == Some(&value);
            is("format", "password".into()) || is("writeOnly", true.into())
        })
}

/// The values of an enumeration, those of the items of a list, `true` and `false`.
fn choices(property: &Value, schema: &Value) -> Vec<String> {
    let mut property = property;
    // A reference, to a list perhaps, whose items may be a reference again.
    for _ in 0..4 {
        let reference = property.get("$ref").and_then(Value::as_str);
        let referred = reference.and_then(|path| schema.pointer(path.strip_prefix('#')?));
        match referred.or_else(|| property.get("items")) {
            Some(inside) => property = inside,
            None => break,
        }
    }
    if let Some(values) = property.get("enum").and_then(Value::as_array) {
        let texts = values.iter().filter_map(Value::as_str);
        return texts.map(str::to_owned).collect();
    }
    let types = property.get("type");
    let is_boolean = match types {
        Some(Value::Array(types)) => types.iter().any(|name| name == "boolean"),
        one => one.is_some_and(|name| name == "boolean"),
    };
    match is_boolean {
        true => ["true", "false"].map(str::to_owned).into(),
        false => Vec::new(),
    }
}

fn is_json(property: &Value) -> bool {
    property.get("x-json") == Some(&true.into())
}

fn is_list(property: &Value) -> bool {
    match property.get("type") {
        Some(Value::Array(types)) => types.iter().any(|name| name == "array"),
        one => one.is_some_and(|name| name == "array"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parameters_keep_the_order_of_the_function() {
        let schema = json!({
            "properties": {
                "a": { "type": ["array", "null"], "x-order": 1, "default": null },
                "b": {
                    "type": "boolean", "x-order": 0, "description": "Whether.", "default": true,
                    "x-expected": "true or false",
                },
                "c": { "type": "array", "x-json": true },
            },
            "required": ["b"],
        });
        let path = "/{b}/{d}".parse().unwrap();
        let [b, a, c, d] = all(&schema, &path).try_into().unwrap();
        assert_eq!((d.name.as_str(), d.required), ("d", true));
        assert_eq!((a.name.as_str(), b.name.as_str()), ("a", "b"));
        assert_eq!((a.required, b.required), (false, true));
        assert_eq!((a.repeats, b.repeats, c.repeats), (true, false, false));
        assert_eq!((a.default, b.default), (None, Some(true.into())));
        assert_eq!(b.description, "Whether.");
        assert_eq!(b.expected.as_deref(), Some("true or false"));
        assert_eq!(a.expected, None);
    }

    #[test]
    fn a_password_is_known_as_one() {
        let schema = json!({ "$defs": { "Key": { "type": "string", "format": "password" } } });
        assert!(is_secret(&schema["$defs"]["Key"], &schema));
        assert!(is_secret(&json!({ "$ref": "#/$defs/Key" }), &schema));
        assert!(is_secret(&json!({ "writeOnly": true }), &schema));
        assert!(!is_secret(&json!({ "format": "uri" }), &schema));
    }

    #[test]
    fn the_values_that_can_be_listed_are_known() {
        let schema = json!({ "$defs": { "Format": { "enum": ["png", "jpeg"] } } });
        for (property, expected) in [
            (json!({ "$ref": "#/$defs/Format" }), &["png", "jpeg"][..]),
            (
                json!({ "type": "array", "items": { "$ref": "#/$defs/Format" } }),
                &["png", "jpeg"],
            ),
            (json!({ "type": ["boolean", "null"] }), &["true", "false"]),
            (json!({ "type": "integer" }), &[]),
            (json!({ "$ref": "#" }), &[]),
        ] {
            assert_eq!(choices(&property, &schema), expected, "{property}");
        }
    }

    #[test]
    fn a_schema_that_is_none_has_no_parameters() {
        for schema in [json!(null), json!([]), json!({"properties": 1})] {
            assert_eq!(all(&schema, &"/x".parse().unwrap()), []);
        }
    }
}
