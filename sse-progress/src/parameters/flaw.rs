//! Which piece of a value is not what its parameter takes.

use std::fmt;

use serde_json::{Map, Value};

use super::expected::{Expected, integer};
use super::mistake::cut;

/// What was given: a text of a path, a query or a form, or a value of a JSON body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Json(&'a Value),
}

impl Expected {
    /// The first piece that is not what is expected, and why it is not. `None` when the schema has
    /// nothing against the value.
    pub(crate) fn flaw<'a>(&self, piece: Piece<'a>) -> Option<(Piece<'a>, String)> {
        if let (Self::List(item), Piece::Json(Value::Array(items))) = (self, piece) {
            return items.iter().find_map(|value| item.flaw(Piece::Json(value)));
        }
        if let (Self::List(item), Piece::Text(_)) = (self, piece) {
            return item.flaw(piece);
        }
        let why = match self {
            Self::Integer { min, max } => match piece.integer() {
                Err(()) => "not an integer".to_owned(),
                Ok(number) => beyond(number, *min, *max)?,
            },
            Self::Number { min, max } => match piece.number() {
                None => "not a number".to_owned(),
                Some(number) => beyond(Some(number), *min, *max)?,
            },
            Self::Boolean if piece.boolean().is_none() => "neither true nor false".to_owned(),
            Self::OneOf(names) if !names.iter().any(|name| piece.is(name)) => {
                format!("not {self}")
            }
            Self::Text(_) if !piece.is_text() => "not a text".to_owned(),
            Self::Object if !piece.is_object() => "not a JSON object".to_owned(),
            Self::List(_) => "not a list".to_owned(),
            _ => return None,
        };
        Some((piece, why))
    }
}

impl Piece<'_> {
    /// `Ok(None)` for an integer beyond 128 bits.
    fn integer(self) -> Result<Option<i128>, ()> {
        match self {
            Self::Text(text) => {
                let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
                let is_integer = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                is_integer.then(|| text.parse().ok()).ok_or(())
            }
            // What is beyond 64 bits has become a float; the cast stops at the bounds.
            Self::Json(value) => match (integer(value), value.as_f64()) {
                (None, Some(float)) if float.fract() == 0.0 => Ok(Some(float as i128)),
                (None, _) => Err(()),
                (found, _) => Ok(found),
            },
        }
    }

    fn number(self) -> Option<f64> {
        match self {
            Self::Text(text) => text.parse().ok(),
            Self::Json(value) => value.as_f64(),
        }
    }

    fn boolean(self) -> Option<bool> {
        match self {
            Self::Text("on") => Some(true),
            Self::Text(text) => text.parse().ok(),
            Self::Json(value) => value.as_bool(),
        }
    }

    fn is(self, name: &Value) -> bool {
        match (self, name) {
            (Self::Text(text), Value::String(name)) => text == name,
            (Self::Text(text), name) => serde_json::from_str(text).is_ok_and(|v: Value| v == *name),
            (Self::Json(value), name) => value == name,
        }
    }

    fn is_text(self) -> bool {
        matches!(self, Self::Text(_) | Self::Json(Value::String(_)))
    }

    fn is_object(self) -> bool {
        match self {
            Self::Text(text) => serde_json::from_str::<Map<String, Value>>(text).is_ok(),
            Self::Json(value) => value.is_object(),
        }
    }
}

/// The piece as a message quotes it.
impl fmt::Display for Piece<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Text(text) => write!(f, "\"{}\"", cut(text)),
            Self::Json(Value::String(text)) => Piece::Text(text).fmt(f),
            Self::Json(value) => f.write_str(&cut(&value.to_string())),
        }
    }
}

