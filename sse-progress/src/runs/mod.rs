//! The runs there are: how one is started, found, and forgotten.

mod idempotency;
mod registry;
mod start;

pub use start::StartError;

pub(crate) use idempotency::MAX_KEY;
pub(crate) use registry::Registry;
pub(crate) use start::{Kind as StartErrorKind, Start};
