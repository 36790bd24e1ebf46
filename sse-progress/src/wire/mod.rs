//! The bytes of an event stream, without any I/O.
//!
//! The runtime writes them and the client reads them, so each half is built with its own end only.

#[cfg(feature = "client")]
mod decode;
#[cfg(feature = "runtime")]
mod encode;
#[cfg(feature = "runtime")]
mod share;

// They read what was written, so they need both halves but for those of `decode` itself.
#[cfg(test)]
#[cfg(feature = "runtime")]
mod tests;

#[cfg(feature = "client")]
pub use decode::{Decode, Decoder, Message, TooLong};
#[cfg(feature = "runtime")]
pub(crate) use encode::{First, HEARTBEAT, encode, encode_page};
#[cfg(feature = "runtime")]
pub(crate) use share::share;

/// The media type of an event stream.
pub(crate) const CONTENT_TYPE: &str = "text/event-stream";
