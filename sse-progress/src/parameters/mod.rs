//! How a text or JSON becomes an argument, what its schema is, and what is said when it is wrong.
//!
//! A job's [`Argument`]s say what it takes. [`Values`] collects what one request gives for them, by
//! name, from its path, query and body. Each is then [read](given::Given::read) as its type.

pub(crate) mod argument;
mod body;
mod deserialize;
mod error;
mod expected;
mod given;
mod members;
mod piece;
mod quote;
mod schema;
mod shown;
mod urlencoded;
mod value_error;
mod values;

pub use argument::Argument;
pub use body::Body;

pub(crate) use argument::{check_arguments, takes_body};
pub(crate) use error::{InputError, InputErrorKind, InputErrors, Location};
pub(crate) use given::absent;
pub(crate) use schema::{parameters_object, parameters_schema};
pub(crate) use urlencoded::{pairs, query_value, query_values};
pub(crate) use values::Values;
