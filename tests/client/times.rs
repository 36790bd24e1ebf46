//! How long a watch waits.

use std::time::{Duration, Instant};

use sse_progress::client::{MAX_BACKOFF, MAX_RETRY, MAX_RETRY_AFTER, MIN_RETRY};

use super::script::{Act, Script, answer, events};
use super::story::{builder, client, done, lost, next, progress};

/// What a stream that says `retry` leads to, when it ends.
async fn wait_after(retry: &str) -> Duration {
    let hint = format!("retry: {retry}\n\n");
    let server = Script::play([events(progress("0") + &hint)]).await;
    let mut watch = client_without_end().watch(server.url("/count/3"));
    assert_eq!(next(&mut watch).await, "progress 0");
    lost(&mut watch).await.1
}

fn client_without_end() -> sse_progress::client::Client {
    builder().give_up_after(None).build().unwrap()
}

#[tokio::test]
async fn retry_is_honoured_within_bounds() {
    for (retry, wait) in [
        ("300", Duration::from_millis(300)),
        ("0", MIN_RETRY),
        ("86400000", MAX_RETRY),
        ("99999999999999999999", MAX_RETRY),
        // It is no number, so the one before it stays: 1, and that is too short.
        ("+7000", MIN_RETRY),
    ] {
        assert_eq!(wait_after(retry).await, wait, "{retry}");
    }
}

#[tokio::test]
async fn it_waits_as_long_as_it_says() {
    let hint = progress("0") + "retry: 400\n\n";
    let server = Script::play([events(hint), events(done("9"))]).await;
    let mut watch = client().watch(server.url("/count/3"));
    next(&mut watch).await;
    let (_, wait) = lost(&mut watch).await;
    let lost = Instant::now();
    assert_eq!(next(&mut watch).await, "done 9.done succeeded");
    assert!(lost.elapsed() >= wait, "{:?}", lost.elapsed());
}

/// What an answer with this header leads to.
async fn wait_after_refusal(headers: &[(&str, &str)]) -> (Option<Duration>, Duration) {
    let server = Script::play([answer(503, headers, "")]).await;
    let mut watch = client_without_end().watch(server.url("/count/3"));
    let (error, wait) = lost(&mut watch).await;
    assert_eq!(error.status(), Some(503));
    (error.retry_after(), wait)
}

#[tokio::test]
async fn retry_after_is_honoured_and_capped() {
    let seconds = Duration::from_secs;
    let (told, wait) = wait_after_refusal(&[("retry-after", "7")]).await;
    assert_eq!(told, Some(seconds(7)));
    assert_eq!(wait, seconds(7));
    let (_, wait) = wait_after_refusal(&[("retry-after", "86400")]).await;
    assert_eq!(wait, MAX_RETRY_AFTER);
    let (told, wait) = wait_after_refusal(&[]).await;
    assert_eq!(told, None);
    assert!(wait >= MIN_RETRY && wait <= MAX_BACKOFF);
}

#[tokio::test]
async fn retry_after_may_be_a_date() {
    let seconds = Duration::from_secs;
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    let then = "Sun, 06 Nov 1994 08:49:57 GMT";
    let (_, wait) = wait_after_refusal(&[("date", date), ("retry-after", then)]).await;
    assert_eq!(wait, seconds(20));
    // Without the server's clock it is ours that counts, and by that the date has passed.
    let (told, wait) = wait_after_refusal(&[("retry-after", then)]).await;
    assert_eq!(told, Some(Duration::ZERO));
    assert!(wait <= MAX_BACKOFF);
}

#[tokio::test]
async fn attempts_that_bring_nothing_come_ever_later() {
    let acts = (0..4).map(|_| Act::Say(Vec::new()));
    let server = Script::play(acts).await;
    let mut watch = client_without_end().watch(server.url("/count/3"));
    let mut ceiling = Duration::from_secs(2);
    for _ in 0..2 {
        let (_, wait) = lost(&mut watch).await;
        assert!(wait >= MIN_RETRY && wait <= ceiling, "{wait:?}");
        ceiling *= 2;
    }
}

#[tokio::test]
async fn it_gives_up_after_a_while_without_an_event() {
    let acts = (0..1000).map(|_| answer(503, &[], ""));
    let server = Script::play(acts).await;
    let limit = Duration::from_secs(1);
    let client = builder().give_up_after(limit).build().unwrap();
    let begun = Instant::now();
    let story = super::story::story(&mut client.watch(server.url("/count/3"))).await;
    assert!(begun.elapsed() >= limit);
    let (last, before) = story.split_last().unwrap();
    assert_eq!(last, "error: 503, gave up");
    assert!(!before.is_empty());
    assert!(
        before.iter().all(|line| line == "reconnecting: 503"),
        "{before:?}"
    );
}
