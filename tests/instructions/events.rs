//! A snapshot as the bytes of an event, and back.

use std::borrow::Cow;
use std::hint::black_box;
use std::sync::Arc;

use bytes::Bytes;

use crate::protocol::{Bar, Event, EventId, RunState, Snapshot, Task, TaskState};
use crate::wire::{Decode as _, Decoder, encode as encode_event};

pub(crate) const TIMES: u64 = 100;

pub(crate) fn encode() {
    let (id, event) = (id(), Event::Progress(Arc::new(snapshot())));
    let bytes = encode_event(&id, &event, None);
    let encoded = counted_encode(black_box(&id), black_box(&event));
    assert_eq!(encoded, TIMES as usize * bytes.len());
}

#[inline(never)]
fn counted_encode(id: &EventId, event: &Event) -> usize {
    let mut bytes = 0;
    for _ in 0..TIMES {
        bytes += black_box(encode_event(id, event, None)).len();
    }
    bytes
}

pub(crate) fn decode() {
    let bytes = encode_event(&id(), &Event::Progress(Arc::new(snapshot())), None);
    let mut decoder = Decoder::new(Decoder::DEFAULT_LIMIT);
    let decoded = counted_decode(black_box(&mut decoder), black_box(&bytes));
    assert_eq!(decoded, TIMES * snapshot().bar.position);
}

#[inline(never)]
fn counted_decode(decoder: &mut Decoder, bytes: &Bytes) -> u64 {
    let mut positions = 0;
    for _ in 0..TIMES {
        let mut input = &bytes[..];
        let message = decoder.decode(&mut input);
        let message = message.expect("a whole event").expect("a short event");
        let snapshot: Snapshot = serde_json::from_str(message.data).expect("a snapshot");
        positions += black_box(snapshot).bar.position;
    }
    positions
}

fn id() -> EventId {
    let id = "kJ9x2Qm4TzW8vB1nR6yLpA.1234".parse();
    id.expect("the id of an event")
}

/// Of a run with one task.
fn snapshot() -> Snapshot {
    Snapshot {
        run: id().run,
        job: Cow::Borrowed("resize"),
        state: RunState::Running,
        bar: bar(412, "frame 00412.tif"),
        queue: None,
        tasks: vec![Task {
            id: 1,
            parent: None,
            label: "the first of two passes".to_owned(),
            state: TaskState::Running,
            bar: bar(12, "ß and 漢 in a \"name\""),
        }],
        tasks_omitted: 0,
        data: None,
    }
}

fn bar(position: u64, message: &str) -> Bar {
    Bar {
        position,
        length: Some(4_000),
        unit: Cow::Borrowed("items"),
        message: message.to_owned(),
        fraction: Some(position as f64 / 4_000.0),
        elapsed_ms: 61_250,
        rate: Some(163.27),
        eta_ms: Some(183_749),
    }
}
