//! From what a request gives for a parameter to a value of its type.
//!
//! One deserializer reads the texts of a path, a query or a form and the JSON of a body. Whatever it
//! refuses, it says what it found and what that is not, so that a message can quote it.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::error::cut;
use super::expected::Expected;
use super::members::Members;
use crate::protocol::{listed, nearest};

/// How deep JSON may be nested, which `serde_json` bounds alike.
const MAX_DEPTH: usize = 128;

/// What was given for one parameter.
#[derive(Debug)]
pub(crate) enum Given {
    /// Texts of a path, a query or a form; at least one.
    Texts(Vec<String>),
    /// A member of a JSON body.
    Json(Box<RawValue>),
}

impl Given {
    /// The value that it stands for.
    ///
    /// If the type is not plain, a text is JSON, and so means what the same JSON in a body would.
    ///
    /// # Errors
    ///
    /// When the type does not take it.
    pub(crate) fn read<T: DeserializeOwned>(&self, expected: &Expected) -> Result<T, ValueError> {
        match self {
            Self::Json(json) => T::deserialize(Input::Json(json, 0)),
            Self::Texts(texts) if expected.is_plain() => {
                T::deserialize(Input::Texts(texts, expected))
            }
            Self::Texts(texts) => match texts.as_slice() {
                [text] => match serde_json::from_str(text) {
                    Ok(json) => T::deserialize(Input::Json(json, 0)),
                    // What a form sends for an input that was left blank.
                    Err(error) => absent().filter(|_| text.is_empty()).ok_or_else(|| {
                        ValueError::wrong(quoted(text), format!("not JSON ({error})"))
                    }),
                },
                several => Err(ValueError::Repeated(several.len())),
            },
        }
    }

    /// As a message quotes it, if it is one piece.
    pub(super) fn quoted(&self) -> Option<String> {
        match self {
            Self::Texts(texts) => match texts.as_slice() {
                [text] => Some(quoted(text)),
                _ => None,
            },
            Self::Json(json) => Some(quoted_json(json)),
        }
    }
}

/// The value of a parameter that was not given, if it may be left out. The type decides, so that an
/// alias of `Option` or a newtype around a `Vec` is understood as well.
pub(crate) fn absent<T: DeserializeOwned>() -> Option<T> {
    T::deserialize(Input::Texts(&[], &Expected::Anything)).ok()
}

/// Why a value could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ValueError {
    /// A piece of what was given is not what its place takes.
    Wrong {
        /// The piece, as a message quotes it.
        found: String,
        /// What it is not, such as `not an integer`.
        why: String,
    },
    /// One text was needed, and as many were given.
    Repeated(usize),
    /// What the type itself has said.
    Other(String),
}

impl ValueError {
    fn wrong(found: String, why: impl Into<String>) -> Self {
        let why = why.into();
        Self::Wrong { found, why }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong { found, why } => write!(f, "{found} is {why}"),
            Self::Repeated(count) => write!(f, "{count} texts in place of one"),
            Self::Other(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for ValueError {}

impl serde::de::Error for ValueError {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::Other(reason.to_string())
    }

    fn unknown_variant(variant: &str, names: &'static [&'static str]) -> Self {
        Self::wrong(quoted(variant), not_one_of(variant, names))
    }
}

/// One place of a value: where the texts of a parameter, a text among them, or a piece of JSON stand.
#[derive(Clone)]
enum Input<'a> {
    /// From none, which is an absent parameter, to many, which are a list.
    Texts(&'a [String], &'a Expected),
    /// A text by itself: an item of a list, or a key of an object.
    Text(Cow<'a, str>, &'a Expected),
    /// JSON, and how deep it is nested.
    Json(&'a RawValue, usize),
}

impl<'a> Input<'a> {
    /// The one text, or the JSON.
    fn one(self) -> Result<Piece<'a>, ValueError> {
        match self {
            Self::Texts([one], _) => Ok(Piece::Text(one.into())),
            Self::Texts([], _) => Err(ValueError::Other("missing".to_owned())),
            Self::Texts(several, _) => Err(ValueError::Repeated(several.len())),
            Self::Text(text, _) => Ok(Piece::Text(text)),
            Self::Json(json, depth) if depth < MAX_DEPTH => Ok(Piece::Json(json)),
            Self::Json(..) => Err(ValueError::Other("it is nested too deep".to_owned())),
        }
    }

