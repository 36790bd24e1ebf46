//! How a text or JSON becomes an argument, what its schema is, and what is said when it is wrong.

pub(crate) mod argument;
pub(crate) mod body;
pub(crate) mod expected;
pub(crate) mod flaw;
pub(crate) mod mistake;
mod pairs;
mod template;
pub(crate) mod text;
pub(crate) mod values;

pub use argument::Argument;
pub use body::Body;

pub(crate) use argument::{check_arguments, parameters_schema, takes_body};
pub(crate) use mistake::{Fault, Location, Mistake, Mistakes};
pub(crate) use pairs::{query_value, query_values};
pub(crate) use template::Template;
pub(crate) use values::Values;
