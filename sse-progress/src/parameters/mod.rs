//! How a text or JSON becomes an argument, what its schema is, and what is said when it is wrong.
//!
//! A job's [`Argument`]s say what it takes. [`Values`] collects what one request gives for them, by
//! name, from its path, query and body. Each is then [read](given::Given::read) as its type.

pub(crate) mod argument;
mod body;
mod body_error;
mod body_stream;
mod deserialize;
mod error;
mod expected;
mod given;
mod inside;
mod members;
#[cfg(feature = "multipart")]
mod multipart;
mod piece;
mod place;
mod quote;
mod schema;
mod shown;
mod urlencoded;
mod value_error;
mod values;

pub use argument::Argument;
pub use body::Body;
pub use body_error::BodyError;
pub use body_stream::BodyStream;
#[cfg(feature = "multipart")]
pub use multipart::{Multipart, Part};

pub(crate) use argument::{
    BodyForm, check_arguments, media_type_of_body, streams_body, takes_body,
};
pub(crate) use error::{InputError, InputErrorKind, InputErrors, Location};
pub(crate) use given::absent;
pub(crate) use schema::{parameters_object, parameters_schema};
pub(crate) use urlencoded::{pairs, query_value, query_values};
pub(crate) use values::Values;
