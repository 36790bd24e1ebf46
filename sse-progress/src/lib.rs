//! Live progress for long-running functions, as server-sent events.

pub mod protocol;
#[cfg(feature = "server")]
pub mod server;
pub mod wire;
