//! The `#[job]` attribute of `sse-progress`, which re-exports it.
//!
//! # Layout
//!
//! `parse` reads the attribute and its function, `model` checks them, and `expand` writes the code;
//! `pipeline` calls the three in a row.

mod errors;
mod expand;
mod model;
mod nearest;
mod parse;
mod pipeline;
#[cfg(test)]
mod snapshots;

use proc_macro::TokenStream;

/// Turns a function into a job: an endpoint that streams the progress of its runs.
///
/// ```text
/// /// Resize the pictures of an album.
/// #[job("/albums/{album}/resize", timeout = "10m", concurrency = 4)]
/// async fn resize(
///     progress: Progress,
///     /// Whose pictures.
///     album: u64,
///     /// In pixels.
///     #[param(default = 800)]
///     width: u32,
///     #[state] store: Store,
/// ) -> Result<Report, StoreError> {
///     …
/// }
/// ```
///
/// The function stays what it was: call it and test it as the plain function it is. Beside it
/// stands a type of the same name with the job, `resize::job()`, which `jobs![resize]` collects.
/// No other type and no module of that name can stand beside it. In a module of its own, as in
/// `mod resize;`, the function is listed by its path, `jobs![resize::resize]`. To re-export it beside
/// that module, give it another name, `pub use resize::resize as resize_pictures`, or re-export all of
/// the module, `pub use resize::*`, which leaves the type out.
///
/// The type has two more functions: `resize::start(&jobs, …)` starts a run without HTTP, and takes the
/// function's arguments without those that the run or the application has, `resize::start_as(&jobs,
/// &principal, …)` starts one for somebody.
///
/// An `async fn` runs on the runtime, a plain `fn` on the pool for blocking work. It may be private
/// or public, and stand inside of another function. It may not be a method, an associated function,
/// generic, `unsafe`, `const` or `extern`.
///
/// It returns `()`, a value that can be serialized, or a `Result` of one. The error is a
/// `std::error::Error`, a `String`, an `anyhow::Error` or another type that converts into
/// `Box<dyn Error + Send + Sync>`, or a `Box<dyn Error>`. The doc comment is the description of the job.
///
/// # Attribute
///
/// The path comes first: `#[job("/count/{to}")]` can be started with `GET` and with `POST`,
/// `#[job(GET "/count/{to}")]` and `#[job(POST "/count/{to}")]` with the one alone. A segment in
/// braces is a parameter, taken by the argument of that name. `/`, `/jobs`, `/openapi.json`, `/runs`,
/// `/sse-progress.js`, `/sse-progress.d.ts` and all below `/runs/` and `/sse-progress/` are the
/// library's own. These options follow, in any order:
///
/// | option | meaning | default |
/// |---|---|---|
/// | `name = "resize"` | what the job is called: ASCII letters, digits, `.`, `_`, `-` | the function's name |
/// | `retry = "2s"` | how long a client that lost its connection waits before it comes back | `"2s"` |
/// | `heartbeat = "15s"` | how long a stream is silent before it gets a sign of life | `"15s"` |
/// | `interval = "100ms"` | how often at most a change of progress is sent | `"100ms"` |
/// | `on_disconnect = …` | what becomes of a run whose last watcher is gone, see below | `cancel_after("5s")` |
/// | `clean_up = "5s"` | how long a cancelled `async fn` may go on, to clean up, before its future is dropped; a plain `fn` is never stopped | dropped at once |
/// | `timeout = "10m"` | how long a run may take | none |
/// | `concurrency = 4` | how many runs may be under way at once | unlimited |
/// | `queue = 64` | how many more may wait for that; more are refused | `64` |
/// | `retention = "5m"` | how long a run can still be watched after its end | `"5m"` |
/// | `crate = some::path` | where `sse-progress` is, if it has another name | `::sse_progress` |
///
/// `on_disconnect = cancel` cancels the run at once, `cancel_after("5s")` gives a watcher that long
/// to come back, and `detach` lets the run go on without any.
///
/// A duration is a number and its unit, `"500ms"`, `"2s"`, `"10m"`, `"1h 30m"`, up to a year.
/// `queue` needs `concurrency`.
///
/// # Arguments
///
/// | argument | where its value comes from |
/// |---|---|
/// | of type `Progress` | the run |
/// | of type `RunId` | the run |
/// | of type `Principal` | whom the run belongs to, as the application's authorize hook says; `Option<Principal>` in one without a hook |
/// | of type `Body` | the body of the request, as it is; not with `GET` alone |
/// | `#[state]` | the application; its type is `Clone`, an `Arc` for example |
/// | named in the path | that segment |
/// | any other | the query, or the JSON or form body, by its name |
///
/// An `Option` may be left out and a `Vec` repeated. `#[param(default = 800)]` gives a parameter a
/// default, and `#[param(default)]` that of its type. A string literal stands for a `String` there.
/// Doc comments on arguments are their descriptions.
///
/// Arguments are owned and plainly named. `last_event_id` and `idempotency_key` belong to the
/// protocol and are refused.
#[proc_macro_attribute]
pub fn job(attribute: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::job(attribute.into(), item.into()).into()
}
