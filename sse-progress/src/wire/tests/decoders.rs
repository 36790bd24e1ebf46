//! What decoders make of our bytes: two that others have written, and ours.

use std::num::NonZeroUsize;
use std::time::Duration;

use bytes::Bytes;
use eventsource_stream::Eventsource as _;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use sse_core::{SseDecoder, SseEvent};

use super::given::{event, id};
use super::{RUN, first, log};
use crate::protocol::{Event, EventId};
use crate::wire::{HEARTBEAT, encode};

#[test]
fn megabyte_lines_arrive_whole() {
    for message in ["x".repeat(1 << 20), "\r\n𝄞".repeat(1 << 18)] {
        let sent = Sent {
            id: super::id(&format!("{RUN}.1000000")),
            event: log(&message),
            retry: None,
        };
        let bytes = encode(&sent.id, &sent.event, sent.retry.and_then(first));
        let chunks: Vec<_> = bytes.chunks(100_003).map(Bytes::copy_from_slice).collect();
        check(&[sent], &chunks).unwrap();
    }
}

/// What an encoder was given.
#[derive(Clone, Debug)]
struct Sent {
    id: EventId,
    event: Event,
    retry: Option<Duration>,
}

/// What a decoder made of it.
#[derive(Debug, PartialEq)]
struct Received {
    name: String,
    id: String,
    data: Value,
}

impl Sent {
    fn expected(&self) -> Received {
        let json = serde_json::to_string(&self.event).unwrap();
        let mut data: Value = serde_json::from_str(&json).unwrap();
        if let (Some(_), Event::Progress(_)) = (self.retry, &self.event) {
            data["heartbeat_ms"] = 15_000.into();
        }
        Received {
            name: self.event.name().into(),
            id: self.id.to_string(),
            data,
        }
    }
}

proptest! {
    #[test]
    fn what_goes_in_comes_out_of_decoders(
        sent in prop::collection::vec((sent(), 0..3_usize), 1..8),
        cuts in prop::collection::vec(any::<Index>(), 0..40),
    ) {
        let mut bytes = Vec::new();
        for (sent, heartbeats) in &sent {
            for _ in 0..*heartbeats {
                bytes.extend_from_slice(&HEARTBEAT);
            }
            let event = encode(&sent.id, &sent.event, sent.retry.and_then(first));
            let lines = 4 + usize::from(sent.retry.is_some());
            prop_assert_eq!(event.iter().filter(|byte| **byte == b'\n').count(), lines);
            prop_assert!(!event.contains(&b'\r') && !event.contains(&0));
            bytes.extend_from_slice(&event);
        }
        let sent: Vec<_> = sent.into_iter().map(|(sent, _)| sent).collect();
        check(&sent, &cut(bytes, &cuts))?;
    }
}

fn cut(bytes: Vec<u8>, cuts: &[Index]) -> Vec<Bytes> {
    let mut rest = Bytes::from(bytes);
    let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(rest.len())).collect();
    places.sort_unstable();
    let mut chunks: Vec<_> = places
        .into_iter()
        .rev()
        .map(|place| rest.split_off(place))
        .collect();
    chunks.push(rest);
    chunks.reverse();
    chunks.retain(|chunk| !chunk.is_empty());
    chunks
}

fn check(sent: &[Sent], chunks: &[Bytes]) -> Result<(), TestCaseError> {
    let expected: Vec<_> = sent.iter().map(Sent::expected).collect();
    let retries: Vec<_> = sent
        .iter()
        .filter_map(|sent| sent.retry)
        .map(|retry| retry.as_millis())
        .collect();

    let (received, retry) = eventsource_stream(chunks);
    prop_assert_eq!(&received, &expected);
    prop_assert_eq!(&retry, &retries);

    let (received, retry) = sse_core(chunks);
    prop_assert_eq!(&received, &expected);
    prop_assert_eq!(&retry, &retries);

    #[cfg(feature = "client")]
    {
        let (received, retry) = ours(chunks);
        prop_assert_eq!(&received, &expected);
        prop_assert_eq!(retry, retries.last().copied());
    }
    Ok(())
}

#[cfg(feature = "client")]
fn ours(chunks: &[Bytes]) -> (Vec<Received>, Option<u128>) {
    use crate::wire::{Decode as _, Decoder};

    let mut decoder = Decoder::new(Decoder::DEFAULT_LIMIT);
    let mut received = Vec::new();
    for chunk in chunks {
        let mut chunk = &chunk[..];
        while let Some(message) = decoder.decode(&mut chunk) {
            let message = message.unwrap();
            received.push(Received {
                name: message.event.into(),
                id: message.last_event_id.into(),
                data: serde_json::from_str(message.data).unwrap(),
            });
        }
    }
    (received, decoder.retry().map(|retry| retry.as_millis()))
}

fn eventsource_stream(chunks: &[Bytes]) -> (Vec<Received>, Vec<u128>) {
    let events: Vec<_> = stream::iter(chunks.iter().map(Ok::<_, std::io::Error>))
        .eventsource()
        .map(Result::unwrap)
        .collect()
        .now_or_never()
        .unwrap();
    let retries = events
        .iter()
        .filter_map(|event| event.retry)
        .map(|retry| retry.as_millis())
        .collect();
    let received = events
        .into_iter()
        .map(|event| Received {
            name: event.event,
            id: event.id,
            data: serde_json::from_str(&event.data).unwrap(),
        })
        .collect();
    (received, retries)
}

fn sse_core(chunks: &[Bytes]) -> (Vec<Received>, Vec<u128>) {
    let mut decoder = SseDecoder::with_limit(NonZeroUsize::MAX);
    let (mut received, mut retries) = (Vec::new(), Vec::new());
    for chunk in chunks {
        let mut chunk = chunk.clone();
        while let Some(event) = decoder.next(&mut chunk) {
            match event.unwrap() {
                SseEvent::Retry(retry) => retries.push(retry.into()),
                SseEvent::Message(message) => received.push(Received {
                    name: message.event.into_owned(),
                    id: message.last_event_id.unwrap().to_string(),
                    data: serde_json::from_str(&message.data).unwrap(),
                }),
            }
        }
    }
    (received, retries)
}

fn sent() -> impl Strategy<Value = Sent> {
    let retry = prop::option::of(0..1_u64 << 31);
    (id(), event(), retry).prop_map(|(id, event, retry)| Sent {
        id,
        event,
        retry: retry.map(Duration::from_millis),
    })
}
