//! What a parameter takes, as far as a JSON Schema says it.

use std::fmt;

use serde_json::{Map, Value};

/// References within references beyond this are not followed: they may go round in circles.
const MAX_DEPTH: usize = 16;

/// An enumeration of more than this is cut.
const MAX_NAMED: usize = 20;

/// The values that a parameter takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Integer {
        min: Option<i128>,
        max: Option<i128>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    Boolean,
    OneOf(Vec<String>),
    Character,
    Text(&'static str),
    List {
        items: Box<Kind>,
        min: Option<u64>,
        max: Option<u64>,
    },
    Object,
    Anything,
}

impl Kind {
    /// What `schema` says; `root` is where its references lead.
    pub(crate) fn of(schema: &Value, root: &Value) -> Self {
        Self::at(schema, root, 0)
    }

    fn at(schema: &Value, root: &Value, depth: usize) -> Self {
        let Some(schema) = schema.as_object().filter(|_| depth < MAX_DEPTH) else {
            return Self::Anything;
        };
        if let Some(target) = referred(schema, root) {
            return Self::at(target, root, depth + 1);
        }
        if let Some(names) = named(schema, depth) {
            return Self::OneOf(names);
        }
        if let Some(Value::Array(choices)) = schema.get("anyOf").or(schema.get("oneOf")) {
            let mut choices = choices.iter().filter(|choice| !is_null(choice));
            return match (choices.next(), choices.next()) {
                (Some(only), None) => Self::at(only, root, depth + 1),
                _ => Self::Anything,
            };
        }
        match type_of(schema) {
            Some("integer") => {
                let (least, most) = range(schema.get("format"));
                Self::Integer {
                    min: schema.get("minimum").and_then(integer).or(least),
                    max: schema.get("maximum").and_then(integer).or(most),
                }
            }
            Some("number") => Self::Number {
                min: schema.get("minimum").and_then(Value::as_f64),
                max: schema.get("maximum").and_then(Value::as_f64),
            },
            Some("boolean") => Self::Boolean,
            Some("string") if schema.get("maxLength") == Some(&1.into()) => Self::Character,
            Some("string") => Self::Text(match schema.get("format").and_then(Value::as_str) {
                Some("date") => "a date such as 2026-01-31",
                Some("date-time") => "a time such as 2026-01-31T12:00:00Z",
                Some("ip" | "ipv4" | "ipv6") => "an IP address",
                Some("uri") => "a URL",
                Some("uuid") => "a UUID",
                _ => "a text",
            }),
            Some("array") => Self::List {
                items: Box::new(match schema.get("items") {
                    Some(items) => Self::at(items, root, depth + 1),
                    None => Self::Anything,
                }),
                min: schema.get("minItems").and_then(Value::as_u64),
                max: schema.get("maxItems").and_then(Value::as_u64),
            },
            Some("object") => Self::Object,
            _ => Self::Anything,
        }
    }

    /// Whether it takes any number of values.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self, Self::List { .. })
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, many: bool) -> fmt::Result {
        let or = |one, others| if many { others } else { one };
        match self {
            Self::Integer { min, max } => {
                f.write_str(or("an integer", "integers"))?;
                write_range(f, min.filter(is_telling), max.filter(is_telling))
            }
            Self::Number { min, max } => {
                f.write_str(or("a number", "numbers"))?;
                write_range(f, *min, *max)
            }
            Self::Boolean => f.write_str("true or false"),
            Self::OneOf(names) => write_names(f, names, or("one of", "any of")),
            Self::Character => f.write_str(or("one character", "single characters")),
            Self::Text("a text") => f.write_str(or("a text", "texts")),
            Self::Text(what) => write!(f, "{}{what}", or("", "texts, each ")),
            Self::List { items, min, max } => {
                f.write_str(or("a list of ", "lists of "))?;
                match (min, max) {
                    (Some(min), Some(max)) if min == max => write!(f, "{min} ")?,
                    (Some(min), Some(max)) => write!(f, "{min} to {max} ")?,
                    (Some(min), None) => write!(f, "{min} or more ")?,
                    (None, Some(max)) => write!(f, "{max} or less ")?,
                    (None, None) => {}
                }
                items.write(f, true)
            }
            Self::Object => f.write_str(or("a JSON object", "JSON objects")),
            Self::Anything => f.write_str(or("a value", "values")),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

/// Whether a value may be null, which a blank text stands for.
pub(crate) fn takes_null(schema: &Value) -> bool {
    let choices = schema.get("anyOf").or(schema.get("oneOf"));
    let choices = choices.and_then(Value::as_array);
    choices.is_some_and(|choices| choices.iter().any(is_null))
        || match schema.get("type") {
            Some(Value::Array(types)) => types.iter().any(|name| name == "null"),
            one => one.is_some_and(|name| name == "null"),
        }
}

fn referred<'a>(schema: &Map<String, Value>, root: &'a Value) -> Option<&'a Value> {
    let pointer = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
    root.pointer(pointer)
}

/// The values of an enumeration, which also comes as a choice among constants with descriptions.
fn named(schema: &Map<String, Value>, depth: usize) -> Option<Vec<String>> {
    let mut names = match (schema.get("enum"), schema.get("const"), schema.get("oneOf")) {
        (Some(Value::Array(names)), _, _) => names.iter().filter(|n| !n.is_null()).collect(),
        (_, Some(name), _) => vec![name],
        (_, _, Some(Value::Array(choices))) if depth < MAX_DEPTH => {
            let choices = choices.iter().filter(|choice| !is_null(choice));
            let each = choices.map(|choice| named(choice.as_object()?, depth + 1));
            return Some(each.collect::<Option<Vec<_>>>()?.concat());
        }
        _ => return None,
    };
    let text = |name: &Value| {
        name.as_str()
            .map_or_else(|| name.to_string(), str::to_owned)
    };
    Some(names.drain(..).map(text).collect())
}

