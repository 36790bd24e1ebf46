//! Live progress for long-running functions, as server-sent events.
//!
//! [`#[job]`](macro@job) turns a function into an endpoint that streams the progress of its runs:
//!
//! ```no_run
//! use sse_progress::{Progress, job, jobs};
//!
//! /// Count to a number, slowly.
//! #[job("/count/{to}")]
//! async fn count(progress: Progress, to: u64) -> u64 {
//!     for _ in progress.wrap_iter(0..to) {
//!         tokio::time::sleep(std::time::Duration::from_millis(50)).await;
//!     }
//!     to
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), sse_progress::Error> {
//!     sse_progress::serve(jobs![count], "127.0.0.1:3030").await
//! }
//! ```
//!
//! `curl -N localhost:3030/count/100` prints the events, and a browser at `http://localhost:3030/`
//! draws them. The job is cancelled when its client leaves. A client that loses its connection comes
//! back to the same run, and gets what it missed.
//!
//! The module [`docs`] is the manual: what the attribute accepts, what a client sees, limits, frameworks,
//! proxies.
//!
//! # Layout
//!
//! * [`macro@job`] and [`jobs!`] describe functions as [`Job`]s.
//! * [`Progress`] is what a function reports through. [`Body`] is the body of its request,
//!   [`BodyStream`] the same while it comes, and `Multipart` its parts.
//! * [`ProgressIterator`] and [`ProgressStream`] are `.progress_with(&progress)`.
//! * [`Jobs`] is what an application owns: its jobs, their shared state, limits, and runs. It makes a
//!   `tower` service, [`Jobs::service`], and a `warp` filter, `Jobs::routes`, and starts, watches and
//!   cancels without HTTP, too.
//! * [`Run`] is one execution of a job, [`Watch`] one watcher of it, and [`protocol`] what they see.
//! * [`Server`] serves streams well and stops in time; [`serve`] is all of it in one line.
//! * `client` watches, starts and cancels runs of any server, and `mirror` draws runs in a terminal.
//!   Each is a feature.
//!
//! # Features
//!
//! | feature | what it brings | default |
//! |---|---|---|
//! | `macros` | [`macro@job`]; enables `runtime` | yes |
//! | `server` | [`Server`] and [`serve`]; without it, [`Jobs::service`] is for a server of yours; enables `runtime` | yes |
//! | `warp` | `Jobs::routes`, and filters of your own in `Server::serve_with`; enables `runtime` | yes |
//! | `runtime` | [`Jobs`], [`Progress`] and all else that executes runs and answers requests for them | by the three above |
//! | `multipart` | `Multipart`: forms with files, part by part; enables `runtime` | no |
//! | `redis` | `redis::Store`, by which several processes answer for each other's runs; needs Rust 1.88; enables `runtime` | no |
//! | `redis-tls` | `rediss://` addresses for it; enables `redis` | no |
//! | `tracing-layer` | `LogLayer`, which turns what `tracing` records inside a run into lines of its log; enables `runtime` | no |
//! | `metrics` | what runs and streams do, through the facade `metrics`; enables `runtime` | no |
//! | `testing` | `testing`: watchers, and what they see, for tests of your jobs; enables `runtime` | no |
//! | `client` | `client`: runs of any server over HTTP, with reconnecting | no |
//! | `mirror` | `mirror`: runs as bars of indicatif in a terminal; with `runtime`, `Jobs::mirror` and `mirror::run` too | no |
//! | `indicatif` | `Progress::indicatif`, for code that takes a bar of indicatif; enables `runtime` | no |
//! | `rayon` | `ParallelProgressIterator`, for the parallel iterators of rayon; enables `runtime` | no |
//! | `cli` | the command `sse-progress`; enables `client` and `mirror` | no |
//!
//! Without `runtime` there is only [`protocol`], and what the other features add. So a program that
//! watches runs of another server compiles no server: `default-features = false, features = ["client"]`.

#[cfg(feature = "client")]
pub mod client;
#[cfg(any(doc, doctest))]
pub mod docs;
#[cfg(feature = "mirror")]
pub mod mirror;
pub mod protocol;
/// Several processes that answer for each other's runs, by way of Redis or Valkey.
#[cfg(feature = "redis")]
pub mod redis {
    pub use crate::store::redis::Store;
}

#[doc(hidden)]
#[cfg(feature = "runtime")]
pub mod __private;
#[cfg(feature = "runtime")]
mod error;
#[cfg(feature = "runtime")]
mod http;
#[cfg(feature = "runtime")]
mod job;
#[cfg(feature = "runtime")]
mod jobs;
#[cfg(feature = "runtime")]
mod log;
#[cfg(feature = "runtime")]
mod metrics;
#[cfg(feature = "runtime")]
mod parameters;
#[cfg(feature = "runtime")]
mod run;
#[cfg(feature = "runtime")]
mod runs;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "runtime")]
mod store;
#[cfg(feature = "runtime")]
mod sync;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(any(feature = "client", feature = "runtime"))]
mod wire;

pub use protocol::Level;

#[cfg(feature = "runtime")]
pub use self::{
    error::Error,
    http::{Access, Action, JobsService, Refusal, ResponseBody},
    job::Job,
    jobs::{Jobs, JobsBuilder},
    parameters::{Body, BodyError, BodyStream},
    run::{
        BoxError, Cancelled, OnDisconnect, Policy, Principal, Progress, Run, RunEvent, RunEvents,
        SpawnError, Spawned, Watch, WrapAsyncRead, WrapAsyncWrite, WrapIter, WrapRead, WrapStream,
        WrapWrite,
    },
    run::{ProgressIterator, ProgressStream},
    runs::StartError,
};
#[cfg(feature = "indicatif")]
pub use run::IndicatifBar;
#[cfg(feature = "rayon")]
pub use run::{ParallelProgressIterator, WrapParIter};

#[cfg(feature = "multipart")]
pub use self::parameters::{Multipart, Part};

#[cfg(feature = "tracing-layer")]
pub use run::LogLayer;
/// What derives the schema of a parameter of your own type: `#[derive(schemars::JsonSchema)]`.
#[cfg(feature = "runtime")]
pub use schemars;
#[cfg(feature = "server")]
pub use server::{HEADER_READ_TIMEOUT, SHUTDOWN_GRACE, Server, TCP_USER_TIMEOUT, serve};
#[cfg(feature = "macros")]
pub use sse_progress_macros::job;

/// The jobs of a list of functions: `jobs![count, images::resize]`.
///
/// Each name is a function with `#[job]` on it; the list is an array of [`Job`].
///
/// A function is found by the type of its name that `#[job]` puts beside it. Where a module has that
/// name, too, name the function by its path, `jobs![import::import]`. Importing it beside such a module
/// is an error of rustc's, "`import` must be defined only once in the type namespace": import it as
/// another name, `use import::import as run_import`, or all of the module, `use import::*`, which leaves
/// the type out.
#[cfg(feature = "runtime")]
#[macro_export]
macro_rules! jobs {
    () => {
        [] as [$crate::Job; 0]
    };
    ($($job:path),+ $(,)?) => {
        [$({
            #[allow(unused_imports, reason = "only what is not a job needs it")]
            use $crate::__private::listed::fallback::*;
            #[allow(deprecated, reason = "callers of the function are warned, and this calls none")]
            use $job as __Job;
            #[allow(deprecated, reason = "callers of the function are warned, and this calls none")]
            let job = $crate::__private::listed::job($job, <__Job>::job());
            job
        }),+]
    };
}
