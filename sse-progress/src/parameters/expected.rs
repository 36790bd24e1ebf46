//! What a parameter takes, in words.

use std::fmt;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::mistake::cut;

/// An enumeration of more names than this is cut in messages.
const MAX_NAMED: usize = 20;

/// What a parameter takes, as far as a message can say it.
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
    Text(&'static str),
    List(Box<Expected>),
    Object,
    Anything,
}

impl Expected {
    /// What the schema of a type says.
    pub(crate) fn of<T: JsonSchema>() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            // What is behind a reference could not be told.
            settings.inline_subschemas = true;
        });
        let schema = settings.into_generator().subschema_for::<T>();
        Self::from_schema(schema.as_value())
    }

    fn from_schema(schema: &Value) -> Self {
        let Value::Object(schema) = schema else {
            return Self::Anything;
        };
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
        match type_of(schema) {
            Some("integer") => {
                let bound = |key| schema.get(key).and_then(integer);
                let (least, most) = range(text(schema, "format"));
                Self::Integer {
                    min: bound("minimum").or(least),
                    max: bound("maximum").or(most),
                }
            }
            Some("number") => {
                let bound = |key| schema.get(key).and_then(Value::as_f64);
                Self::Number {
                    min: bound("minimum"),
                    max: bound("maximum"),
                }
            }
            Some("boolean") => Self::Boolean,
            Some("string") if schema.get("maxLength") == Some(&1.into()) => {
                Self::Text("one character")
            }
            Some("string") => Self::Text(match text(schema, "format") {
                Some("date") => "a date such as 2026-01-31",
                Some("date-time") => "a date and time such as 2026-01-31T12:00:00Z",
                Some("ip" | "ipv4" | "ipv6") => "an IP address",
                Some("uri") => "a URL",
                Some("uuid") => "a UUID",
                _ => "a text",
            }),
            Some("array") => {
                let items = schema.get("items").map(Self::from_schema);
                Self::List(Box::new(items.unwrap_or(Self::Anything)))
            }
            Some("object") => Self::Object,
            _ => Self::Anything,
        }
    }

    /// The words for it, if it says anything.
    pub(crate) fn words(&self) -> Option<String> {
        (*self != Self::Anything).then(|| self.to_string())
    }

    /// Whether many texts can be right.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, many: bool) -> fmt::Result {
        match self {
            Self::Integer { min, max } => {
                f.write_str(if many { "integers" } else { "an integer" })?;
                write_range(f, min.filter(is_telling), max.filter(is_telling))
            }
            Self::Number { min, max } => {
                f.write_str(if many { "numbers" } else { "a number" })?;
                write_range(f, *min, *max)
            }
            Self::Boolean => f.write_str("true or false"),
            Self::OneOf(names) => {
                f.write_str(match names.len() {
                    1 => "",
                    _ if many => "any of ",
                    _ => "one of ",
                })?;
                write_names(f, names)
            }
            Self::Text("a text") if many => f.write_str("texts"),
            Self::Text(what) if many => write!(f, "texts, each {what}"),
            Self::Text(what) => f.write_str(what),
            Self::List(items) => {
                f.write_str(if many { "lists" } else { "a list" })?;
                if **items == Self::Anything {
                    return Ok(());
                }
                f.write_str(" of ")?;
                items.write(f, true)
            }
            Self::Object => f.write_str(if many {
                "JSON objects"
            } else {
                "a JSON object"
            }),
            Self::Anything => f.write_str(if many { "values" } else { "a value" }),
        }
    }
}

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

fn text<'a>(schema: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    schema.get(key)?.as_str()
}

pub(crate) fn integer(value: &Value) -> Option<i128> {
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

fn write_names(f: &mut fmt::Formatter<'_>, names: &[Value]) -> fmt::Result {
    for (index, name) in names.iter().take(MAX_NAMED).enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        match name {
            Value::String(name) => write!(f, "{separator}`{}`", cut(name))?,
            name => write!(f, "{separator}`{name}`")?,
        }
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
                Expected::of::<Vec<Vec<f64>>>(),
                "a list of lists of numbers",
            ),
            (Expected::of::<(u8, String)>(), "a list"),
            (Expected::of::<Node>(), "a JSON object"),
            (Expected::of::<Option<Node>>(), "a JSON object"),
            (Expected::of::<BTreeMap<String, u8>>(), "a JSON object"),
            (Expected::of::<Value>(), "a value"),
        ] {
            assert_eq!(expected.to_string(), words);
        }
    }

    #[test]
    fn long_enumerations_are_cut() {
        let names = (0..25).map(|n| json!(n)).collect();
        let words = Expected::OneOf(names).to_string();
        assert!(words.ends_with("`19` and 5 more"), "{words}");
    }
}
