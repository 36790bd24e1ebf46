//! Live progress for long-running functions, as server-sent events.

pub mod protocol;

#[doc(hidden)]
pub mod __private;
mod error;
mod http;
mod jobs;
mod log;
mod run;
#[cfg(feature = "server")]
mod server;
mod wire;

pub use error::Error;
pub use jobs::{Access, Action, Body, Job, Jobs, JobsBuilder, Refusal, StartError};
pub use run::{
    BoxError, Cancelled, OnDisconnect, Policy, Principal, Progress, Run, Watch, WrapAsyncRead,
    WrapAsyncWrite, WrapIter, WrapRead, WrapStream, WrapWrite,
};

pub use protocol::Level;
#[cfg(feature = "server")]
pub use server::{HEADER_READ_TIMEOUT, SHUTDOWN_GRACE, Server, TCP_USER_TIMEOUT, serve};
#[cfg(feature = "macros")]
pub use sse_progress_macros::job;

/// The jobs of a list of functions: `jobs![count, images::resize]`.
///
/// Each name is a function with `#[job]` on it; the list is an array of [`Job`].
#[macro_export]
macro_rules! jobs {
    ($($job:ty),* $(,)?) => {
        [$(<$job>::job()),*] as [$crate::Job; _]
    };
}
