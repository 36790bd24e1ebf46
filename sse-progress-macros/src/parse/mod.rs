//! From tokens to what was written, with nothing judged yet that does not have to be.

mod attribute;
mod docs;
mod function;

pub(crate) use attribute::{RawAttribute, RawOption};
pub(crate) use docs::docs;
pub(crate) use function::{Function, RawArgument};
