//! Live progress for long-running functions, as server-sent events.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[allow(dead_code, reason = "its caller comes with the integration")]
mod http;
#[allow(dead_code, reason = "its caller comes with the integration")]
mod jobs;
pub mod protocol;
mod run;

pub use jobs::Body;
