//! The bytes of an event stream, without any I/O.
//!
//! ```
//! use std::sync::Arc;
//! use std::time::Duration;
//!
//! use sse_progress::protocol::{Done, Event, EventId};
//! use sse_progress::wire;
//!
//! let id: EventId = "4qJ0mX2vT9cB7yKdR1sN3w.2000001.done".parse()?;
//! let event = Event::Done(Arc::new(Done::lost()));
//!
//! let bytes = wire::encode(&id, &event, Some(Duration::from_secs(2)));
//! assert!(bytes.starts_with(
//!     b"event: done\nid: 4qJ0mX2vT9cB7yKdR1sN3w.2000001.done\nretry: 2000\ndata: {\"status\":\"lost\","
//! ));
//! assert!(bytes.ends_with(b"}\n\n"));
//! # Ok::<(), sse_progress::protocol::InvalidId>(())
//! ```

mod encode;

#[cfg(test)]
mod tests;

pub(crate) use encode::encode;

use bytes::Bytes;

/// The media type of an event stream.
pub(crate) const CONTENT_TYPE: &str = "text/event-stream";

/// A comment, which clients skip: it shows both ends that the connection is alive.
pub(crate) const HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");
