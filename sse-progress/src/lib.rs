//! Live progress for long-running functions, as server-sent events.

pub mod protocol;

mod error;
mod http;
mod jobs;
mod log;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod run;
#[cfg(feature = "server")]
pub mod server;
mod wire;

pub use error::Error;
pub use jobs::{Body, Job, Jobs, JobsBuilder, StartError};
pub use run::{
    BoxError, Cancelled, OnDisconnect, Policy, Progress, Run, Watch, WrapAsyncRead, WrapAsyncWrite,
    WrapIter, WrapRead, WrapStream, WrapWrite,
};

/// The level of a log line.
pub use protocol::Level;

/// The jobs of a list of functions: `jobs![count, images::resize]`.
///
/// Each name is a function with `#[job]` on it; the list is an array of [`Job`].
#[macro_export]
macro_rules! jobs {
    ($($job:ty),* $(,)?) => {
        [$(<$job>::job()),*] as [$crate::Job; _]
    };
}
