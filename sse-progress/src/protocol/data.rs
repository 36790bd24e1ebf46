//! Members whose value is any JSON of a job's own.
//!
//! They are kept as the text that they came as, and never parsed on their way, so any depth, any number
//! and any order of members survive.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A value that is there. By itself serde takes `null`, which a job may say and which a function that
/// returns `()` has as its result, for none.
pub(super) fn present<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::deserialize(deserializer).map(Some)
}

/// The value as it is written, by which two can be compared.
pub(super) fn text(data: Option<&RawValue>) -> Option<&str> {
    data.map(RawValue::get)
}

/// The value as one of type `T`.
pub(super) fn read<'a, T: Deserialize<'a>>(
    data: Option<&'a RawValue>,
) -> serde_json::Result<Option<T>> {
    data.map(|data| serde_json::from_str(data.get()))
        .transpose()
}
