//! What a caller may do to a watch.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::task::JoinSet;

use super::script::{Act, Script, events, in_time, stream};
use super::story::{client, done, log, next, progress};

#[tokio::test]
async fn dropping_a_watch_closes_its_connection() {
    let mut server = Script::play([Act::Hold(stream(progress("0")))]).await;
    let mut watch = client().watch(server.url("/count/3"));
    assert_eq!(next(&mut watch).await, "progress 0");
    drop(watch);
    server.closed().await;
}

#[tokio::test]
async fn dropping_it_before_there_is_an_answer_does_so_too() {
    let mut server = Script::play([Act::Hold(Vec::new())]).await;
    let mut watch = client().watch(server.url("/count/3"));
    tokio::select! {
        update = watch.next() => panic!("{update:?}"),
        _ = server.asked() => {}
    }
    drop(watch);
    server.closed().await;
}

#[tokio::test]
async fn nothing_happens_until_it_is_polled() {
    let mut server = Script::play([events(done("1"))]).await;
    let watch = client().watch(server.url("/count/3"));
    tokio::task::yield_now().await;
    drop(watch);
    next(&mut client().watch(server.url("/count/4"))).await;
    assert_eq!(server.asked().await.line, "GET /count/4");
}

/// It is polled and dropped after every step, through a connect, a stream and a reconnect.
#[tokio::test]
async fn next_is_cancel_safe() {
    let many: String = (1..=50)
        .map(|n| log(&format!("{n}000000"), &n.to_string()))
        .collect();
    let acts = [events(progress("0") + &many), events(done("51"))];
    let mut server = Script::play(acts).await;
    let mut watch = client().watch(server.url("/count/3"));
    let mut told = Vec::new();
    loop {
        let update = tokio::select! {
            biased;
            update = watch.next() => update,
            () = tokio::task::yield_now() => continue,
        };
        match update {
            Some(update) => told.push(update.unwrap()),
            None => break,
        }
    }
    assert_eq!(told.len(), 1 + 50 + 1 + 1);
    assert_eq!(server.rest().len(), 2);
}

#[tokio::test]
async fn it_is_a_stream_that_can_cross_threads() {
    let server = Script::play((0..4).map(|_| events(progress("0") + &done("1")))).await;
    let client = client();
    let mut watching = JoinSet::new();
    for _ in 0..4 {
        let watch = client.watch(server.url("/count/3"));
        watching.spawn(watch.map(|update| update.unwrap()).count());
    }
    let counts = in_time("all end", watching.join_all()).await;
    assert_eq!(counts, [2; 4]);
}

#[tokio::test]
async fn a_watch_in_its_pause_can_be_dropped() {
    let server = Script::play([events(progress("0") + "retry: 60000\n\n")]).await;
    let mut watch = client().watch(server.url("/count/3"));
    next(&mut watch).await;
    next(&mut watch).await;
    let waiting = tokio::time::timeout(Duration::from_millis(50), watch.next()).await;
    assert!(waiting.is_err());
}
