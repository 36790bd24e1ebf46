//! How fast event streams are decoded, beside three other decoders: `cargo bench --bench decoding`.
//!
//! Megabytes (10^6 bytes) a second on one thread, the best of twenty rounds. The streams are what
//! a server of ours sends: progress and log lines, and log lines of 64 KiB.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and has nobody to report to"
)]

use std::convert::Infallible;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use eventsource_stream::Eventsource as _;
use futures_util::{FutureExt as _, Stream, StreamExt as _, stream};
use sse_progress::client::__decoder::{Decode as _, Decoder};

const ROUNDS: usize = 20;
const STREAM: usize = 16 << 20;
const CHUNKS: [usize; 2] = [4 << 10, 16 << 10];

/// Decodes a stream that comes in chunks; the result is its number of messages, and of bytes in
/// their data.
type Decode = fn(&[&[u8]]) -> (usize, usize);

const DECODERS: [(&str, Decode); 5] = [
    ("sse-progress", lent),
    ("sse-progress, data copied to a String", owned),
    ("sse-core", sse_core),
    ("sse-stream", sse_stream),
    ("eventsource-stream", eventsource_stream),
];

fn main() {
    let streams = [("300 B", small()), ("64 KiB", large())];
    let columns: Vec<_> = streams
        .iter()
        .flat_map(|(name, bytes)| CHUNKS.map(|size| (name, bytes, size)))
        .collect();

    print!("{:40}", "MB a second; events of, in chunks of");
    for (name, _, size) in &columns {
        print!(" {:>14}", format!("{name}, {} KiB", size >> 10));
    }
    println!();
    for (name, decode) in DECODERS {
        print!("{name:40}");
        for (_, bytes, size) in &columns {
            let chunks: Vec<_> = bytes.chunks(*size).collect();
            assert_eq!(decode(&chunks), lent(&chunks), "{name}");
            let rounds = (0..ROUNDS).map(|_| round(&chunks, decode));
            let seconds = rounds.fold(f64::INFINITY, f64::min);
            print!(" {:14.0}", bytes.len() as f64 / seconds / 1e6);
        }
        println!();
    }
}

fn round(chunks: &[&[u8]], decode: Decode) -> f64 {
    let start = Instant::now();
    black_box(decode(black_box(chunks)));
    start.elapsed().as_secs_f64()
}

fn lent(chunks: &[&[u8]]) -> (usize, usize) {
    ours(chunks, |data| black_box(data).len())
}

fn owned(chunks: &[&[u8]]) -> (usize, usize) {
    ours(chunks, |data| black_box(String::from(data)).len())
}

fn ours(chunks: &[&[u8]], take: impl Fn(&str) -> usize) -> (usize, usize) {
    let mut decoder = Decoder::new(Decoder::DEFAULT_LIMIT);
    let (mut messages, mut bytes) = (0, 0);
    for mut chunk in chunks.iter().copied() {
        while let Some(message) = decoder.decode(&mut chunk) {
            messages += 1;
            bytes += take(message.expect("an event below the limit").data);
        }
    }
    (messages, bytes)
}

fn sse_core(chunks: &[&[u8]]) -> (usize, usize) {
    let mut decoder = sse_core::SseDecoder::new();
    let (mut messages, mut bytes) = (0, 0);
    for mut chunk in chunks.iter().copied() {
        while let Some(event) = decoder.next(&mut chunk) {
            if let sse_core::SseEvent::Message(message) = black_box(event).expect("an event") {
                messages += 1;
                bytes += message.data.len();
            }
        }
    }
    (messages, bytes)
}

fn sse_stream(chunks: &[&[u8]]) -> (usize, usize) {
    let events = sse_stream::SseByteStream::new(stream::iter(chunks.iter().copied().map(never)));
    count(events.map(|event| event.expect("an event").data.map_or(0, |data| data.len())))
}

fn eventsource_stream(chunks: &[&[u8]]) -> (usize, usize) {
    let events = stream::iter(chunks.iter().map(never)).eventsource();
    count(events.map(|event| event.expect("an event").data.len()))
}

fn never<T>(chunk: T) -> Result<T, Infallible> {
    Ok(chunk)
}

fn count(lengths: impl Stream<Item = usize>) -> (usize, usize) {
    lengths
        .map(black_box)
        .fold((0, 0), |(messages, bytes), length| {
            std::future::ready((messages + 1, bytes + length))
        })
        .now_or_never()
        .expect("a stream that is always ready")
}

const RUN: &str = "kJ9x2Qm4TzW8vB1nR6yLpA";

/// Nine snapshots of a bar to each log line.
fn small() -> Vec<u8> {
    let mut text = format!("retry: 2113\n{}", snapshot(0));
    for number in 1.. {
        if number % 10 == 0 {
            text.push_str(&log(
                number,
                "frame 00412.tif: wrote 3 of 3 sizes, ß and 漢 in its name",
            ));
        } else {
            text.push_str(&snapshot(number));
        }
        if text.len() >= STREAM {
            break;
        }
    }
    text.into_bytes()
}

fn large() -> Vec<u8> {
    let mut line = String::new();
    while line.len() < 64 << 10 {
        let _ = write!(line, "{:08x} wrote block, checksum ok; ", line.len());
    }
    let mut text = String::new();
    for number in 1.. {
        text.push_str(&log(number, &line));
        if text.len() >= STREAM {
            break;
        }
    }
    text.into_bytes()
}

fn snapshot(number: u64) -> String {
    format!(
        "event: progress\nid: {RUN}.{number}\ndata: {{\"run\":\"{RUN}\",\"job\":\"resize\",\
         \"state\":\"running\",\"position\":{number},\"length\":4000000,\"unit\":\"items\",\
         \"message\":\"frame 00412.tif\",\"fraction\":0.25,\"elapsed_ms\":61250,\"rate\":163.27,\
         \"eta_ms\":183749,\"queue\":null,\"tasks\":[]}}\n\n"
    )
}

fn log(number: u64, message: &str) -> String {
    format!(
        "event: log\nid: {RUN}.{number}\ndata: {{\"level\":\"info\",\"message\":\"{message}\",\
         \"time\":\"2026-11-22T10:00:00.000Z\",\"task\":null}}\n\n"
    )
}
