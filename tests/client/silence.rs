//! A connection on which nothing comes any more is dead, whatever TCP believes.

use std::time::{Duration, Instant};

use super::script::{Act, Script, events, stream};
use super::story::{builder, done, lost, next, only_error, progress, story};

const HEARTBEAT: Duration = Duration::from_millis(500);

#[tokio::test]
async fn three_heartbeats_of_silence_are_the_end_of_a_connection() {
    let mut server = Script::play([Act::Hold(stream(progress("0"))), events(done("1"))]).await;
    let client = builder().heartbeat(HEARTBEAT).build().unwrap();
    let mut watch = client.watch(server.url("/count/3"));
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
    let client = builder().give_up_after(limit).build().unwrap();
    let mut watch = client.watch(server.url("/count/3"));
    let begun = Instant::now();
    let error = only_error(&mut watch).await;
    assert!(begun.elapsed() >= limit);
    assert_eq!(error.gave_up_after(), Some(limit), "{error}");
    server.closed().await;
}
