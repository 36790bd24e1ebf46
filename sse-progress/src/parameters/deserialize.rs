//! From what a request gives for a parameter to a value of its type.
//!
//! One deserializer reads the texts of a path, a query or a form and the JSON of a body. Whatever it
//! refuses, it says what it found and what that is not, so that a message can quote it.

use std::borrow::Cow;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserializer, Visitor};
use serde_json::value::RawValue;

use super::expected::Expected;
use super::inside::{Entries, Entry, Items};
use super::members::Members;
use super::piece::Piece;
use super::quote::quoted;
use super::value_error::{ValueError, not_one_of};

/// How deep JSON may be nested, which `serde_json` bounds alike.
const MAX_DEPTH: usize = 128;

/// One place of a value: where the texts of a parameter, a text among them, or a piece of JSON stand.
#[derive(Clone)]
pub(super) enum Input<'a> {
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

macro_rules! integers {
    ($($deserialize:ident, $visit:ident, $type:ident;)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            visitor.$visit(self.one()?.integer::<$type>()?)
        }
    )*};
}

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
                let items = items.map(|text| Input::Text(text, expected.items()));
                // One text need not be a list to whoever has given it.
                Items::new(items, texts.len() > 1).visit(visitor)
            }
            _ => {
                let items = self.one()?.list()?.into_iter();
                Items::new(items.map(|json| Input::Json(json, depth)), true).visit(visitor)
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
        entries(self.one()?.members()?, depth).visit(visitor)
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
                visitor.visit_enum(MapAccessDeserializer::new(entries(members, depth)))
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

/// The members of an object. Names are texts, so that a map may have integers for keys.
fn entries<'de>(
    members: Members<'de>,
    depth: usize,
) -> Entries<'de, Input<'de>, impl ExactSizeIterator<Item = Entry<'de, Input<'de>>>> {
    Entries::new(members.0.into_iter().map(move |(name, json)| Entry {
        key: Input::Text(name.clone(), &Expected::Anything),
        value: Input::Json(json, depth),
        name,
    }))
}
