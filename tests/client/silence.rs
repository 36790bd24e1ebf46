//! A connection on which nothing comes any more is dead, whatever TCP believes.

use std::time::{Duration, Instant};

use super::script::{Act, Script, events, stream};
use super::story::{builder, done, lost, next, only_error, progress, story};

const HEARTBEAT: Duration = Duration::from_millis(500);

#[tokio::test]
async fn three_heartbeats_of_silence_are_the_end_of_a_connection() {
    let mut server = Script::play([Act::Hold(stream(progress("0"))), events(done("1"))]).await;
    // For how long it tries without an event has nothing to do with a connection that works.
    let client = builder().heartbeat(HEARTBEAT).give_up_after(HEARTBEAT);
    let mut watch = client.build().unwrap().watch(server.url("/count/3"));
    let begun = Instant::now();
    assert_eq!(next(&mut watch).await, "progress 0");
    let (error, _) = lost(&mut watch).await;
    assert!(begun.elapsed() >= 3 * HEARTBEAT);
    assert!(error.is_timeout());
    assert!(
        error.to_string().ends_with("has been silent for 1s 500ms"),
        "{error}"
    );
    // It is closed before the next one is opened.
    server.closed().await;
    assert_eq!(next(&mut watch).await, "done 1.done succeeded");
}

#[tokio::test]
async fn a_heartbeat_is_a_sign_of_life() {
    let beating = Act::Repeat(stream(progress("0")), b":\n\n".to_vec());
    let server = Script::play([beating]).await;
    let client = builder().heartbeat(HEARTBEAT).build().unwrap();
    let mut watch = client.watch(server.url("/count/3"));
    assert_eq!(next(&mut watch).await, "progress 0");
    let silence = tokio::time::timeout(4 * HEARTBEAT, watch.next()).await;
    assert!(silence.is_err(), "{silence:?}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_asked_again() {
    let server = Script::play([Act::Hold(Vec::new()), events(done("1"))]).await;
    let client = builder().heartbeat(HEARTBEAT).build().unwrap();
    let mut watch = client.watch(server.url("/count/3"));
    assert_eq!(
        story(&mut watch).await,
        ["reconnecting: silent", "done 1.done succeeded"]
    );
}

/// Heartbeats alone would keep a watch waiting for ever.
#[tokio::test]
async fn a_stream_without_a_first_event_is_given_up() {
    let beating = Act::Repeat(stream(""), b":\n\n".to_vec());
    let mut server = Script::play([beating]).await;
    let limit = Duration::from_millis(500);
    let client = builder().heartbeat(HEARTBEAT).give_up_after(limit);
    let mut watch = client.build().unwrap().watch(server.url("/count/3"));
    let begun = Instant::now();
    let error = only_error(&mut watch).await;
    assert!(begun.elapsed() >= 3 * HEARTBEAT);
    assert_eq!(error.gave_up_after(), Some(limit), "{error}");
    assert!(
        error.to_string().contains("no event in 1s 500ms"),
        "{error}"
    );
    server.closed().await;
}

/// It begins at the very end of the time, and may well be the one that brings something.
#[tokio::test]
async fn the_last_attempt_has_time_to_bring_an_event() {
    let server = Script::play([Act::Trickle(stream(done("1")), 16)]).await;
    let client = builder().give_up_after(Duration::from_millis(1));
    let mut watch = client.build().unwrap().watch(server.url("/count/3"));
    assert_eq!(story(&mut watch).await, ["done 1.done succeeded"]);
}
