//! What a parameter takes, in words.

use std::fmt;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::quote::cut;
use crate::protocol::listed;

/// What a parameter takes, as far as its schema tells.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expected {
    Integer {
        min: Option<i128>,
        max: Option<i128>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    Boolean,
    OneOf(Vec<Value>),
    /// Text of some form, in words.
    Text(&'static str),
    /// Text of so many characters.
    Sized {
        min: Option<u64>,
        max: Option<u64>,
    },
    List {
        items: Box<Expected>,
        min: Option<u64>,
        max: Option<u64>,
    },
    Object,
    Anything,
    /// The same, or null.
    Optional(Box<Expected>),
}

impl Expected {
    /// What the schema of a type says.
    pub(crate) fn of<T: JsonSchema>() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            // A reference would hide what it refers to.
            settings.inline_subschemas = true;
        });
        let schema = settings.into_generator().subschema_for::<T>();
        Self::from_schema(schema.as_value())
    }

    fn from_schema(schema: &Value) -> Self {
        let Value::Object(schema) = schema else {
            return Self::Anything;
        };
        let expected = Self::without_null(schema);
        match expected {
            Self::Optional(_) => expected,
            _ if takes_null(schema) => Self::Optional(Box::new(expected)),
            _ => expected,
        }
    }

    fn without_null(schema: &Map<String, Value>) -> Self {
        if let Some(names) = named(schema) {
            return Self::OneOf(names);
        }
        if let Some(Value::Array(choices)) = schema.get("anyOf").or(schema.get("oneOf")) {
            let mut choices = choices.iter().filter(|choice| !is_null(choice));
            return match (choices.next(), choices.next()) {
                (Some(only), None) => Self::from_schema(only),
                _ => Self::Anything,
            };
        }
        let integer = |key| schema.get(key).and_then(integer);
        let number = |key| schema.get(key).and_then(Value::as_f64);
        let count = |key| schema.get(key).and_then(Value::as_u64);
        match type_of(schema) {
            Some("integer") => {
                let (least, most) = range(text(schema, "format"));
                Self::Integer {
                    min: integer("minimum").or(least),
                    max: integer("maximum").or(most),
                }
            }
            Some("number") => Self::Number {
                min: number("minimum"),
                max: number("maximum"),
            },
            Some("boolean") => Self::Boolean,
            Some("string") => match (
                text(schema, "format"),
                count("minLength"),
                count("maxLength"),
            ) {
                (Some("date"), ..) => Self::Text("a date such as 2026-01-31"),
                (Some("date-time"), ..) => {
                    Self::Text("a date and time such as 2026-01-31T12:00:00Z")
                }
                (Some("ip" | "ipv4" | "ipv6"), ..) => Self::Text("an IP address"),
                (Some("uri"), ..) => Self::Text("a URL"),
                (Some("uuid"), ..) => Self::Text("a UUID"),
                (_, None | Some(0), None) => Self::Text("a text"),
                (_, Some(1), Some(1)) => Self::Text("one character"),
                (_, min, max) => Self::Sized {
                    min: min.filter(|min| *min > 0),
                    max,
                },
            },
            Some("array") => Self::List {
                items: Box::new(match schema.get("items") {
                    Some(items) => Self::from_schema(items),
                    None => Self::Anything,
                }),
                min: count("minItems").filter(|min| *min > 0),
                max: count("maxItems"),
            },
            Some("object") => Self::Object,
            _ => Self::Anything,
        }
    }

    /// Whether a text of a path, a query, a form or a command line is the value itself: a text, a
    /// number, `true`, the name of a choice, or one item of a list of such. For every other type one
    /// text is JSON.
    pub(crate) fn is_plain(&self) -> bool {
        match self.not_null() {
            Self::List { items, .. } => items.is_scalar(),
            _ => self.is_scalar(),
        }
    }

    fn is_scalar(&self) -> bool {
        match self.not_null() {
            Self::OneOf(names) => names.iter().all(Value::is_string),
            Self::List { .. } | Self::Object | Self::Anything => false,
            _ => true,
        }
    }

    /// What is expected if it is not null.
    pub(crate) fn not_null(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner,
            _ => self,
        }
    }

    /// What each item of a list has to be.
    pub(crate) fn items(&self) -> &Self {
        match self.not_null() {
            Self::List { items, .. } => items,
            _ => &Self::Anything,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, many: bool) -> fmt::Result {
        let either = |one, several| if many { several } else { one };
        match self {
            Self::Integer { min, max } => {
                f.write_str(either("an integer", "integers"))?;
                write_range(f, min.filter(is_telling), max.filter(is_telling))
            }
            Self::Number { min, max } => {
                f.write_str(either("a number", "numbers"))?;
                write_range(f, *min, *max)
            }
            Self::Boolean => f.write_str("true or false"),
            Self::OneOf(names) => {
                if names.len() != 1 {
                    f.write_str(either("one of ", "any of "))?;
                }
                let names = names.iter().map(|name| match name {
                    Value::String(name) if self.is_plain() => cut(name),
                    name => cut(&name.to_string()),
                });
                f.write_str(&listed(names))?;
                f.write_str(if many || self.is_plain() {
                    ""
                } else {
                    ", as JSON"
                })
            }
            Self::Text("a text") => f.write_str(either("a text", "texts")),
            Self::Text(what) => write!(f, "{}{what}", either("", "texts, each ")),
            Self::Sized { min, max } => {
                f.write_str(either("a text of ", "texts of "))?;
                write_count(f, *min, *max)
            }
            Self::List { items, min, max } => {
                let one = if self.is_plain() {
                    "a list"
                } else {
                    "a JSON list"
                };
                f.write_str(either(one, "lists"))?;
                if **items != Self::Anything {
                    f.write_str(" of ")?;
                    items.write(f, true)?;
                }
                match (min, max) {
                    (Some(min), Some(max)) if min == max => write!(f, ", exactly {min}"),
                    (Some(min), Some(max)) => write!(f, ", {min} to {max} of them"),
                    (Some(min), None) => write!(f, ", {min} or more"),
                    (None, Some(max)) => write!(f, ", {max} at most"),
                    (None, None) => Ok(()),
                }
            }
            Self::Object => f.write_str(either("a JSON object", "objects")),
            Self::Anything => f.write_str(either("a JSON value", "values")),
            Self::Optional(inner) => inner.write(f, many),
        }
    }
}

