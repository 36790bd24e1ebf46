//! Live progress for long-running functions, as server-sent events.

pub mod protocol;
pub mod wire;
