//! Many clients at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::client::{Request, eventually, in_time};
use super::server::Server;
use super::sockets;
use super::sse::Event;
use super::times::Times;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_come_back_at_once() {
    const CLIENTS: usize = 1000;
    const RUNS: u64 = 100;
    const LINES: usize = 40;
    sockets::allow_many();
    let server = Server::start().await;
    let addr = server.addr;

    let mut runs = Vec::new();
    for gate in 1..=RUNS {
        let path = format!("/say?gate={gate}&lines={LINES}");
        let mut events = Request::events(&path).stream(addr).await;
        let run = events.next().await.unwrap().run().to_owned();
        events.reset();
        runs.push((path, run));
    }
    let left = Arc::new(Barrier::new(CLIENTS + 1));
    let back = Arc::new(Barrier::new(CLIENTS + 1));
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let (path, run) = runs[number % runs.len()].clone();
        let (left, back) = (left.clone(), back.clone());
        clients.spawn(async move {
            let address = format!("/runs/{run}");
            let mut events = Request::events(&address).stream(addr).await;
            let mut seen = Vec::new();
            while seen.iter().filter(|event: &&Event| event.is_log()).count() < LINES / 4 {
                seen.push(events.next().await.unwrap());
            }
            let id = events.last_id().to_owned();
            events.reset();
            left.wait().await;
            back.wait().await;
            let begun = Instant::now();
            let mut events = Request::events(&path).last_event_id(&id).stream(addr).await;
            assert_eq!(events.next().await.unwrap().id, id);
            let resumed = begun.elapsed();
            seen.extend(events.read_to_end().await);
            let said: Vec<_> = seen.iter().filter_map(Event::said).collect();
            let all: Vec<_> = (1..=LINES).map(|line| format!("line {line}")).collect();
            assert_eq!(said, all);
            assert!(seen.iter().all(|event| event.run() == run));
            assert_eq!(seen.last().unwrap().status(), "succeeded");
            resumed
        });
    }
    for gate in 1..=RUNS {
        server.ledger.allow(gate, LINES / 4);
    }
    in_time("everybody reads", left.wait()).await;
    for gate in 1..=RUNS {
        server.ledger.allow(gate, LINES / 2);
    }
    in_time("everybody is ready", back.wait()).await;
    let begun = Instant::now();
    for gate in 1..=RUNS {
        server.ledger.allow(gate, LINES);
    }
    let mut times = Times::default();
    while let Some(resumed) = in_time("everybody is served", clients.join_next()).await {
        times.add(resumed.unwrap());
    }
    times.print("first event after a thousand reconnect at once");
    println!(
        "a thousand reconnected and read to the end in {:?}",
        begun.elapsed()
    );
    assert_eq!(server.ledger.starts(), RUNS as usize);
    server.idle().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_of_ten_to_leave_ends_the_run() {
    const GRACE: Duration = Duration::from_millis(700);
    let server = Server::start().await;
    let mut first = Request::events("/hold?gate=1&lines=10")
        .stream(server.addr)
        .await;
    let run = first.next().await.unwrap().run().to_owned();
    let run = server.jobs.run(&run.parse().unwrap()).unwrap();
    let mut watchers = vec![first];
    for _ in 1..10 {
        let address = format!("/runs/{}", run.id());
        let mut events = Request::events(&address).stream(server.addr).await;
        events.next().await.unwrap();
        watchers.push(events);
    }
    assert_eq!(run.watchers(), 10);
    while watchers.len() > 1 {
        let leaving = watchers.remove(0);
        if watchers.len() % 2 == 0 {
            leaving.reset();
        } else {
            drop(leaving.finish().await);
        }
        eventually("it has left", || run.watchers() == watchers.len()).await;
    }
    // Longer than the grace that the first have left behind.
    let mut last = watchers.pop().unwrap();
    let begun = Instant::now();
    while begun.elapsed() < GRACE * 2 {
        last.heartbeat().await;
    }
    server.ledger.allow(1, 1);
    last.hear("line 1").await;
    assert!(run.done().is_none());

    let left = Instant::now();
    last.reset();
    let done = in_time("the end", run.ended()).await;
    let took = left.elapsed();
    assert!(took >= GRACE && took < GRACE * 3, "{took:?}");
    let done = serde_json::to_value(&*done).unwrap();
    assert_eq!(done["status"], "cancelled");
    assert_eq!(done["reason"], "disconnected");
    server.idle().await;
    server.stop().await;
}
