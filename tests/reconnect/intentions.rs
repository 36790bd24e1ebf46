//! One start per intention: `Idempotency-Key`.

use std::collections::HashSet;

use serde_json::json;
use sse_progress::Principal;
use tokio::task::JoinSet;

use super::client::{Request, eventually};
use super::server::Server;
use super::sse::Event;

const SAY: &str = "/say?gate=1&lines=2";

async fn run_of(server: &Server, request: Request) -> String {
    let answer = request.send(server.addr).await;
    if answer.status == 202 {
        return answer.json().await["run"].as_str().unwrap().to_owned();
    }
    answer.events().next().await.unwrap().run().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_starts_one_run() {
    let server = Server::start().await;
    let key = |request: Request| request.header("Idempotency-Key", "k1");
    let mut first = key(Request::events(SAY)).stream(server.addr).await;
    let run = first.next().await.unwrap().run().to_owned();
    for request in [
        key(Request::events(SAY)),
        key(Request::get(SAY)),
        Request::events(&format!("{SAY}&idempotency_key=k1")),
        key(Request::events(&format!("{SAY}&idempotency_key=k2"))),
        key(Request::post(SAY)),
        key(Request::post("/say?gate=1").json(&json!({ "lines": 2 }))),
    ] {
        assert_eq!(run_of(&server, request.clone()).await, run, "{request:?}");
    }
    assert_eq!(server.ledger.starts(), 1);

    server.ledger.allow(1, 2);
    let whole = first.read_to_end().await;
    // Also when it has ended, from the start.
    let again = key(Request::events(SAY)).stream(server.addr).await;
    let again = { again }.read_to_end().await;
    let logs =
        |events: &[Event]| -> Vec<_> { events.iter().filter(|e| e.is_log()).cloned().collect() };
    assert_eq!(logs(&again), logs(&whole));
    assert_eq!(again.last(), whole.last());
    assert_eq!(server.ledger.starts(), 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_at_once_start_one_run() {
    let server = Server::start().await;
    for round in 0..20 {
        let mut all = JoinSet::new();
        for client in 0..20 {
            let key = format!("k{round}");
            let request = match client % 2 {
                0 => Request::events(&format!("{SAY}&idempotency_key={key}")),
                _ => Request::post(SAY).header("Idempotency-Key", &key),
            };
            let addr = server.addr;
            all.spawn(async move {
                let answer = request.send(addr).await;
                if answer.status == 202 {
                    let run = answer.json().await["run"].as_str().unwrap().to_owned();
                    return (run.clone(), format!("/runs/{run}"));
                }
                let run = answer.events().next().await.unwrap().run().to_owned();
                (run.clone(), format!("/runs/{run}"))
            });
        }
        let runs: HashSet<_> = all.join_all().await.into_iter().collect();
        assert_eq!(runs.len(), 1);
        assert_eq!(server.jobs.live_runs(), 1);
        server.ledger.allow(1, 2);
        let (_, address) = runs.into_iter().next().unwrap();
        let mut events = Request::events(&address).stream(server.addr).await;
        let end = events.read_to_end().await.pop().unwrap();
        assert_eq!(end.status(), "succeeded");
        server.idle().await;
        assert_eq!(server.ledger.starts(), round + 1);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_intention_is_another_run() {
    let server = Server::with(
        |jobs| {
            jobs.authorize(|access| async move {
                Ok(Principal::new(access.bearer_token().unwrap_or("nobody")))
            })
        },
        |server| server,
    )
    .await;
    let by = |who: &str, path: &str| {
        Request::events(path)
            .header("Authorization", &format!("Bearer {who}"))
            .header("Idempotency-Key", "k1")
    };
    let ali = run_of(&server, by("ali", SAY)).await;
    assert_eq!(run_of(&server, by("ali", SAY)).await, ali);

    let changed = by("ali", "/say?gate=1&lines=3").send(server.addr).await;
    assert_eq!(changed.status, 422);
    assert_eq!(
        changed.header("content-type"),
        Some("application/problem+json")
    );
    assert!(changed.text().await.contains("idempotency key"));

    let other_job = run_of(&server, by("ali", "/other?gate=1&lines=2")).await;
    let other_principal = run_of(&server, by("eve", SAY)).await;
    let runs = HashSet::from([&ali, &other_job, &other_principal]);
    assert_eq!(runs.len(), 3);
    eventually("all run", || server.ledger.starts() == 3).await;
    server.ledger.allow(1, 6);
    server.idle().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_forgotten_with_its_run() {
    let server = Server::start().await;
    let request = Request::post("/brief")
        .json(&json!({ "gate": 1, "lines": 1 }))
        .header("Idempotency-Key", "k1");
    server.ledger.allow(1, 2);
    let first = run_of(&server, request.clone()).await;
    let id = first.parse().unwrap();
    eventually("it is forgotten", || server.jobs.run(&id).is_none()).await;
    let second = run_of(&server, request).await;
    assert_ne!(first, second);
    server.idle().await;
    assert_eq!(server.ledger.starts(), 2);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_key_starts_nothing() {
    let server = Server::start().await;
    let long = "x".repeat(256);
    for key in ["", "a b", "\u{e9}", &long] {
        let request = Request::events(SAY).header("Idempotency-Key", key);
        let answer = request.send(server.addr).await;
        assert_eq!(answer.status, 400, "{key:?}");
    }
    assert_eq!((server.ledger.starts(), server.jobs.live_runs()), (0, 0));
    server.stop().await;
}
