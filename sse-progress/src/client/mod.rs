//! Runs of any server, over HTTP: watching them through whatever the network does, starting and
//! cancelling them.
//!
//! [`Client`] is the handle, [`Watch`] the stream of what a run says. A watch reconnects by itself
//! and goes on where it left off; it never starts a second run.
//!
//! ```
//! # #[cfg(not(all(feature = "server", feature = "macros")))] fn main() {}
//! # #[cfg(all(feature = "server", feature = "macros"))]
//! use sse_progress::client::{Client, Event, Update};
//! # #[cfg(all(feature = "server", feature = "macros"))] mod server {
//! # use sse_progress::{Jobs, Server, job, jobs};
//! # #[job("/double/{number}")] async fn double(number: u64) -> u64 { 2 * number }
//! # pub async fn start() -> Result<std::net::SocketAddr, sse_progress::Error> {
//! #     let server = Server::bind("127.0.0.1:0").await?;
//! #     let address = server.local_addr();
//! #     tokio::spawn(async move { server.serve(&Jobs::builder().jobs(jobs![double]).build()?).await });
//! #     Ok(address)
//! # }
//! # }
//!
//! # #[cfg(all(feature = "server", feature = "macros"))]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let address = server::start().await?;
//! let client = Client::new()?;
//! let mut watch = client.watch(format!("http://{address}/double/21"));
//! while let Some(update) = watch.next().await {
//!     match update? {
//!         Update::Event { event: Event::Done(done), .. } => {
//!             assert_eq!(done.result.as_ref().map(|result| result.get()), Some("42"));
//!         }
//!         Update::Event { event, .. } => println!("{}", event.name()),
//!         Update::LeftOut { bytes, .. } => println!("a snapshot of {bytes} bytes"),
//!         Update::Reconnecting { error, after } => println!("{error}; again in {after:?}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What an answer means to a watch
//!
//! | the server | the watch |
//! |---|---|
//! | sends `done` | ends after it |
//! | ends a stream without `done`, breaks it, brings no event at first or falls silent, either for three [heartbeats](ClientBuilder::heartbeat) | reconnects with the last id |
//! | cannot be reached; `408`, `429`, `5xx` | tries again, later each time, and not before `Retry-After` |
//! | sends a snapshot of more than [`max_event`](ClientBuilder::max_event) | tells its size and goes on |
//! | `204` | ends: there is nothing more to come |
//! | `301`, `302`, `303`, `307`, `308` | follows, at most [`MAX_REDIRECTS`] times; headers of yours stay with your server |
//! | any other status, another type of content, an event that cannot be read | ends with an [`Error`] |
//!
//! # Text from a server
//!
//! It may hold anything. What an [`Error`] displays has no control characters; what an event
//! or a [`Problem`] holds, and what the errors behind an [`Error`] display, may be as the server sent
//! it.

mod address;
mod answer;
mod backoff;
mod builder;
mod cause;
mod error;
mod event;
mod exchange;
mod handle;
mod key;
mod meaning;
mod open;
mod problem;
mod redirect;
mod request;
mod retry_after;
mod run_list;
mod session;
mod settings;
mod shown;
mod watch;

pub use answer::{Cancelled, Listed, Started};
pub use backoff::{DEFAULT_RETRY, MAX_BACKOFF, MAX_RETRY, MIN_RETRY};
pub use builder::{CONNECT_TIMEOUT, ClientBuilder, GIVE_UP_AFTER, HEARTBEAT, MAX_DONE, MAX_EVENT};
pub use error::Error;
pub use exchange::MAX_REDIRECTS;
pub use handle::{ANSWER_WITHIN, ATTEMPTS, Client};
pub use problem::{InvalidParameter, Problem};
pub use request::Request;
pub use retry_after::MAX_RETRY_AFTER;
pub use run_list::{RunPage, RunReport};
pub use watch::{Update, Watch};

/// What an [`Update`] and the answers are made of. They are the same types as in [`protocol`](crate::protocol).
pub use crate::protocol::{
    Done, Event, EventId, LogLine, RunId, RunSummary, Snapshot, Standing, Status,
};

/// An address, as the crate `url` has it.
pub use reqwest::Url;

/// The decoder, for the bench that sets it beside others. Not an interface for people.
#[doc(hidden)]
pub mod __decoder {
    pub use crate::wire::{Decode, Decoder, Message, TooLong};
}
