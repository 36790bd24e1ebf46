//! Live progress for long-running functions, as server-sent events.

pub mod protocol;

mod log;
mod run;

pub use run::*;