fn beyond<N: PartialOrd + fmt::Display>(
    number: Option<N>,
    min: Option<N>,
    max: Option<N>,
) -> Option<String> {
    let number = number?;
    match (min, max) {
        (Some(min), _) if number < min => Some(format!("less than {min}")),
        (_, Some(max)) if number > max => Some(format!("more than {max}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use schemars::JsonSchema;
    use serde_json::json;

    #[derive(JsonSchema)]
    #[schemars(rename_all = "lowercase")]
    #[allow(dead_code, reason = "only its schema is wanted")]
    enum Format {
        Png,
        Jpeg,
    }

    #[derive(JsonSchema)]
    #[allow(dead_code, reason = "only its schema is wanted")]
    struct Point {
        x: f64,
    }

    fn flaw_of<T: JsonSchema>(piece: Piece<'_>) -> String {
        let flaw = Expected::of::<T>().flaw(piece);
        flaw.map_or("none".to_owned(), |(piece, why)| {
            format!("{piece} is {why}")
        })
    }

    #[test]
    fn flaws_of_texts() {
        let text = Piece::Text;
        for (flaw, words) in [
            (flaw_of::<u8>(text("abc")), "\"abc\" is not an integer"),
            (flaw_of::<u8>(text("")), "\"\" is not an integer"),
            (flaw_of::<u8>(text("1.5")), "\"1.5\" is not an integer"),
            (flaw_of::<u8>(text("300")), "\"300\" is more than 255"),
            (flaw_of::<i8>(text("-129")), "\"-129\" is less than -128"),
            (
                flaw_of::<u64>(text("18446744073709551616")),
                "\"18446744073709551616\" is more than 18446744073709551615",
            ),
            (flaw_of::<u8>(text("3")), "none"),
            (flaw_of::<f64>(text("x")), "\"x\" is not a number"),
            (flaw_of::<f64>(text("NaN")), "none"),
            (
                flaw_of::<bool>(text("yes")),
                "\"yes\" is neither true nor false",
            ),
            (flaw_of::<bool>(text("on")), "none"),
            (
                flaw_of::<Format>(text("gif")),
                "\"gif\" is not one of `png`, `jpeg`",
            ),
            (flaw_of::<Format>(text("png")), "none"),
            (flaw_of::<Vec<u8>>(text("x")), "\"x\" is not an integer"),
            (flaw_of::<Point>(text("x")), "\"x\" is not a JSON object"),
            (flaw_of::<Point>(text("{}")), "none"),
            (flaw_of::<String>(text("x")), "none"),
        ] {
            assert_eq!(flaw, words);
        }
    }

    #[test]
    fn flaws_of_json() {
        fn flaw<T: JsonSchema>(value: &Value) -> String {
            flaw_of::<T>(Piece::Json(value))
        }
        for (flaw, words) in [
            (flaw::<u8>(&json!("3")), "\"3\" is not an integer"),
            (flaw::<u8>(&json!(null)), "null is not an integer"),
            (flaw::<u8>(&json!(1.5)), "1.5 is not an integer"),
            (flaw::<u8>(&json!(300)), "300 is more than 255"),
            (flaw::<u8>(&json!(1.0)), "none"),
            (flaw::<u8>(&json!(-1)), "-1 is less than 0"),
            (flaw::<f64>(&json!([1])), "[1] is not a number"),
            (flaw::<bool>(&json!(1)), "1 is neither true nor false"),
            (flaw::<String>(&json!(1)), "1 is not a text"),
            (
                flaw::<Format>(&json!("gif")),
                "\"gif\" is not one of `png`, `jpeg`",
            ),
            (flaw::<Vec<u8>>(&json!(1)), "1 is not a list"),
            (flaw::<Vec<u8>>(&json!([1, 2, 300])), "300 is more than 255"),
            (flaw::<Point>(&json!([])), "[] is not a JSON object"),
            (flaw::<Point>(&json!({})), "none"),
        ] {
            assert_eq!(flaw, words);
        }
    }

    #[test]
    fn an_integer_beyond_64_bits_is_too_large_rather_than_none() {
        let huge = json!(3e20);
        let (_, why) = Expected::of::<u64>().flaw(Piece::Json(&huge)).unwrap();
        assert_eq!(why, "more than 18446744073709551615");
    }

    #[test]
    fn numbers_can_be_names() {
        let one_or_two = Expected::OneOf(vec![json!(1), json!(2)]);
        assert_eq!(one_or_two.flaw(Piece::Text("2")), None);
        assert_eq!(one_or_two.flaw(Piece::Json(&json!(2))), None);
        assert!(one_or_two.flaw(Piece::Text("3")).is_some());
        assert!(one_or_two.flaw(Piece::Text("x")).is_some());
    }

    proptest! {
        #[test]
        fn what_a_type_takes_has_no_flaw(number: i16, float: f32, text: String) {
            prop_assert_eq!(flaw_of::<i16>(Piece::Text(&number.to_string())), "none");
            prop_assert_eq!(flaw_of::<i16>(Piece::Json(&json!(number))), "none");
            prop_assert_eq!(flaw_of::<f32>(Piece::Text(&float.to_string())), "none");
            prop_assert_eq!(flaw_of::<String>(Piece::Text(&text)), "none");
        }

        #[test]
        fn nothing_makes_it_panic(text: String) {
            for expected in [Expected::of::<u64>(), Expected::of::<Vec<f32>>(), Expected::of::<Point>()] {
                let _ = expected.flaw(Piece::Text(&text));
                let _ = expected.flaw(Piece::Json(&json!([text, { "x": text }])));
            }
        }
    }
}
