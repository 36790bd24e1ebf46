//! One piece of a value, and what it can be read as: a text, or a piece of JSON.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde_json::value::RawValue;

use super::members::Members;
use super::quote::{quoted, quoted_json};
use super::value_error::ValueError;

/// What one value is read from.
pub(super) enum Piece<'a> {
    Text(Cow<'a, str>),
    Json(&'a RawValue),
}

impl<'a> Piece<'a> {
    pub(super) fn not(&self, what: &str) -> ValueError {
        ValueError::wrong(self.quoted(), format!("not {what}"))
    }

    pub(super) fn quoted(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Json(json) => quoted_json(json),
        }
    }

    /// The digits of a number: a JSON number is read as the same text would be.
    pub(super) fn number(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Json(json) => Some(json.get()).filter(|json| json.starts_with(is_of_number)),
        }
    }

    pub(super) fn integer<N: Integer>(&self) -> Result<N, ValueError> {
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
    pub(super) fn float<N: FromStr + Copy + Into<f64>>(&self) -> Result<N, ValueError> {
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
    pub(super) fn boolean(&self) -> Result<bool, ValueError> {
        match self {
            Self::Text(text) if text == "on" => Some(true),
            Self::Text(text) => text.parse().ok(),
            Self::Json(json) => json.get().parse().ok(),
        }
        .ok_or_else(|| ValueError::wrong(self.quoted(), "neither true nor false"))
    }

    pub(super) fn text(self) -> Result<Cow<'a, str>, ValueError> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Json(json) => serde_json::from_str::<String>(json.get())
                .map(Cow::Owned)
                .map_err(|_| self.not("a text")),
        }
    }

    pub(super) fn list(&self) -> Result<Vec<&'a RawValue>, ValueError> {
        match self {
            Self::Json(json) => serde_json::from_str(json.get()).ok(),
            Self::Text(_) => None,
        }
        .ok_or_else(|| self.not("a list"))
    }

    pub(super) fn members(&self) -> Result<Members<'a>, ValueError> {
        match self {
            Self::Json(json) => serde_json::from_str(json.get()).ok(),
            Self::Text(_) => None,
        }
        .ok_or_else(|| self.not("a JSON object"))
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Json(json) if json.get() == "null")
    }
}

/// A type of integers, with its bounds for messages.
pub(super) trait Integer: FromStr + fmt::Display {
    const MIN: Self;
    const MAX: Self;
}

macro_rules! integers {
    ($($type:ident)*) => {$(
        impl Integer for $type {
            const MIN: Self = $type::MIN;
            const MAX: Self = $type::MAX;
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 u8 u16 u32 u64 u128);

fn is_of_number(c: char) -> bool {
    c == '-' || c.is_ascii_digit()
}
