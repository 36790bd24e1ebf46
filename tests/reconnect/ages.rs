//! Streams that the server ends: at their age, and when it stops.

use std::time::{Duration, Instant};

use serde_json::json;

use super::client::{Request, in_time};
use super::server::Server;
use super::sse::Event;

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_age_ends_cleanly_and_its_client_loses_nothing() {
    const AGE: Duration = Duration::from_millis(200);
    const LINES: usize = 100;
    let server = Server::with(|jobs| jobs.max_stream_age(AGE), |server| server).await;
    let path = format!("/hold?gate=1&lines={LINES}");
    let mut request = Request::events(&path);
    let (mut seen, mut connections, mut said) = (Vec::<Event>::new(), 0, 0);
    while !seen.last().is_some_and(Event::is_done) {
        connections += 1;
        let mut events = request.stream(server.addr).await;
        let begun = Instant::now();
        // Two lines while it watches, a dozen behind its back.
        server.ledger.allow(1, 2);
        let now = events.read_to_end().await;
        if !now.last().unwrap().is_done() {
            assert!(begun.elapsed() >= AGE * 8 / 10, "{:?}", begun.elapsed());
        }
        request = Request::events(&path).last_event_id(events.last_id());
        seen.extend(now);
        server.ledger.allow(1, 12);
        said += 14;
        assert!(said < LINES + 28, "it does not come to its end");
    }
    assert!(connections > 5, "{connections}");
    let heard: Vec<_> = seen.iter().filter_map(Event::said).collect();
    let all: Vec<_> = (1..=LINES).map(|line| format!("line {line}")).collect();
    assert_eq!(heard, all);
    assert_eq!(seen.last().unwrap().status(), "succeeded");
    assert_eq!(server.ledger.starts(), 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_come_back_is_not_sent_away() {
    let age = Duration::from_millis(100);
    let server = Server::with(|jobs| jobs.max_stream_age(age), |server| server).await;
    let curl = Request::get("/hold?gate=1&lines=1");
    let mut events = curl.stream(server.addr).await;
    for _ in 0..3 {
        events.heartbeat().await;
    }
    server.ledger.allow(1, 1);
    assert_eq!(
        events.read_to_end().await.pop().unwrap().status(),
        "succeeded"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_stops_it_starts_nothing_and_lets_runs_be_watched() {
    let server = Server::with(
        |jobs| jobs,
        |server| server.shutdown_grace(Duration::from_secs(60)),
    )
    .await;
    let (addr, jobs, ledger) = (server.addr, server.jobs.clone(), server.ledger.clone());
    let path = "/hold?gate=1&lines=3";
    let key = |request: Request| request.header("Idempotency-Key", "k1");
    let mut events = key(Request::events(path)).stream(addr).await;
    let run = events.next().await.unwrap().run().to_owned();
    ledger.allow(1, 1);
    let id = events.hear("line 1").await.id;

    let serving = server.ask_to_stop();
    // It hears of it a moment later. `wait` ends with its client.
    let refused = in_time("it refuses", async {
        loop {
            let answer = Request::get("/wait").send(addr).await;
            if answer.status != 200 {
                return answer;
            }
        }
    })
    .await;
    let starts = ledger.starts();
    let posted = Request::post("/wait").json(&json!({})).send(addr).await;
    let streamed = Request::events("/wait").send(addr).await;
    for answer in [refused, posted, streamed] {
        assert_eq!(answer.status, 503);
        let after = answer.header("retry-after").unwrap();
        assert!(after.parse::<u64>().unwrap() >= 1);
        let json = Some("application/problem+json");
        assert_eq!(answer.header("content-type"), json);
    }
    // The connection that it has breaks, and it comes back; another joins; the same intention does.
    events.reset();
    let mut back = Request::events(path).last_event_id(&id).stream(addr).await;
    let address = format!("/runs/{run}");
    let mut late = Request::events(&address).stream(addr).await;
    let mut same = key(Request::events(path)).stream(addr).await;
    assert_eq!(Request::get(&address).send(addr).await.status, 200);
    ledger.allow(1, 2);
    let back = back.read_to_end().await;
    let said: Vec<_> = back.iter().filter_map(Event::said).collect();
    assert_eq!(said, ["line 2", "line 3"]);
    assert_eq!(back.last().unwrap().status(), "succeeded");
    for events in [&mut late, &mut same] {
        let events = events.read_to_end().await;
        assert_eq!(events.iter().filter_map(Event::said).count(), 3);
        assert_eq!(events.last(), back.last());
    }
    in_time("it returns", serving).await.unwrap();
    assert_eq!((ledger.starts(), jobs.live_runs()), (starts, 0));
}
