//! Typed values from the texts of a path, a query or a form.

use std::slice;

use serde::Deserializer;
use serde::de::value::{Error, SeqDeserializer};
use serde::de::{Error as _, IntoDeserializer, Visitor};

/// The texts given for one parameter, from none (it is absent) to many (it is a list).
///
/// * No text is `None` or an empty list, and an error for everything else: this decides what may be
///   left out, so that an alias of `Option` or a newtype around a `Vec` is understood as well.
/// * An empty text is `None`, too: it is what a form sends for an input that was left blank.
/// * A structure or a map is JSON in one text.
/// * `on` is true: it is what a form sends for a checkbox.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'a>(pub(crate) &'a [String]);

impl<'a> Texts<'a> {
    fn one(self) -> Result<&'a str, Error> {
        match self.0 {
            [one] => Ok(one),
            [] => Err(Error::custom("missing")),
            more => Err(Error::custom(format_args!("given {} times", more.len()))),
        }
    }

    /// Rust reads `1e999` as infinity; nobody who writes digits means that.
    fn float(self) -> Result<f64, Error> {
        let text = self.one()?;
        let number: f64 = text.parse().map_err(Error::custom)?;
        if number.is_infinite() && text.contains(|c: char| c.is_ascii_digit()) {
            return Err(Error::custom("number out of range"));
        }
        Ok(number)
    }

    fn json<T>(
        self,
        read: impl FnOnce(
            &mut serde_json::Deserializer<serde_json::de::StrRead<'a>>,
        ) -> serde_json::Result<T>,
    ) -> Result<T, Error> {
        let mut json = serde_json::Deserializer::from_str(self.one()?);
        let value = read(&mut json).map_err(Error::custom)?;
        json.end().map_err(Error::custom)?;
        Ok(value)
    }
}

impl<'de> IntoDeserializer<'de> for Texts<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! integers {
    ($($deserialize:ident, $visit:ident, $type:ty;)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let number: $type = self.one()?.parse().map_err(Error::custom)?;
            visitor.$visit(number)
        }
    )*};
}

impl<'de> Deserializer<'de> for Texts<'de> {
    type Error = Error;

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

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            [_, _, ..] => self.deserialize_seq(visitor),
            _ => visitor.visit_borrowed_str(self.one()?),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.one()? {
            "true" | "on" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Error::custom("neither true nor false")),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let wide = self.float()?;
        // Through the text, not through `wide`: rounding twice may give another number.
        let narrow: f32 = self.one()?.parse().map_err(Error::custom)?;
        if narrow.is_infinite() && wide.is_finite() {
            return Err(Error::custom("number out of range"));
        }
        visitor.visit_f32(narrow)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.iter().all(String::is_empty) && self.0.len() < 2 {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let texts = self.0.iter().map(|text| Texts(slice::from_ref(text)));
        let mut items = SeqDeserializer::new(texts);
        let list = visitor.visit_seq(&mut items)?;
        items.end()?;
        Ok(list)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.json(|json| json.deserialize_map(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.json(|json| json.deserialize_struct(name, fields, visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let variant = self.one()?;
        IntoDeserializer::<Error>::into_deserializer(variant)
            .deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;
    use serde::de::DeserializeOwned;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fmt::{Debug, Display};

    fn read<T: DeserializeOwned>(texts: &[&str]) -> Result<T, String> {
        let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        T::deserialize(Texts(&texts)).map_err(|error| error.to_string())
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct New<T>(T);

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Format {
        Png,
        Jpeg,
    }

    #[derive(Debug, PartialEq, Deserialize)]
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
        assert_eq!(read(&["1", "2"]), Ok((1_u8, "2".to_owned())));
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
        assert_eq!(read(&["3"]), Ok(serde_json::json!("3")));
        assert_eq!(read(&["3", "4"]), Ok(serde_json::json!(["3", "4"])));
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
        fn is_missing<T: DeserializeOwned + Debug>() {
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
        is_missing::<serde_json::Value>();
        is_missing::<std::time::Duration>();
    }

    #[test]
    fn what_is_not_such_a_value_is_refused() {
        fn is_refused<T: DeserializeOwned + Debug>(texts: &[&str]) {
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
        is_refused::<(u8, u8)>(&["1"]);
        is_refused::<(u8, u8)>(&["1", "2", "3"]);
        is_refused::<Point>(&["3"]);
        is_refused::<Point>(&[r#"{"x":1} 2"#]);
        is_refused::<Result<u8, u8>>(&["Ok"]);
    }

    fn survives<T: DeserializeOwned + Display + PartialEq + Debug>(number: T) -> bool {
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
        fn nothing_makes_it_panic(texts: Vec<String>) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let _ = read::<u8>(&texts);
            let _ = read::<f32>(&texts);
            let _ = read::<Vec<Option<f64>>>(&texts);
            let _ = read::<Point>(&texts);
            let _ = read::<BTreeMap<String, serde_json::Value>>(&texts);
            let _ = read::<Result<Format, char>>(&texts);
        }
    }
}
