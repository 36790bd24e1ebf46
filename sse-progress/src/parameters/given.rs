//! What a request gives for one parameter, and its reading as a value.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::deserialize::Input;
use super::expected::Expected;
use super::quote::{quoted, quoted_json};
use super::value_error::ValueError;

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

#[cfg(test)]
mod tests;
