//! Takes the tokens of the attribute and of its function apart. Whether what was written makes sense
//! is for `model` to say; only what cannot be read at all is an error here.

mod attribute;
mod docs;
mod function;
mod options;

pub(crate) use attribute::{RawAttribute, RawOption};
pub(crate) use docs::docs;
pub(crate) use function::{Function, RawArgument, find};
pub(crate) use options::option_names;
