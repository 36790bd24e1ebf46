//! Byte for byte here, and as decoders read it in `decoders`.

mod decoders;
mod given;
mod share;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::value::RawValue;

use super::{First, encode};
use crate::protocol::{
    Bar, Done, Event, EventId, Level, LogLine, RunId, RunState, Snapshot, Status,
};

const RUN: &str = "AAAAAAAAAAAAAAAAAAAAAA";

fn id(text: &str) -> EventId {
    text.parse().unwrap()
}

fn text(bytes: &Bytes) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// What goes with the first event of a stream. (An `Option`, as `encode` takes it.)
fn first(retry: Duration) -> Option<First> {
    Some(First {
        retry,
        heartbeat: Duration::from_secs(15),
    })
}

fn log(message: &str) -> Event {
    Event::Log(Arc::new(LogLine {
        level: Level::Info,
        message: message.into(),
        time: "2026-11-22T10:00:00.000Z".into(),
        task: None,
        target: None,
        data: None,
        missed: None,
    }))
}

fn succeeded(result: &str) -> Event {
    Event::Done(Arc::new(Done {
        status: Status::Succeeded,
        result: Some(RawValue::from_string(result.into()).unwrap()),
        error: None,
        reason: None,
        elapsed_ms: 5012,
    }))
}

#[test]
fn a_log_line_byte_for_byte() {
    let bytes = encode(&id(&format!("{RUN}.2000000")), &log("starting"), None);
    assert_eq!(
        text(&bytes),
        "event: log\n\
         id: AAAAAAAAAAAAAAAAAAAAAA.2000000\n\
         data: {\"level\":\"info\",\"message\":\"starting\",\"time\":\"2026-11-22T10:00:00.000Z\"}\n\
         \n"
    );
}

#[test]
fn a_snapshot_with_a_retry_hint_byte_for_byte() {
    let snapshot = Event::Progress(Arc::new(Snapshot {
        run: RUN.parse().unwrap(),
        job: "count".into(),
        state: RunState::Running,
        bar: Bar {
            position: 1,
            length: None,
            unit: "items".into(),
            message: "\r\n".into(),
            fraction: None,
            elapsed_ms: 3,
            rate: None,
            eta_ms: None,
        },
        queue: None,
        tasks: Vec::new(),
        tasks_omitted: 0,
        data: None,
    }));
    let bytes = encode(
        &id(&format!("{RUN}.1")),
        &snapshot,
        first(Duration::from_millis(2113)),
    );
    assert_eq!(
        text(&bytes),
        "event: progress\n\
         id: AAAAAAAAAAAAAAAAAAAAAA.1\n\
         retry: 2113\n\
         data: {\"heartbeat_ms\":15000,\"run\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"job\":\"count\",\"state\":\"running\",\
         \"position\":1,\"length\":null,\"unit\":\"items\",\"message\":\"\\r\\n\",\
         \"fraction\":null,\"elapsed_ms\":3,\"rate\":null,\"eta_ms\":null,\
         \"queue\":null,\"tasks\":[]}\n\
         \n"
    );
}

#[test]
fn data_byte_for_byte() {
    let json = |text: &str| Some(RawValue::from_string(text.into()).unwrap());
    let line = Event::Log(Arc::new(LogLine {
        level: Level::Info,
        message: String::new(),
        time: "2026-11-22T10:00:00.000Z".into(),
        task: Some(7),
        target: None,
        data: json("{\r\n\"a\":\t\"\\n\u{2028}\",\n\"a\": 1e400}"),
        missed: None,
    }));
    assert_eq!(
        text(&encode(&id(&format!("{RUN}.2000000")), &line, None)),
        "event: log\n\
         id: AAAAAAAAAAAAAAAAAAAAAA.2000000\n\
         data: {\"level\":\"info\",\"message\":\"\",\"time\":\"2026-11-22T10:00:00.000Z\",\"task\":7,\
         \"data\":{  \"a\":\t\"\\n\u{2028}\", \"a\": 1e400}}\n\
         \n"
    );
    let mut snapshot = snapshot_of(RunState::Running, bar_of(0.5));
    snapshot.data = json("null");
    let bytes = encode(
        &id(&format!("{RUN}.1")),
        &Event::Progress(snapshot.into()),
        None,
    );
    assert!(text(&bytes).ends_with("\"queue\":null,\"tasks\":[],\"data\":null}\n\n"));
}

#[test]
fn a_result_of_many_lines_stays_on_one() {
    let bytes = encode(
        &id(&format!("{RUN}.9.done")),
        &succeeded("{\r\n  \"a\": [1,\n\r2]\n}"),
        None,
    );
    assert_eq!(
        text(&bytes),
        "event: done\n\
         id: AAAAAAAAAAAAAAAAAAAAAA.9.done\n\
         data: {\"status\":\"succeeded\",\"result\":{    \"a\": [1,  2] },\"elapsed_ms\":5012}\n\
         \n"
    );
}

#[test]
fn no_retry_hint_is_too_long_for_a_timer() {
    let bytes = encode(&id(&format!("{RUN}.1")), &log(""), first(Duration::MAX));
    assert!(text(&bytes).contains("\nretry: 2147483647\ndata: "));
}

#[test]
fn numbers_that_json_does_not_know_become_null() {
    let mut snapshot = snapshot_of(RunState::Running, bar_of(f64::NAN));
    snapshot.bar.rate = Some(f64::INFINITY);
    let bytes = encode(
        &id(&format!("{RUN}.1")),
        &Event::Progress(Arc::new(snapshot)),
        None,
    );
    assert!(text(&bytes).contains("\"fraction\":null"));
    assert!(text(&bytes).contains("\"rate\":null"));
}

#[test]
fn the_bytes_fit_and_are_shared() {
    let bytes = encode(&id(&format!("{RUN}.1")), &log(&"\n".repeat(1 << 20)), None);
    assert!(bytes.len() > 2 << 20);
    assert_eq!(bytes.clone().as_ptr(), bytes.as_ptr());
}

fn bar_of(fraction: f64) -> Bar {
    Bar {
        position: 0,
        length: None,
        unit: "items".into(),
        message: String::new(),
        fraction: Some(fraction),
        elapsed_ms: 0,
        rate: None,
        eta_ms: None,
    }
}

fn snapshot_of(state: RunState, bar: Bar) -> Snapshot {
    Snapshot {
        run: RunId::from_bits([0; 16]),
        job: "count".into(),
        state,
        bar,
        queue: None,
        tasks: Vec::new(),
        tasks_omitted: 0,
        data: None,
    }
}
