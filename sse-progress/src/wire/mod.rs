//! The bytes of an event stream, without any I/O.

mod encode;
mod share;

#[cfg(test)]
mod tests;

pub(crate) use encode::encode;
pub(crate) use share::share;

use bytes::Bytes;

/// The media type of an event stream.
pub(crate) const CONTENT_TYPE: &str = "text/event-stream";

/// A comment, which clients skip: it shows both ends that the connection is alive.
pub(crate) const HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");
