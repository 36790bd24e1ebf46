//! What a stream may hold.

use std::error::Error as _;

use sse_progress::client::Update;
use sse_progress::protocol::{Event, InvalidId};

use super::script::{Act, Script, events, in_time, stream};
use super::story::{RUN, behind, builder, client, done, log, only_error, progress, story};

#[tokio::test]
async fn unknown_events_and_fields_are_ignored() {
    let strange = [
        "event: error\nid: x\ndata: {}\n\n",
        "data: a message without a name\n\n",
        "event: progress_2\ndata: not JSON\n\n",
        "mood: good\n: a comment\n\n",
    ]
    .concat();
    let new_field = done("9").replace("{\"status\"", "{\"new\":[{}],\"status\"");
    let server = Script::play([events(progress("0") + &strange + &new_field)]).await;
    let mut watch = client().watch(server.url("/count/3"));
    assert_eq!(
        story(&mut watch).await,
        ["progress 0", "done 9.done succeeded"]
    );
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_an_error() {
    for (event, said) in [
        (
            format!("event: log\nid: {RUN}.1\ndata: hello\n\n"),
            "a `log` event cannot be read: expected value at line 1 column 1",
        ),
        (
            format!("event: progress\nid: {RUN}.1\ndata: {{}}\n\n"),
            "a `progress` event cannot be read: missing field `run`",
        ),
        (
            "event: done\nid: 42\ndata: {}\n\n".to_owned(),
            "the id of a `done` event is \"42\", which is not one of a run",
        ),
        (
            "event: done\ndata: {}\n\n".to_owned(),
            "the id of a `done` event is \"\"",
        ),
    ] {
        let mut server = Script::play([events(event), events("")]).await;
        let mut watch = client().watch(server.url("/count/3"));
        let error = only_error(&mut watch).await;
        assert!(error.to_string().contains(said), "{error}");
        let is_of_json = behind::<serde_json::Error>(&error).is_some();
        assert!(is_of_json || behind::<InvalidId>(&error).is_some());
        assert_eq!(server.rest().len(), 1);
    }
}

/// What had come of a line was read once more whenever nothing new had come.
#[tokio::test]
async fn an_event_may_come_in_pieces() {
    let whole = progress("0") + &log("1000000", "über") + &done("9");
    for size in [1, 7, 100] {
        let server = Script::play([Act::Trickle(stream(&whole), size)]).await;
        let mut watch = client().watch(server.url("/count/3"));
        let expected = ["progress 0", "log 1000000 über", "done 9.done succeeded"];
        assert_eq!(story(&mut watch).await, expected, "{size}");
    }
}

/// A snapshot is complete in itself, so the next one has all that a large one had; and the run
/// goes on whatever its snapshots have. What a result may have is another matter.
#[tokio::test]
async fn a_large_snapshot_is_left_out_and_a_large_result_is_not() {
    let name = "x".repeat(5000);
    let result = "x".repeat(6000);
    let large = progress("0").replace("\"job\":\"count\"", &format!("\"job\":\"{name}\""));
    assert!(large.len() > 5000, "{large}");
    let done = done("9").replace("\"result\":3", &format!("\"result\":\"{result}\""));
    let whole = large + &log("1000000", "a") + &done;
    let server = Script::play([events(whole.clone()), events(whole)]).await;
    let client = builder().max_event(4000).build().unwrap();
    let told = story(&mut client.watch(server.url("/count/3"))).await;
    assert!(told[0].starts_with("left out "), "{told:?}");
    assert_eq!(told[1..], ["log 1000000 a", "done 9.done succeeded"]);

    let small = builder().max_event(4000).max_done(5500).build().unwrap();
    let told = story(&mut small.watch(server.url("/count/3"))).await;
    assert_eq!(told[1..], ["log 1000000 a", "error: other"]);
}

#[tokio::test]
async fn the_size_of_an_event_is_bounded() {
    let long = log("1000000", &"x".repeat(5000));
    let whole = progress("0") + &long + &done("9");
    let server = Script::play([events(whole.clone()), events(whole)]).await;

    let enough = builder().max_event(6000).build().unwrap();
    let told = story(&mut enough.watch(server.url("/count/3"))).await;
    assert_eq!(told.len(), 3);

    let small = builder().max_event(4000).build().unwrap();
    let mut watch = small.watch(server.url("/count/3"));
    assert!(watch.next().await.unwrap().is_ok());
    let error = only_error(&mut watch).await;
    assert!(
        error.to_string().contains("more than 4000 bytes"),
        "{error}"
    );
    assert!(error.source().is_some());
}

/// Results that change when they are parsed into a `serde_json::Value`, or cannot be.
pub(crate) fn delicate() -> [String; 7] {
    [
        format!("{}{}", "[".repeat(128), "]".repeat(128)),
        "[".repeat(10_000) + &"]".repeat(10_000),
        "1e400".to_owned(),
        format!("[{},-0.0,1.10,1E2]", u128::MAX),
        r#"{"b":1,"a":2,"b":3,"":{}}"#.to_owned(),
        r#"{"$serde_json::private::Number":"1","$serde_json::private::RawValue":"2"}"#.to_owned(),
        "null".to_owned(),
    ]
}

/// A result is the text that the server has sent: nothing parses it on its way.
#[tokio::test]
async fn a_result_comes_as_it_was_sent() {
    for result in delicate() {
        let data = format!(r#"{{"status":"succeeded","result":{result},"elapsed_ms":5}}"#);
        let event = format!("event: done\nid: {RUN}.0.done\ndata: {data}\n\n");
        let server = Script::play([events(event)]).await;
        let mut watch = client().watch(server.url("/count/3"));
        let update = in_time("an end", watch.next()).await.unwrap();
        let Ok(Update::Event {
            event: Event::Done(done),
            ..
        }) = update
        else {
            panic!("{update:?}");
        };
        assert_eq!(done.result.as_ref().unwrap().get(), result);
    }
}
