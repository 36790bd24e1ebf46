//! The bytes of an event stream, without any I/O.

#[cfg(feature = "client")]
mod decode;
mod encode;

#[cfg(test)]
mod tests;

#[cfg(feature = "client")]
pub use decode::{Decode, Decoder, Message, TooLong};
pub(crate) use encode::encode;

use bytes::Bytes;

/// The media type of an event stream.
pub(crate) const CONTENT_TYPE: &str = "text/event-stream";

/// A comment, which clients skip: it shows both ends that the connection is alive.
pub(crate) const HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");
