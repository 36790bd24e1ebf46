//! A watch goes on where it left off, and never starts a second run.

use sse_progress::client::Request;

use super::script::{Act, Script, answer, events, stream};
use super::story::{RUN, client, done, done_of, id, log, next, progress, story};

#[tokio::test]
async fn it_resumes_with_the_last_id() {
    let first = progress("0") + &log("1000000", "a");
    let second = progress("1000000") + &log("2000000", "b") + &done("2000001");
    let mut server = Script::play([events(first), events(second)]).await;
    let mut watch = client().watch(server.url("/count/3?x=1"));
    assert_eq!(watch.run(), None);
    assert_eq!(
        story(&mut watch).await,
        [
            "progress 0",
            "log 1000000 a",
            "reconnecting: other",
            "progress 1000000",
            "log 2000000 b",
            "done 2000001.done succeeded",
        ]
    );
    assert_eq!(watch.run().unwrap().as_str(), RUN);

    let first = server.asked().await;
    assert_eq!(first.line, "GET /count/3?x=1");
    assert_eq!(first.header("accept"), Some("text/event-stream"));
    assert_eq!(first.header("last-event-id"), None);
    let second = server.asked().await;
    assert_eq!(second.line, "GET /count/3?x=1");
    assert_eq!(second.header("last-event-id"), Some(&*id("1000000")));
    assert!(server.rest().is_empty());
}

/// An id without data counts (WHATWG HTML, "dispatch the event"); what is none of ours does not.
#[tokio::test]
async fn it_resumes_from_the_newest_id_that_is_of_the_run() {
    let ahead = progress("0") + &format!("id: {RUN}.7\n\n");
    let foreign = progress("7") + "event: ad\nid: 1234\ndata: x\n\n";
    let empty = progress("8") + "id\n\n";
    let acts = [ahead, foreign, empty].map(events);
    let mut server = Script::play(acts.into_iter().chain([events(done("9"))])).await;
    let mut watch = client().watch(server.url("/count/3"));
    assert_eq!(
        story(&mut watch).await.last().unwrap(),
        "done 9.done succeeded"
    );
    server.asked().await;
    for expected in ["7", "7", "8"] {
        let asked = server.asked().await;
        assert_eq!(asked.header("last-event-id"), Some(&*id(expected)));
    }
}

#[tokio::test]
async fn an_event_that_has_not_come_whole_is_not_one() {
    let cut = progress("0") + "event: log\nid: 4qJ0mX2vT9cB7yKdR1sN3w.1000000\ndata: {";
    let mut server = Script::play([events(cut), events(done("9"))]).await;
    let mut watch = client().watch(server.url("/count/3"));
    assert_eq!(
        story(&mut watch).await,
        ["progress 0", "reconnecting: other", "done 9.done succeeded"]
    );
    server.asked().await;
    assert_eq!(
        server.asked().await.header("last-event-id"),
        Some(&*id("0"))
    );
}

#[tokio::test]
async fn the_end_of_a_stream_is_not_the_end_of_the_run() {
    let chunked = |body: String, end| {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        Act::Say(format!("{head}{:x}\r\n{body}\r\n{end}", body.len()).into_bytes())
    };
    let server = Script::play([
        events(progress("0")),
        chunked(progress("1"), "0\r\n\r\n"),
        chunked(progress("2"), ""),
        Act::Reset(stream(progress("3"))),
        events(done("9")),
    ])
    .await;
    let mut watch = client().watch(server.url("/count/3"));
    let story = story(&mut watch).await;
    let told: Vec<&str> = story.iter().map(String::as_str).collect();
    // What a reset overtakes may not arrive.
    let told: Vec<&str> = told
        .into_iter()
        .filter(|line| *line != "progress 3")
        .collect();
    assert_eq!(
        told,
        [
            "progress 0",
            "reconnecting: other",
            "progress 1",
            "reconnecting: other",
            "progress 2",
            "reconnecting: other",
            "reconnecting: other",
            "done 9.done succeeded",
        ]
    );
}

#[tokio::test]
async fn nothing_after_done_is_told_and_nothing_is_asked() {
    let late = done("1") + &log("2000000", "late");
    let mut server = Script::play([Act::Hold(stream(late)), events("")]).await;
    let mut watch = client().watch(server.url("/count/3"));
    assert_eq!(story(&mut watch).await, ["done 1.done succeeded"]);
    // The connection is closed although the watch is still there.
    server.closed().await;
    assert_eq!(server.rest().len(), 1);
}

#[tokio::test]
async fn no_content_is_the_end() {
    for first in [vec![], vec![events(progress("0"))]] {
        let acts = first.into_iter().chain([answer(204, &[], "")]);
        let server = Script::play(acts).await;
        let mut watch = client().watch(server.url("/count/3"));
        let story = story(&mut watch).await;
        assert!(
            !story.iter().any(|line| line.starts_with("error")),
            "{story:?}"
        );
    }
}

#[tokio::test]
async fn events_of_another_run_are_ignored() {
    let stranger = "AAAAAAAAAAAAAAAAAAAAAA";
    let both = progress("0") + &done_of(stranger, "5") + &log("1000000", "mine") + &done("9");
    let server = Script::play([events(both)]).await;
    let mut watch = client().watch(server.url("/count/3"));
    assert_eq!(
        story(&mut watch).await,
        ["progress 0", "log 1000000 mine", "done 9.done succeeded"]
    );
}

/// Until there is an id, nothing but the key keeps an attempt from starting a second run.
#[tokio::test]
async fn every_attempt_to_start_carries_one_key() {
    for request in [Request::get, Request::post as fn(String) -> Request] {
        let mut server = Script::play([
            events(": welcome\n\nretry: 1\n\n"),
            answer(503, &[], ""),
            Act::Reset(Vec::new()),
            Act::Say(Vec::new()),
            events(progress("0")),
            events(done("1")),
        ])
        .await;
        let mut watch = client().watch(request(server.url("/count/3")).body("text/plain", "x"));
        let story = story(&mut watch).await;
        assert_eq!(story.last().unwrap(), "done 1.done succeeded");
        let asked = server.rest();
        let keys: Vec<_> = asked
            .iter()
            .map(|asked| asked.header("idempotency-key"))
            .collect();
        let key = keys[0].unwrap();
        assert_eq!(key.len(), 22);
        assert_eq!(
            keys,
            [Some(key), Some(key), Some(key), Some(key), Some(key), None]
        );
        // The whole request is repeated.
        assert!(
            asked
                .iter()
                .all(|one| one.line == asked[0].line && one.body == "x")
        );
        assert_eq!(asked[5].header("last-event-id"), Some(&*id("0")));
    }
}

#[tokio::test]
async fn two_watches_are_two_intentions() {
    let mut server = Script::play([events(done("1")), events(done("1"))]).await;
    let client = client();
    for _ in 0..2 {
        next(&mut client.watch(server.url("/count/3"))).await;
    }
    let asked = server.rest();
    let [first, second] = [&asked[0], &asked[1]].map(|asked| asked.header("idempotency-key"));
    assert!(first.is_some() && first != second);
}

#[tokio::test]
async fn a_key_of_the_callers_own_is_kept() {
    let mut server = Script::play([events(done("1"))]).await;
    let request = Request::get(server.url("/count/3")).header("Idempotency-Key", "mine");
    next(&mut client().watch(request)).await;
    assert_eq!(server.asked().await.header("idempotency-key"), Some("mine"));
}