/// The one type besides null.
fn type_of(schema: &Map<String, Value>) -> Option<&str> {
    let Value::Array(types) = schema.get("type")? else {
        return schema.get("type")?.as_str();
    };
    let mut types = types.iter().filter_map(Value::as_str);
    let mut types = types.by_ref().filter(|name| *name != "null");
    types.next().filter(|_| types.next().is_none())
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "null")
}

fn integer(value: &Value) -> Option<i128> {
    let unsigned = value.as_u64().map(i128::from);
    unsigned.or_else(|| value.as_i64().map(i128::from))
}

/// The range of the formats that stand for Rust's types.
fn range(format: Option<&Value>) -> (Option<i128>, Option<i128>) {
    match format.and_then(Value::as_str) {
        Some("int8") => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        Some("int16") => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        Some("int32") => (Some(i32::MIN.into()), Some(i32::MAX.into())),
        Some("int64" | "int") => (Some(i64::MIN.into()), Some(i64::MAX.into())),
        Some("uint8") => (Some(0), Some(u8::MAX.into())),
        Some("uint16") => (Some(0), Some(u16::MAX.into())),
        Some("uint32") => (Some(0), Some(u32::MAX.into())),
        Some("uint64" | "uint") => (Some(0), Some(u64::MAX.into())),
        Some("uint128") => (Some(0), None),
        _ => (None, None),
    }
}

/// Nobody reads the bounds of 64 bits; who runs into one is told it.
fn is_telling(bound: &i128) -> bool {
    i128::from(i64::MIN) < *bound && *bound < i128::from(i64::MAX)
}

fn write_range<N: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    min: Option<N>,
    max: Option<N>,
) -> fmt::Result {
    match (min, max) {
        (Some(min), Some(max)) => write!(f, " from {min} to {max}"),
        (Some(min), None) => write!(f, ", {min} or more"),
        (None, Some(max)) => write!(f, ", {max} or less"),
        (None, None) => Ok(()),
    }
}

fn write_names(f: &mut fmt::Formatter<'_>, names: &[String], of: &str) -> fmt::Result {
    if names.len() != 1 {
        write!(f, "{of} ")?;
    }
    for (index, name) in names.iter().take(MAX_NAMED).enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        write!(f, "{separator}`{name}`")?;
    }
    match names.len().saturating_sub(MAX_NAMED) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(schema: Value) -> String {
        let root = json!({ "$defs": {
            "Format": { "type": "string", "enum": ["png", "jpeg"] },
            "Round": { "$ref": "#/$defs/Round" },
        }});
        Kind::of(&schema, &root).to_string()
    }

    #[test]
    fn schemas_are_told_in_words() {
        for (schema, expected) in [
            (
                json!({"type": "integer", "format": "uint8"}),
                "an integer from 0 to 255",
            ),
            (
                json!({"type": "integer", "format": "uint64", "minimum": 0}),
                "an integer, 0 or more",
            ),
            (
                json!({"type": ["integer", "null"], "format": "int64"}),
                "an integer",
            ),
            (
                json!({"type": "integer", "maximum": 3}),
                "an integer, 3 or less",
            ),
            (
                json!({"type": "number", "minimum": 0, "maximum": 1}),
                "a number from 0 to 1",
            ),
            (json!({"type": "boolean"}), "true or false"),
            (json!({"type": "string"}), "a text"),
            (
                json!({"type": "string", "maxLength": 1, "minLength": 1}),
                "one character",
            ),
            (json!({"type": "string", "format": "ip"}), "an IP address"),
            (
                json!({"$ref": "#/$defs/Format", "default": "png"}),
                "one of `png`, `jpeg`",
            ),
            (
                json!({"anyOf": [{"$ref": "#/$defs/Format"}, {"type": "null"}]}),
                "one of `png`, `jpeg`",
            ),
            (
                json!({"oneOf": [{"enum": ["a"]}, {"const": "b", "description": "B"}]}),
                "one of `a`, `b`",
            ),
            (json!({"enum": [1, null, "x"]}), "one of `1`, `x`"),
            (json!({"const": "only"}), "`only`"),
            (
                json!({"type": "array", "items": {"type": "string"}}),
                "a list of texts",
            ),
            (
                json!({"type": "array", "items": {"$ref": "#/$defs/Format"}, "minItems": 2, "maxItems": 2}),
                "a list of 2 any of `png`, `jpeg`",
            ),
            (
                json!({"type": "array", "items": {"type": "array", "items": true}, "minItems": 1}),
                "a list of 1 or more lists of values",
            ),
            (json!({"type": "object"}), "a JSON object"),
            (
                json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
                "a value",
            ),
            (json!({"$ref": "#/$defs/Round"}), "a value"),
            (json!({"$ref": "https://elsewhere.example/"}), "a value"),
            (json!(true), "a value"),
            (json!(null), "a value"),
        ] {
            assert_eq!(words(schema.clone()), expected, "{schema}");
        }
        let many: Vec<_> = (0..25).collect();
        assert!(words(json!({ "enum": many })).ends_with("`19` and 5 more"));
    }

    #[test]
    fn null_is_found_where_schemas_put_it() {
        for (schema, expected) in [
            (json!({"type": ["string", "null"]}), true),
            (
                json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
                true,
            ),
            (json!({"type": "string"}), false),
            (json!({}), false),
        ] {
            assert_eq!(takes_null(&schema), expected, "{schema}");
        }
    }
}