    fn expected(&self) -> &'a Expected {
        match self {
            Self::Texts(_, expected) | Self::Text(_, expected) => expected.not_null(),
            Self::Json(..) => &Expected::Anything,
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::Json(_, depth) => depth + 1,
            _ => 0,
        }
    }
}

/// What one value is read from.
enum Piece<'a> {
    Text(Cow<'a, str>),
    Json(&'a RawValue),
}

impl<'a> Piece<'a> {
    fn not(&self, what: &str) -> ValueError {
        ValueError::wrong(self.quoted(), format!("not {what}"))
    }

    fn quoted(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Json(json) => quoted_json(json),
        }
    }

    /// The digits of a number: a JSON number is read as the same text would be.
    fn number(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Json(json) => Some(json.get()).filter(|json| json.starts_with(is_of_number)),
        }
    }

    fn integer<N: Integer>(&self) -> Result<N, ValueError> {
        let number = self.number().filter(|text| {
            let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        });
        let Some(number) = number else {
            return Err(self.not("an integer"));
        };
        number.parse().map_err(|_| {
            let beyond = match number.starts_with('-') {
                true => format!("less than {}", N::MIN),
                false => format!("more than {}", N::MAX),
            };
            ValueError::wrong(self.quoted(), beyond)
        })
    }

    /// Rust reads `1e999` as infinity, which nobody who writes digits means.
    fn float<N: FromStr + Copy + Into<f64>>(&self) -> Result<N, ValueError> {
        let number = self
            .number()
            .and_then(|text| Some((text, text.parse::<N>().ok()?)));
        let Some((text, number)) = number else {
            return Err(self.not("a number"));
        };
        if number.into().is_infinite() && text.contains(|c: char| c.is_ascii_digit()) {
            return Err(ValueError::Other("number out of range".to_owned()));
        }
        Ok(number)
    }

    /// `on` is what a form sends for a checkbox.
    fn boolean(&self) -> Result<bool, ValueError> {
        match self {
            Self::Text(text) if text == "on" => Some(true),
            Self::Text(text) => text.parse().ok(),
            Self::Json(json) => json.get().parse().ok(),
        }
        .ok_or_else(|| ValueError::wrong(self.quoted(), "neither true nor false"))
    }

    fn text(self) -> Result<Cow<'a, str>, ValueError> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Json(json) => serde_json::from_str::<String>(json.get())
                .map(Cow::Owned)
                .map_err(|_| self.not("a text")),
        }
    }

    fn list(&self) -> Result<Vec<&'a RawValue>, ValueError> {
        match self {
            Self::Json(json) => serde_json::from_str(json.get()).ok(),
            Self::Text(_) => None,
        }
        .ok_or_else(|| self.not("a list"))
    }

    fn members(&self) -> Result<Members<'a>, ValueError> {
        match self {
            Self::Json(json) => serde_json::from_str(json.get()).ok(),
            Self::Text(_) => None,
        }
        .ok_or_else(|| self.not("a JSON object"))
    }

    fn is_null(&self) -> bool {
        matches!(self, Self::Json(json) if json.get() == "null")
    }
}

/// The bounds of a type of integers, for messages.
trait Integer: FromStr + fmt::Display {
    const MIN: Self;
    const MAX: Self;
}

