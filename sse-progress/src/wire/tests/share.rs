//! What `share` makes of what `encode` has written.

use std::time::Duration;

use super::{RUN, bar_of, encode, first, id, log, snapshot_of, succeeded, text};
use crate::protocol::{Event, RunState};
use crate::wire::share;

/// Both pieces, and whether there were two.
fn shared(event: &Event, own: &str, retry: Option<Duration>) -> (String, bool) {
    let own = id(&format!("{RUN}.{own}"));
    let frame = encode(&own, event, None);
    let (first, rest) = share(&frame, &own, event, &"abc.AB", retry.and_then(first));
    let two = rest.is_some();
    let rest = rest.unwrap_or_default();
    (text(&first).to_owned() + text(&rest), two)
}

#[test]
fn a_shared_event_byte_for_byte() {
    let hint = Some(Duration::from_millis(2113));
    assert_eq!(
        shared(&log("\ndata: {"), "2000000", hint).0,
        "event: log\n\
         id: abc.AB\n\
         retry: 2113\n\
         data: {\"id\":\"AAAAAAAAAAAAAAAAAAAAAA.2000000\",\"level\":\"info\",\
         \"message\":\"\\ndata: {\",\"time\":\"2026-11-22T10:00:00.000Z\"}\n\
         \n"
    );
    assert_eq!(
        shared(&succeeded("[1]"), "0.done", None).0,
        "event: done\n\
         id: abc.AB\n\
         data: {\"id\":\"AAAAAAAAAAAAAAAAAAAAAA.0.done\",\"status\":\"succeeded\",\
         \"result\":[1],\"elapsed_ms\":5012}\n\
         \n"
    );
}

#[test]
fn what_is_large_is_not_copied() {
    let event = log(&"x".repeat(100_000));
    let own = id(&format!("{RUN}.1000000"));
    let frame = encode(&own, &event, None);
    let (first, rest) = share(&frame, &own, &event, &"abc.AB", None);
    let rest = rest.unwrap();
    assert!(first.len() < 200);
    assert!(frame.as_ptr_range().contains(&rest.as_ptr()));
    let (whole, two) = shared(&event, "1000000", None);
    assert!(two && whole.ends_with("\"}\n\n"));
    assert!(!shared(&log("short"), "1000000", None).1);
}

/// What the client reads of a shared event is what the job has written, of either size.
#[cfg(feature = "client")]
#[test]
fn a_result_is_not_parsed_on_its_way() {
    use crate::protocol::Done;
    use crate::wire::{Decode as _, Decoder};

    for result in [
        format!("{}{}", "[".repeat(128), "]".repeat(128)),
        "[".repeat(20_000) + &"]".repeat(20_000),
        format!(r#"{{"b":1e400,"a":{}}}"#, u128::MAX),
    ] {
        let (frame, _) = shared(&succeeded(&result), "0.done", None);
        let mut decoder = Decoder::new(Decoder::DEFAULT_LIMIT);
        let message = decoder.decode(&mut frame.as_bytes()).unwrap().unwrap();
        let done: Done = serde_json::from_str(message.data).unwrap();
        assert_eq!(done.result.unwrap().get(), result);
    }
}

#[test]
fn a_first_snapshot_says_how_long_a_silence_may_be() {
    let snapshot = Event::Progress(snapshot_of(RunState::Running, bar_of(0.5)).into());
    let (text, _) = shared(&snapshot, "0", Some(Duration::ZERO));
    let data = "data: {\"id\":\"AAAAAAAAAAAAAAAAAAAAAA.0\",\"heartbeat_ms\":15000,\"run\":";
    assert!(text.contains(data), "{text}");
    let (text, _) = shared(&snapshot, "0", None);
    assert!(!text.contains("heartbeat_ms"), "{text}");
}