/// In words: what stands in `x-expected` of a schema, and behind every message about a value.
impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

/// The values of an enumeration: `enum`, `const`, or a choice among such, which is how `schemars`
/// writes an enumeration whose variants have descriptions.
fn named(schema: &Map<String, Value>) -> Option<Vec<Value>> {
    let mut names = match (schema.get("enum"), schema.get("const"), schema.get("oneOf")) {
        (Some(Value::Array(names)), _, _) => names.clone(),
        (_, Some(name), _) => vec![name.clone()],
        (_, _, Some(Value::Array(choices))) => {
            let each = choices.iter().map(|choice| named(choice.as_object()?));
            each.collect::<Option<Vec<_>>>()?.concat()
        }
        _ => return None,
    };
    names.retain(|name| !name.is_null());
    Some(names)
}

/// The one type besides `null`.
fn type_of(schema: &Map<String, Value>) -> Option<&str> {
    match schema.get("type")? {
        Value::Array(types) => {
            let mut types = types
                .iter()
                .filter_map(Value::as_str)
                .filter(|&t| t != "null");
            types.next().filter(|_| types.next().is_none())
        }
        one => one.as_str(),
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
}

/// Whether null is among the types, the values or the choices.
fn takes_null(schema: &Map<String, Value>) -> bool {
    let has = |key, is_null: fn(&Value) -> bool| {
        let list = schema.get(key).and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(is_null))
    };
    has("type", |name| name == "null")
        || has("enum", Value::is_null)
        || has("anyOf", is_null)
        || has("oneOf", is_null)
}

fn text<'a>(schema: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    schema.get(key)?.as_str()
}

