//! Side by side with two decoders that others have written.
//!
//! They are asked about everything but what `EXCEPTIONS` lists, and that list is itself tested: an
//! exception that is no longer needed fails.

use std::num::NonZeroUsize;
use std::panic::catch_unwind;
use std::time::Duration;

use eventsource_stream::Eventsource as _;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use proptest::prelude::*;
use sse_core::{SseDecoder, SseEvent};

use super::streams::{bytes, cut, cuts, text};
use super::{Decode as _, Heard, Owned, decoder, hear};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn sse_core_says_the_same(bytes in bytes(), cuts in cuts()) {
        let ours = hear(&mut decoder(), cut(&bytes, &cuts));
        let mut theirs = sse_core(&cut(&bytes, &cuts));
        if has_long_number(&bytes) {
            theirs.retry = ours.retry;
        }
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn eventsource_stream_says_the_same(text in text(), cuts in cuts()) {
        let text = waited_for(text);
        let pieces = cut(&text, &cuts);
        let (mut ours, mut theirs) = (ours_with_retries(&pieces), eventsource_stream(&pieces));
        let unlike = has_long_number(&text) || text.contains(&b'+');
        for ((_, our_retry), (_, their_retry)) in ours.iter_mut().zip(&mut theirs) {
            // It says a retry with the event in which it came, and not again.
            if unlike || their_retry.is_none() {
                (*our_retry, *their_retry) = (None, None);
            }
        }
        prop_assert_eq!(ours, theirs);
    }
}

/// Where they are known to deviate: who, the section of the HTML standard, how, what arrives, and
/// what they make of it instead of what the standard says.
const EXCEPTIONS: [(Decoded, &str, &str, &[u8]); 7] = [
    (
        by_sse_core,
        "interpreting an event stream, the field retry",
        "does not take a number beyond 32 bits",
        b"retry: 4294967296\ndata: 1\n\n",
    ),
    (
        by_eventsource_stream,
        "interpreting an event stream, the field retry",
        "does not take a number beyond 64 bits",
        b"retry: 18446744073709551616\ndata: 1\n\n",
    ),
    (
        by_eventsource_stream,
        "interpreting an event stream, the field retry",
        "takes a sign",
        b"retry: +5\ndata: 1\n\n",
    ),
    (
        by_eventsource_stream,
        "interpreting an event stream, the field retry",
        "forgets it where there is no data",
        b"retry: 5\n\ndata: 1\n\n",
    ),
    (
        by_eventsource_stream,
        "parsing an event stream, the byte order mark",
        "panics",
        b"\xef\xbb\xbfdata: 1\n\n",
    ),
    (
        by_eventsource_stream,
        "parsing an event stream, UTF-8 decode",
        "ends with an error",
        b"data: \xff\n\ndata: 1\n\n",
    ),
    (
        by_eventsource_stream,
        "parsing an event stream, line ends",
        "waits for what follows a carriage return",
        b"data: 1\r\r",
    ),
];

/// What a decoder makes of a whole stream, if anything.
type Decoded = fn(&'static [u8]) -> Option<Vec<(Owned, Option<Duration>)>>;

#[test]
fn every_exception_is_still_needed() {
    for (theirs, section, how, bytes) in EXCEPTIONS {
        let ours = Some(ours_with_retries(&[bytes]));
        assert_ne!(theirs(bytes), ours, "{section}: {how}");
    }
}

fn by_sse_core(bytes: &'static [u8]) -> Option<Vec<(Owned, Option<Duration>)>> {
    let heard = sse_core(&[bytes]);
    let messages = heard.messages.into_iter().flatten();
    Some(messages.map(|message| (message, heard.retry)).collect())
}

fn by_eventsource_stream(bytes: &'static [u8]) -> Option<Vec<(Owned, Option<Duration>)>> {
    catch_unwind(|| eventsource_stream(&[bytes])).ok()
}

/// Nobody but us takes a retry of whatever length; those of up to nine digits everybody does.
fn has_long_number(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| !byte.is_ascii_digit())
        .any(|digits| digits.len() > 9)
}

/// Without a mark, and with a line at the end, because of the exceptions.
fn waited_for(text: Vec<u8>) -> Vec<u8> {
    let mut text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).to_vec();
    if text.starts_with(b"\xef\xbb\xbf") {
        text.insert(0, b'\n');
    }
    text.extend_from_slice(b"\n:\n");
    text
}

fn ours_with_retries(chunks: &[&[u8]]) -> Vec<(Owned, Option<Duration>)> {
    let mut decoder = decoder();
    let mut messages = Vec::new();
    for mut chunk in chunks.iter().copied() {
        while let Some(message) = decoder.decode(&mut chunk) {
            let message = message.unwrap();
            let message = Owned::new(message.event, message.data, message.last_event_id);
            messages.push((message, decoder.retry()));
        }
    }
    messages
}

fn sse_core(chunks: &[&[u8]]) -> Heard {
    let mut decoder = SseDecoder::with_limit(NonZeroUsize::MAX);
    let mut heard = Heard::default();
    for mut chunk in chunks.iter().copied() {
        while let Some(event) = decoder.next(&mut chunk) {
            match event.unwrap() {
                SseEvent::Retry(retry) => heard.retry = Some(Duration::from_millis(retry.into())),
                SseEvent::Message(message) => {
                    let id = message.last_event_id.unwrap_or_default();
                    let message = Owned::new(&message.event, &message.data, &id);
                    heard.messages.push(Ok(message));
                }
            }
        }
    }
    heard.last_event_id = decoder
        .last_event_id()
        .cloned()
        .unwrap_or_default()
        .to_string();
    heard
}

fn eventsource_stream(chunks: &[&[u8]]) -> Vec<(Owned, Option<Duration>)> {
    stream::iter(chunks.iter().map(Ok::<_, std::io::Error>))
        .eventsource()
        .map(|event| {
            let event = event.unwrap();
            (
                Owned::new(&event.event, &event.data, &event.id),
                event.retry,
            )
        })
        .collect()
        .now_or_never()
        .unwrap()
}
