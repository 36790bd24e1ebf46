//! HTTP: requests in, answers out.
//!
//! [`JobsService`] is a `tower` service. It reads a request once, finds what is at its address, asks
//! whether it may be done, and answers:
//!
//! ```text
//! service        the steps of an answer, in their order
//! request        what a request says: accept, prefer, last_event_id, request_body
//! route          what is at an address
//! host, origin, prefetch, access    whether it may be done
//! job, run, run_events, job_list, openapi, page, assets    the answers
//! stream         an event stream: stream_body, heartbeat, stalled, named_streams
//! unreachable    what cannot be known now, since other processes cannot be asked
//! problem        what went wrong, as `application/problem+json`
//! cors           what pages of other origins may read
//! site           what all of this shares
//! warp           the same service as a filter
//! ```

mod accept;
mod access;
mod assets;
mod cors;
mod heartbeat;
mod host;
mod job;
mod job_list;
mod last_event_id;
mod named_streams;
mod openapi;
mod origin;
mod page;
mod prefer;
mod prefetch;
mod problem;
mod request;
mod request_body;
mod response_body;
mod route;
mod run;
mod run_events;
mod run_list;
mod service;
mod site;
mod stalled;
mod stream;
mod stream_body;
mod unreachable;
mod upload;
#[cfg(feature = "warp")]
pub(crate) mod warp;

pub use access::{Access, Action, Refusal};
pub use response_body::ResponseBody;
pub use service::JobsService;

pub(crate) use access::Authorize;
pub(crate) use openapi::Api;
#[cfg(feature = "server")]
pub(crate) use problem::Problem;
#[cfg(feature = "server")]
pub(crate) use request::OnLoopback;
pub(crate) use site::{Settings, Site};
