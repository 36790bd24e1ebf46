//! A table from the standard, the same bytes cut everywhere, and other people's decoders.

mod cases;
mod differential;
mod limits;
mod model;
mod properties;
mod streams;

use std::time::Duration;

use super::{Decode, Decoder, TooLong};

/// What has come out of a stream, message by message, and what is left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Heard {
    messages: Vec<Result<Owned, TooLong>>,
    last_event_id: String,
    retry: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Owned {
    event: String,
    data: String,
    id: String,
}

impl Owned {
    fn new(event: &str, data: &str, id: &str) -> Self {
        Self {
            event: event.into(),
            data: data.into(),
            id: id.into(),
        }
    }
}

/// Feeds one stream, in these chunks.
fn hear<'c>(decoder: &mut Decoder, chunks: impl IntoIterator<Item = &'c [u8]>) -> Heard {
    let mut messages = Vec::new();
    for mut chunk in chunks {
        while let Some(message) = decoder.decode(&mut chunk) {
            messages.push(message.map(|m| Owned::new(m.event, m.data, m.last_event_id)));
        }
        assert!(chunk.is_empty(), "all that was given is read");
    }
    Heard {
        messages,
        last_event_id: decoder.last_event_id().into(),
        retry: decoder.retry(),
    }
}

fn decoder() -> Decoder {
    Decoder::new(Decoder::DEFAULT_LIMIT)
}

/// What `bytes` say whole, after having seen that they say the same byte by byte, with nothing
/// between the bytes, too, and in two pieces wherever the cut is.
fn heard_however_cut(name: &str, limit: usize, bytes: &[u8]) -> Heard {
    let whole = hear(&mut Decoder::new(limit), [bytes]);
    let single = hear(&mut Decoder::new(limit), bytes.chunks(1));
    assert_eq!(single, whole, "{name}: byte by byte");
    let spaced = bytes.chunks(1).flat_map(|byte| [&[][..], byte]);
    let spaced = hear(&mut Decoder::new(limit), spaced);
    assert_eq!(spaced, whole, "{name}: nothing between the bytes");
    for place in 0..=bytes.len() {
        let (left, right) = bytes.split_at(place);
        let cut = hear(&mut Decoder::new(limit), [left, right]);
        let left = String::from_utf8_lossy(left);
        assert_eq!(cut, whole, "{name}: cut behind {left:?}");
    }
    whole
}