macro_rules! integers {
    ($($deserialize:ident, $visit:ident, $type:ident;)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            visitor.$visit(self.one()?.integer::<$type>()?)
        }
    )*};
    ($($type:ident)*) => {$(
        impl Integer for $type {
            const MIN: Self = $type::MIN;
            const MAX: Self = $type::MAX;
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 u8 u16 u32 u64 u128);

impl<'de> Deserializer<'de> for Input<'de> {
    type Error = ValueError;

    integers! {
        deserialize_i8, visit_i8, i8;
        deserialize_i16, visit_i16, i16;
        deserialize_i32, visit_i32, i32;
        deserialize_i64, visit_i64, i64;
        deserialize_i128, visit_i128, i128;
        deserialize_u8, visit_u8, u8;
        deserialize_u16, visit_u16, u16;
        deserialize_u32, visit_u32, u32;
        deserialize_u64, visit_u64, u64;
        deserialize_u128, visit_u128, u128;
    }

    /// For a type that takes what comes: JSON says what it is, and of a text the schema does.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let expected = self.expected();
        if let Input::Json(json, _) = &self {
            return match json.get().as_bytes().first() {
                Some(b'{') => self.deserialize_map(visitor),
                Some(b'[') => self.deserialize_seq(visitor),
                Some(b'"') => self.deserialize_string(visitor),
                Some(b't' | b'f') => self.deserialize_bool(visitor),
                Some(b'n') => visitor.visit_unit(),
                _ => visit_number(&self.one()?, visitor),
            };
        }
        match expected {
            Expected::Integer { .. } | Expected::Number { .. } => {
                visit_number(&self.one()?, visitor)
            }
            Expected::Boolean => self.deserialize_bool(visitor),
            Expected::List { .. } => self.deserialize_seq(visitor),
            _ => self.deserialize_string(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_bool(self.one()?.boolean()?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_f32(self.one()?.float()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_f64(self.one()?.float()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.one()?.text()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_string(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let text = self.one()?.text()?;
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) => visitor.visit_char(only),
            _ => Err(ValueError::wrong(quoted(&text), "not one character")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let is_none = match &self {
            // An empty text is what a form sends for an input that was left blank.
            Input::Texts(texts, _) => texts.len() < 2 && texts.iter().all(String::is_empty),
            Input::Text(text, _) => text.is_empty(),
            Input::Json(json, _) => json.get() == "null",
        };
        match is_none {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let piece = self.one()?;
        match piece.is_null() {
            true => visitor.visit_unit(),
            false => Err(piece.not("null")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let depth = self.depth();
        match self {
            Input::Texts(texts, expected) => {
                let items = texts.iter().map(String::as_str).map(Cow::Borrowed);
                visit_seq(
                    items.map(|text| Input::Text(text, expected.items())),
                    visitor,
                )
            }
            _ => {
                let items = self.one()?.list()?.into_iter();
                visit_seq(items.map(|json| Input::Json(json, depth)), visitor)
            }
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let depth = self.depth();
        let mut map = self.one()?.members()?.into_map(depth);
        let value = visitor.visit_map(&mut map)?;
        map.end()?;
        Ok(value)
    }

    /// A structure is an object; `serde` would let a list stand for one, too.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        let depth = self.depth();
        let piece = self.one()?;
        match &piece {
            Piece::Json(json) if json.get().starts_with('{') => {
                let members = piece.members()?;
                if members.0.len() != 1 {
                    return Err(piece.not("an object with one member"));
                }
                visitor.visit_enum(MapAccessDeserializer::new(members.into_map(depth)))
            }
            Piece::Json(json) if !json.get().starts_with('"') => {
                Err(ValueError::wrong(piece.quoted(), not_one_of("", variants)))
            }
            _ => {
                let variant = piece.text()?;
                StrDeserializer::<ValueError>::new(&variant)
                    .deserialize_enum(name, variants, visitor)
            }
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { bytes byte_buf }
}

impl<'de> IntoDeserializer<'de, ValueError> for Input<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'a> Members<'a> {
    /// Its keys are texts, so that a map may have integers for keys.
    fn into_map(
        self,
        depth: usize,
    ) -> MapDeserializer<'a, impl Iterator<Item = (Input<'a>, Input<'a>)>, ValueError> {
        MapDeserializer::new(self.0.into_iter().map(move |(name, json)| {
            let name = Input::Text(Cow::Owned(name), &Expected::Anything);
            (name, Input::Json(json, depth))
        }))
    }
}

fn visit_seq<'de, V: Visitor<'de>>(
    items: impl Iterator<Item = Input<'de>>,
    visitor: V,
) -> Result<V::Value, ValueError> {
    let mut items = SeqDeserializer::new(items);
    let list = visitor.visit_seq(&mut items)?;
    items.end()?;
    Ok(list)
}

/// A number for a type that takes any, as the smallest type that holds it without loss.
fn visit_number<'de, V: Visitor<'de>>(
    piece: &Piece<'_>,
    visitor: V,
) -> Result<V::Value, ValueError> {
    if let Ok(number) = piece.integer() {
        visitor.visit_u64(number)
    } else if let Ok(number) = piece.integer() {
        visitor.visit_i64(number)
    } else {
        visitor.visit_f64(piece.float()?)
    }
}

fn is_of_number(c: char) -> bool {
    c == '-' || c.is_ascii_digit()
}

fn not_one_of(name: &str, names: &[&str]) -> String {
    let one_of = if names.len() == 1 { "" } else { "one of " };
    let mut why = format!("not {one_of}{}", listed(names.iter().map(|name| cut(name))));
    if let Some(near) = nearest(name, names.iter().copied()) {
        why.push_str(&format!(", did you mean `{}`?", cut(near)));
    }
    why
}

/// A text as a message quotes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(text))
}

/// JSON as a message quotes it, without the spaces between.
fn quoted_json(json: &RawValue) -> String {
    if let Ok(text) = serde_json::from_str::<String>(json.get()) {
        return quoted(&text);
    }
    match serde_json::from_str::<Value>(json.get()) {
        Ok(value) if json.get().starts_with(['{', '[']) => cut(&value.to_string()),
        _ => cut(json.get()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use schemars::JsonSchema;
    use serde::Deserialize;
    use serde_json::json;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fmt::{Debug, Display};

    fn read<T: DeserializeOwned + JsonSchema>(texts: &[&str]) -> Result<T, String> {
        if texts.is_empty() {
            return absent().ok_or_else(|| "missing".to_owned());
        }
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        let given = Given::Texts(texts).read(&Expected::of::<T>());
        given.map_err(|error| error.to_string())
    }

    fn read_json<T: DeserializeOwned + JsonSchema>(json: &str) -> Result<T, String> {
        let json = RawValue::from_string(json.to_owned()).unwrap();
        let given = Given::Json(json).read(&Expected::of::<T>());
        given.map_err(|error| error.to_string())
    }

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct New<T>(T);

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum Format {
        Png,
        Jpeg,
    }

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Point {
        x: i32,
        #[serde(default)]
        y: i32,
    }

    type Maybe<T> = Option<T>;

    #[test]
    fn texts_become_values() {
        assert_eq!(read(&["a b"]), Ok("a b".to_owned()));
        assert_eq!(read(&[""]), Ok(String::new()));
        assert_eq!(read(&["ü"]), Ok('ü'));
        assert_eq!(read(&["on"]), Ok(true));
        assert_eq!(read(&["false"]), Ok(false));
        assert_eq!(read(&["-1.5e3"]), Ok(-1500.0_f64));
        assert_eq!(read(&["inf"]), Ok(f64::INFINITY));
        assert_eq!(read(&["3.4028235e38"]), Ok(f32::MAX));
        assert!(read::<f64>(&["NaN"]).unwrap().is_nan());
        assert_eq!(read(&["7"]), Ok(New(New(7_u8))));
        assert_eq!(read(&["jpeg"]), Ok(Format::Jpeg));
        assert_eq!(read(&["1", "2"]), Ok(vec![1, 2]));
        assert_eq!(read(&[r#"[1, "2"]"#]), Ok((1_u8, "2".to_owned())));
        assert_eq!(read(&["2", "1", "2"]), Ok(BTreeSet::from([1, 2])));
        assert_eq!(read(&["1", "", "3"]), Ok(vec![Some(1), None, Some(3)]));
        assert_eq!(
            read(&["127.0.0.1"]),
            Ok(std::net::IpAddr::from([127, 0, 0, 1]))
        );
        assert_eq!(read(&[r#"{"x":1}"#]), Ok(Point { x: 1, y: 0 }));
        assert_eq!(
            read(&[r#"{"a":1}"#]),
            Ok(BTreeMap::from([("a".to_owned(), 1)]))
        );
        assert_eq!(read(&[r#"{"1":true}"#]), Ok(BTreeMap::from([(1_u8, true)])));
        assert_eq!(read(&["3"]), Ok(serde_json::Number::from(3)));
    }

    /// Whatever a type is, one text that is not plain means what the same JSON does.
    #[test]
    fn what_is_not_plain_is_json() {
        fn both<T: DeserializeOwned + JsonSchema + PartialEq + Debug>(json: &str, value: T) {
            assert_eq!(read_json::<T>(json).as_ref(), Ok(&value), "{json}");
            assert_eq!(read::<T>(&[json]), Ok(value), "{json}");
        }
        both("5", json!(5));
        both("-5", json!(-5));
        both("0.1", json!(0.1));
        both("\"5\"", json!("5"));
        both("null", json!(null));
        both(
            r#"{"a": [1, "é\u00e9", true, null]}"#,
            json!({"a": [1, "éé", true, null]}),
        );
        both("[1, [2]]", json!([1, [2]]));
        both("\"Unit\"", Shape::Unit);
        both(r#"{"New": 5}"#, Shape::New(5));
        both(r#"{"Pair": [1, "x"]}"#, Shape::Pair(1, "x".into()));
        both(r#"{"Point": {"x": 1}}"#, Shape::Point { x: 1 });
        both(r#"{"kind": "circle", "r": 2}"#, Tagged::Circle { r: 2 });
        both(
            r#"{"kind": "circle", "of": {"r": 2}}"#,
            Adjacent::Circle { r: 2 },
        );
        both("5", Untagged::Number(5));
        both("\"5\"", Untagged::Text("5".into()));
        both("[5, 6]", Untagged::Many(vec![5, 6]));
        both(r#"["Unit", {"New": 1}]"#, vec![Shape::Unit, Shape::New(1)]);
        both("[[1], []]", vec![vec![1], vec![]]);
        both(r#"{"x": 1}"#, Some(Point { x: 1, y: 0 }));
        both("null", None::<Point>);
        assert_eq!(read(&[""]), Ok(None::<Point>));
        assert_eq!(read(&[""]), Ok(None::<Json>));
        assert!(read::<Json>(&[""]).is_err());
    }

    type Json = serde_json::Value;

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    enum Shape {
        Unit,
        New(u8),
        Pair(u8, String),
        Point { x: i32 },
    }

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Tagged {
        Circle { r: u8 },
    }

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(tag = "kind", content = "of", rename_all = "lowercase")]
    enum Adjacent {
        Circle { r: u8 },
    }

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(untagged)]
    enum Untagged {
        Number(u8),
        Text(String),
        Many(Vec<u8>),
    }

    #[test]
    fn numbers_are_exact_in_text_and_in_json() {
        let largest = u128::MAX.to_string();
        assert_eq!(read(&[&largest]), Ok(u128::MAX));
        assert_eq!(read_json(&largest), Ok(u128::MAX));
        assert_eq!(read_json(&i128::MIN.to_string()), Ok(i128::MIN));
        // The standard library's nearest, which is what the same text in a query means.
        let long = "5.0671738500066905e-308";
        assert_eq!(read_json::<f64>(long), read::<f64>(&[long]));
        assert_eq!(read_json::<f32>("16777217.1"), read::<f32>(&["16777217.1"]));
    }

    #[test]
    fn what_is_wrong_with_a_text_is_told() {
        fn why<T: DeserializeOwned + JsonSchema + Debug>(text: &str) -> String {
            read::<T>(&[text]).unwrap_err()
        }
        for (why, expected) in [
            (why::<u8>("abc"), "\"abc\" is not an integer"),
            (why::<u8>(""), "\"\" is not an integer"),
            (why::<u8>("1.5"), "\"1.5\" is not an integer"),
            (why::<u8>("1e2"), "\"1e2\" is not an integer"),
            (why::<u8>("300"), "\"300\" is more than 255"),
            (why::<i8>("-129"), "\"-129\" is less than -128"),
            (
                why::<u64>("18446744073709551616"),
                "\"18446744073709551616\" is more than 18446744073709551615",
            ),
            (
                why::<std::num::NonZeroU8>("0"),
                "invalid value: integer `0`, expected a nonzero u8",
            ),
            (why::<f64>("x"), "\"x\" is not a number"),
            (why::<f64>("1e999"), "number out of range"),
            (why::<f32>("1e39"), "number out of range"),
            (why::<bool>("yes"), "\"yes\" is neither true nor false"),
            (why::<char>("ab"), "\"ab\" is not one character"),
            (
                why::<Format>("pgn"),
                "\"pgn\" is not one of `png`, `jpeg`, did you mean `png`?",
            ),
            (why::<Format>("txt"), "\"txt\" is not one of `png`, `jpeg`"),
            (why::<Vec<u8>>("x"), "\"x\" is not an integer"),
            (
                why::<Point>("x"),
                "\"x\" is not JSON (expected value at line 1 column 1)",
            ),
            (why::<Point>("[]"), "[] is not a JSON object"),
            (
                why::<Shape>("Unit"),
                "\"Unit\" is not JSON (expected value at line 1 column 1)",
            ),
        ] {
            assert_eq!(why, expected);
        }
    }

    #[test]
    fn what_is_wrong_with_json_is_told() {
        fn why<T: DeserializeOwned + JsonSchema + Debug>(json: &str) -> String {
            read_json::<T>(json).unwrap_err()
        }
        for (why, expected) in [
            (why::<u8>("\"3\""), "\"3\" is not an integer"),
            (why::<u8>("null"), "null is not an integer"),
            (why::<u8>("1.5"), "1.5 is not an integer"),
            (why::<u8>("1.0"), "1.0 is not an integer"),
            (why::<u8>("300"), "300 is more than 255"),
            (why::<u8>("-1"), "-1 is less than 0"),
            (why::<u64>("3e20"), "3e20 is not an integer"),
            (why::<f64>("[ 1 ]"), "[1] is not a number"),
            (why::<f64>("1e400"), "number out of range"),
            (why::<Json>("1e400"), "number out of range"),
            (why::<bool>("1"), "1 is neither true nor false"),
            (why::<bool>("\"on\""), "\"on\" is neither true nor false"),
            (why::<String>("1"), "1 is not a text"),
            (why::<()>("1"), "1 is not null"),
            (why::<Format>("1"), "1 is not one of `png`, `jpeg`"),
            (
                why::<Format>("\"gif\""),
                "\"gif\" is not one of `png`, `jpeg`",
            ),
            (why::<Vec<u8>>("1"), "1 is not a list"),
            (why::<Vec<u8>>("[1, 2, 300]"), "300 is more than 255"),
            (why::<Point>("[1]"), "[1] is not a JSON object"),
            (why::<Point>(r#"{"x": "a"}"#), "\"a\" is not an integer"),
            (why::<Point>("{}"), "missing field `x`"),
            (
                why::<Shape>(r#"{"New": 1, "x": 2}"#),
                "{\"New\":1,\"x\":2} is not an object with one member",
            ),
            (
                why::<(u8, u8)>("[1]"),
                "invalid length 1, expected a tuple of size 2",
            ),
            (
                why::<Untagged>("null"),
                "data did not match any variant of untagged enum Untagged",
            ),
        ] {
            assert_eq!(why, expected);
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_refused() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(read_json::<Json>(&nested(100)).is_ok());
        for depth in [200, 100_000] {
            let error = read_json::<Json>(&nested(depth)).unwrap_err();
            assert_eq!(error, "it is nested too deep");
            assert!(read::<Json>(&[&nested(depth)]).is_err());
        }
    }

    #[test]
    fn what_may_be_left_out_is_absent_or_blank() {
        assert_eq!(read(&[]), Ok(None::<u8>));
        assert_eq!(read(&[""]), Ok(None::<u8>));
        assert_eq!(read(&[""]), Ok(None::<New<u8>>));
        assert_eq!(read(&[""]), Ok(None::<String>));
        assert_eq!(read::<Maybe<Format>>(&[]), Ok(None));
        assert_eq!(read(&[]), Ok(New(None::<u8>)));
        assert_eq!(read(&[]), Ok(Vec::<u8>::new()));
        assert_eq!(read(&[]), Ok(New(BTreeSet::<String>::new())));
        assert_eq!(
            read(&["", ""]),
            Ok(Some(vec![String::new(), String::new()]))
        );
    }

    #[test]
    fn what_may_not_be_left_out_is_missing() {
        fn is_missing<T: DeserializeOwned + JsonSchema + Debug>() {
            read::<T>(&[]).unwrap_err();
        }
        is_missing::<u8>();
        is_missing::<bool>();
        is_missing::<f32>();
        is_missing::<char>();
        is_missing::<String>();
        is_missing::<Format>();
        is_missing::<Point>();
        is_missing::<New<String>>();
        is_missing::<(u8, u8)>();
        is_missing::<[u8; 2]>();
        is_missing::<BTreeMap<String, u8>>();
        is_missing::<Json>();
        is_missing::<std::time::Duration>();
    }

    #[test]
    fn what_is_not_such_a_value_is_refused() {
        fn is_refused<T: DeserializeOwned + JsonSchema + Debug>(texts: &[&str]) {
            read::<T>(texts).unwrap_err();
        }
        is_refused::<u8>(&["256"]);
        is_refused::<u8>(&["-1"]);
        is_refused::<u8>(&["1.0"]);
        is_refused::<u8>(&[" 1"]);
        is_refused::<u8>(&[""]);
        is_refused::<u8>(&["1", "2"]);
        is_refused::<String>(&["a", "b"]);
        is_refused::<Option<u8>>(&["1", "2"]);
        is_refused::<std::num::NonZeroU8>(&["0"]);
        is_refused::<bool>(&["yes"]);
        is_refused::<char>(&["ab"]);
        is_refused::<f64>(&["1e999"]);
        is_refused::<f64>(&["x"]);
        is_refused::<f32>(&["1e39"]);
        is_refused::<Format>(&["gif"]);
        is_refused::<Vec<u8>>(&["1", "x"]);
        is_refused::<(u8, u8)>(&["[1]"]);
        is_refused::<(u8, u8)>(&["[1, 2, 3]"]);
        is_refused::<(u8, u8)>(&["1", "2"]);
        is_refused::<Point>(&["3"]);
        is_refused::<Point>(&[r#"{"x":1} 2"#]);
        is_refused::<Shape>(&["\"Pair\""]);
    }

    fn survives<T: DeserializeOwned + JsonSchema + Display + PartialEq + Debug>(number: T) -> bool {
        read::<T>(&[&number.to_string()]) == Ok(number)
    }

    proptest! {
        #[test]
        fn integers_of_every_width_survive(number: i128, unsigned: u128) {
            // Narrowing on purpose: every width gets numbers of its own range.
            prop_assert!(survives(number as i8) && survives(unsigned as u8));
            prop_assert!(survives(number as i16) && survives(unsigned as u16));
            prop_assert!(survives(number as i32) && survives(unsigned as u32));
            prop_assert!(survives(number as i64) && survives(unsigned as u64));
            prop_assert!(survives(number as isize) && survives(unsigned as usize));
            prop_assert!(survives(number) && survives(unsigned));
        }

        #[test]
        fn an_integer_is_taken_only_where_it_fits(number: i64) {
            let text = number.to_string();
            prop_assert_eq!(read::<u8>(&[&text]).ok(), u8::try_from(number).ok());
            prop_assert_eq!(read::<i16>(&[&text]).ok(), i16::try_from(number).ok());
            prop_assert_eq!(read::<u32>(&[&text]).ok(), u32::try_from(number).ok());
            prop_assert_eq!(read::<u64>(&[&text]).ok(), u64::try_from(number).ok());
        }

        #[test]
        fn floats_survive(number: f64, single: f32) {
            prop_assert!(survives(number) && survives(single));
        }

        #[test]
        fn json_means_what_the_text_does(number: f64, single: f32, integer: i64) {
            let (number, single, integer) =
                (json!(number).to_string(), json!(single).to_string(), integer.to_string());
            prop_assert_eq!(read_json::<f64>(&number), read::<f64>(&[&number]));
            prop_assert_eq!(read_json::<f32>(&single), read::<f32>(&[&single]));
            prop_assert_eq!(read_json::<i16>(&integer).ok(), read::<i16>(&[&integer]).ok());
        }

        #[test]
        fn nothing_makes_it_panic(texts: Vec<String>) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let _ = read::<u8>(&texts);
            let _ = read::<f32>(&texts);
            let _ = read::<Vec<Option<f64>>>(&texts);
            let _ = read::<Point>(&texts);
            let _ = read::<BTreeMap<String, serde_json::Value>>(&texts);
            let _ = read::<Vec<Shape>>(&texts);
            let _ = read::<Untagged>(&texts);
        }
    }
}