fn integer(value: &Value) -> Option<i128> {
    let unsigned = value.as_u64().map(i128::from);
    unsigned.or_else(|| value.as_i64().map(i128::from))
}

/// The range of an integer format of `schemars`, which spells it out for the small ones only.
fn range(format: Option<&str>) -> (Option<i128>, Option<i128>) {
    macro_rules! of {
        ($type:ty) => {
            (
                i128::try_from(<$type>::MIN).ok(),
                i128::try_from(<$type>::MAX).ok(),
            )
        };
    }
    match format {
        Some("int8") => of!(i8),
        Some("int16") => of!(i16),
        Some("int32") => of!(i32),
        Some("int64") => of!(i64),
        Some("int") => of!(isize),
        Some("uint8") => of!(u8),
        Some("uint16") => of!(u16),
        Some("uint32") => of!(u32),
        Some("uint64") => of!(u64),
        Some("uint") => of!(usize),
        Some("uint128") => of!(u128),
        _ => (None, None),
    }
}

/// Nobody reads the bounds of 64 bits; whoever runs into one is told it.
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

fn write_count(f: &mut fmt::Formatter<'_>, min: Option<u64>, max: Option<u64>) -> fmt::Result {
    let characters = |count: u64| match count {
        1 => "1 character".to_owned(),
        count => format!("{count} characters"),
    };
    match (min, max) {
        (Some(min), Some(max)) if min == max => write!(f, "exactly {}", characters(min)),
        (Some(min), Some(max)) => write!(f, "{min} to {}", characters(max)),
        (Some(min), None) => write!(f, "{} or more", characters(min)),
        (None, Some(max)) => write!(f, "{} at most", characters(max)),
        (None, None) => f.write_str("any length"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::{BTreeMap, HashSet};

    /// Never made, only described.
    #[derive(JsonSchema)]
    #[schemars(rename_all = "lowercase")]
    #[allow(dead_code, reason = "only its schema is wanted")]
    enum Format {
        Png,
        Jpeg,
    }

    #[derive(JsonSchema)]
    #[schemars(rename_all = "lowercase")]
    #[allow(dead_code, reason = "only its schema is wanted")]
    enum Described {
        /// Lossless.
        Png,
        /// Not.
        Jpeg,
        Gif,
    }

    #[derive(JsonSchema)]
    #[allow(dead_code, reason = "only its schema is wanted")]
    struct Node {
        next: Option<Box<Node>>,
    }

    #[derive(JsonSchema)]
    #[allow(dead_code, reason = "only its schema is wanted")]
    struct Percent(#[schemars(range(min = 0.0, max = 1.0))] f64);

    #[derive(JsonSchema)]
    #[allow(dead_code, reason = "only its schema is wanted")]
    enum Either {
        Name(String),
        Nothing,
    }

    #[test]
    fn types_are_told_in_words() {
        for (expected, words) in [
            (Expected::of::<u8>(), "an integer from 0 to 255"),
            (Expected::of::<i16>(), "an integer from -32768 to 32767"),
            (Expected::of::<u32>(), "an integer from 0 to 4294967295"),
            (
                Expected::of::<i32>(),
                "an integer from -2147483648 to 2147483647",
            ),
            (Expected::of::<u64>(), "an integer, 0 or more"),
            (Expected::of::<usize>(), "an integer, 0 or more"),
            (Expected::of::<u128>(), "an integer, 0 or more"),
            (Expected::of::<i64>(), "an integer"),
            (Expected::of::<i128>(), "an integer"),
            (
                Expected::of::<std::num::NonZeroU8>(),
                "an integer from 1 to 255",
            ),
            (Expected::of::<f32>(), "a number"),
            (Expected::of::<Percent>(), "a number from 0 to 1"),
            (Expected::of::<bool>(), "true or false"),
            (Expected::of::<Option<bool>>(), "true or false"),
            (Expected::of::<String>(), "a text"),
            (Expected::of::<char>(), "one character"),
            (Expected::of::<std::net::IpAddr>(), "an IP address"),
            (Expected::of::<Format>(), "one of `png`, `jpeg`"),
            (Expected::of::<Option<Format>>(), "one of `png`, `jpeg`"),
            (
                Expected::of::<Option<Option<Described>>>(),
                "one of `gif`, `png`, `jpeg`",
            ),
            (
                Expected::of::<Vec<u8>>(),
                "a list of integers from 0 to 255",
            ),
            (Expected::of::<Option<Vec<String>>>(), "a list of texts"),
            (
                Expected::of::<HashSet<Format>>(),
                "a list of any of `png`, `jpeg`",
            ),
            (
                Expected::of::<[u8; 2]>(),
                "a list of integers from 0 to 255, exactly 2",
            ),
            (
                Expected::of::<Vec<Vec<f64>>>(),
                "a JSON list of lists of numbers",
            ),
            (Expected::of::<Vec<Node>>(), "a JSON list of objects"),
            (Expected::of::<(u8, String)>(), "a JSON list, exactly 2"),
            (Expected::of::<Either>(), "a JSON value"),
            (Expected::of::<Node>(), "a JSON object"),
            (Expected::of::<Option<Node>>(), "a JSON object"),
            (Expected::of::<BTreeMap<String, u8>>(), "a JSON object"),
            (Expected::of::<Value>(), "a JSON value"),
        ] {
            assert_eq!(expected.to_string(), words);
        }
    }

    #[test]
    fn long_enumerations_are_cut() {
        let names = (0..25).map(|n| json!(n.to_string())).collect();
        let words = Expected::OneOf(names).to_string();
        assert!(words.ends_with("`19` and 5 more"), "{words}");
    }

    #[test]
    fn counts_are_told_in_words() {
        let words = |schema: Value| Expected::from_schema(&schema).to_string();
        for (schema, expected) in [
            (json!({"minLength": 1, "maxLength": 1}), "one character"),
            (json!({"maxLength": 1}), "a text of 1 character at most"),
            (json!({"minLength": 1}), "a text of 1 character or more"),
            (
                json!({"minLength": 2, "maxLength": 2}),
                "a text of exactly 2 characters",
            ),
            (
                json!({"minLength": 1, "maxLength": 2}),
                "a text of 1 to 2 characters",
            ),
            (json!({"minLength": 0}), "a text"),
        ] {
            let mut schema = schema;
            schema["type"] = "string".into();
            assert_eq!(words(schema), expected);
        }
        for (schema, expected) in [
            (json!({"minItems": 1}), "a list of texts, 1 or more"),
            (json!({"maxItems": 1}), "a list of texts, 1 at most"),
            (
                json!({"minItems": 2, "maxItems": 3}),
                "a list of texts, 2 to 3 of them",
            ),
        ] {
            let mut schema = schema;
            schema["type"] = "array".into();
            schema["items"] = json!({"type": "string"});
            assert_eq!(words(schema), expected);
        }
    }

    #[test]
    fn the_schema_tells_which_types_are_plain() {
        for plain in [
            Expected::of::<u8>(),
            Expected::of::<Option<f32>>(),
            Expected::of::<bool>(),
            Expected::of::<char>(),
            Expected::of::<Option<Described>>(),
            Expected::of::<Vec<Format>>(),
            Expected::of::<Option<Vec<Option<u8>>>>(),
            Expected::of::<std::net::IpAddr>(),
        ] {
            assert!(plain.is_plain(), "{plain}");
        }
        for json in [
            Expected::of::<Node>(),
            Expected::of::<Option<Node>>(),
            Expected::of::<Either>(),
            Expected::of::<Vec<Either>>(),
            Expected::of::<Vec<Vec<u8>>>(),
            Expected::of::<(u8, u8)>(),
            Expected::of::<Value>(),
            Expected::of::<BTreeMap<String, u8>>(),
            Expected::from_schema(&json!({"type": ["string", "integer"]})),
            Expected::from_schema(&json!({"enum": ["auto", 1]})),
        ] {
            assert!(!json.is_plain(), "{json}");
        }
    }
}
