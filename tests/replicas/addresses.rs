//! Every address on every process.

use serde_json::json;

use super::client::Request;
use super::cluster::{Cluster, LEASE, Proxy};
use super::redis::{Keeps, Redis};
use super::sse::Event;
use super::times;
use super::watcher::{Seen, request, watch};

/// Behind a proxy that sends each request to the next process, a client that comes back after every
/// event meets another one each time.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_changes_the_process_at_every_event() {
    const LINES: u64 = 200;
    let cluster = Cluster::start(2).await;
    let proxy = Proxy::start(&cluster.replicas).await;
    let path = format!("/say/{LINES}?every_ms=20");
    let mut seen = Seen::default();
    while seen.done.is_none() {
        let mut events = request(&path, &seen).stream(proxy.addr).await;
        // The first says where it stands; the next is new.
        for _ in 0..2 {
            if let Some(event) = events.next().await {
                seen.take(event);
            }
            if seen.done.is_some() {
                break;
            }
        }
    }
    seen.assert_lines(LINES);
    assert_eq!((seen.status(), seen.missed), ("succeeded", 0));
    assert_eq!(seen.runs.len(), 1);
    assert_eq!(cluster.count("started", None), 1);

    // Whoever comes late sees the same everywhere, to the last byte of each id.
    let run = format!("/runs/{}", seen.runs[0]);
    let mut all = Vec::new();
    for replica in &cluster.replicas {
        let mut late = Seen::default();
        watch(replica.addr, &run, &mut late).await;
        late.assert_lines(LINES);
        assert_eq!(late.done, seen.done);
        all.push(replica.report(&seen.runs[0]).await.unwrap());
    }
    assert_eq!(all[0], all[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_watched_and_asked_and_cancelled_anywhere() {
    let cluster = Cluster::start(2).await;
    let [a, b] = &cluster.replicas[..] else {
        panic!()
    };
    let run = a.post("/hold").await;
    let report = b.report(&run).await.expect("known at once");
    assert_eq!(
        (&report["state"], &report["job"]),
        (&json!("running"), &json!("hold"))
    );
    let mut events = Request::events(&format!("/runs/{run}"))
        .stream(b.addr)
        .await;
    events.hear("holding").await;

    let answer = Request::post(&format!("/runs/{run}/cancel"))
        .send(b.addr)
        .await;
    assert_eq!(answer.json().await["state"], "cancelling");
    let done = events.read_to_end().await.pop().unwrap();
    assert_eq!(
        (done.status(), &done.data["reason"]),
        ("cancelled", &json!("requested"))
    );
    assert_eq!(a.report(&run).await.unwrap()["done"], done.data);
    // The same answer however often it is asked.
    let answer = Request::post(&format!("/runs/{run}/cancel"))
        .send(b.addr)
        .await;
    assert_eq!(answer.json().await["state"], "cancelled");
    assert_eq!(cluster.count("dropped", Some(&run)), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn data_is_the_same_on_every_process() {
    const ROWS: u64 = 50;
    let cluster = Cluster::start(2).await;
    let [a, b] = &cluster.replicas[..] else {
        panic!()
    };
    let run = a.post(&format!("/find/{ROWS}")).await;
    a.state(&run, "succeeded").await;
    b.state(&run, "succeeded").await;
    let mut told = Vec::new();
    for replica in [a, b] {
        let path = format!("/runs/{run}");
        let mut events = Request::events(&path).stream(replica.addr).await;
        let events = events.read_to_end().await;
        let logs = events.iter().filter(|event| event.is_log());
        let rows: Vec<_> = logs.map(|event| event.data["data"].clone()).collect();
        let expected = (1..=ROWS).map(|row| json!({ "row": row, "text": "\r\n\0é" }));
        assert!(rows.iter().cloned().eq(expected), "{rows:?}");
        let report = replica.report(&run).await.unwrap();
        assert_eq!(report["data"], json!([ROWS, u64::MAX]));
        told.push((rows, report));
    }
    assert_eq!(told[0], told[1]);
}

/// The last watcher to leave is in another process, and one who comes back in yet another.
#[tokio::test(flavor = "multi_thread")]
async fn watchers_are_counted_over_all_processes() {
    let cluster = Cluster::start(3).await;
    let [a, b, c] = &cluster.replicas[..] else {
        panic!()
    };
    let mut at_a = Request::events("/wait").stream(a.addr).await;
    let run = at_a.hear("waiting").await.run().to_owned();
    let path = format!("/runs/{run}");
    let mut at_b = Request::events(&path).stream(b.addr).await;
    at_b.hear("waiting").await;
    // Another run, which everybody leaves: when its grace is over, the grace of this one would be, too.
    let leave_another = async || {
        let mut events = Request::events("/wait").stream(a.addr).await;
        let run = events.hear("waiting").await.run().to_owned();
        events.reset();
        a.state(&run, "cancelled").await;
    };
    at_a.reset();
    leave_another().await;
    // The watcher at B counts.
    assert_eq!(b.report(&run).await.unwrap()["state"], "running");
    at_b.reset();
    let mut at_c = Request::events(&path).stream(c.addr).await;
    at_c.hear("waiting").await;
    leave_another().await;
    assert_eq!(a.report(&run).await.unwrap()["state"], "running");
    at_c.reset();
    let report = a.state(&run, "cancelled").await;
    assert_eq!(report["done"]["reason"], "disconnected");
    assert_eq!(b.state(&run, "cancelled").await["done"], report["done"]);
}

/// Twenty requests at once with one key are one run.
#[tokio::test(flavor = "multi_thread")]
async fn one_key_starts_one_run_in_all_processes() {
    let cluster = Cluster::start(2).await;
    let mut asked = tokio::task::JoinSet::new();
    for number in 0..20 {
        let addr = cluster.replicas[number % 2].addr;
        asked.spawn(async move {
            let request = Request::post("/hold").header("Idempotency-Key", "once");
            let answer = request.send(addr).await;
            assert_eq!(answer.status, 202);
            answer.json().await["run"].as_str().unwrap().to_owned()
        });
    }
    let mut runs = asked.join_all().await;
    runs.dedup();
    assert_eq!(runs.len(), 1);
    assert_eq!(cluster.count("started", None), 1);

    // With other parameters it is refused, wherever.
    let first = Request::post("/say/1").header("Idempotency-Key", "say");
    assert_eq!(first.send(cluster.replicas[0].addr).await.status, 202);
    let other = Request::post("/say/2").header("Idempotency-Key", "say");
    assert_eq!(other.send(cluster.replicas[1].addr).await.status, 422);
}

/// What another principal has is unknown in every way, in the other process, too.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_another_principal_is_unknown_everywhere() {
    let redis = Redis::start(Keeps::Nothing).await;
    let cluster = Cluster::with(redis, 2, LEASE, "principals");
    let [a, b] = &cluster.replicas[..] else {
        panic!()
    };
    let start = Request::post("/hold").header("Authorization", "Bearer ali");
    let run = start.send(a.addr).await.json().await["run"]
        .as_str()
        .unwrap()
        .to_owned();
    for (name, status) in [("ali", 200), ("eve", 404)] {
        let bearer = format!("Bearer {name}");
        let ask = |method: &str, path: String| {
            Request::new(method, &path).header("Authorization", &bearer)
        };
        for address in [a.addr, b.addr] {
            let path = format!("/runs/{run}");
            assert_eq!(ask("GET", path).send(address).await.status, status);
        }
        let resume = Request::events("/hold")
            .last_event_id(&format!("{run}.0"))
            .header("Authorization", &bearer);
        let mut events = resume.stream(b.addr).await;
        let first = events.next().await.unwrap();
        assert_eq!(first.status() == "lost", name == "eve", "{first:?}");
    }
    for (method, path) in [
        ("DELETE", format!("/runs/{run}")),
        ("POST", format!("/runs/{run}/cancel")),
        ("POST", format!("/runs/{run}/leave")),
    ] {
        let request = Request::new(method, &path).header("Authorization", "Bearer eve");
        assert_eq!(request.send(b.addr).await.status, 404);
    }
}

/// Runs of several owners on one stream of a third process.
#[tokio::test(flavor = "multi_thread")]
async fn runs_of_several_owners_come_on_one_stream() {
    let cluster = Cluster::start(3).await;
    let mut query = Vec::new();
    for replica in &cluster.replicas[..2] {
        query.push(format!("run={}", replica.post("/say/20?every_ms=5").await));
    }
    let path = format!("/runs/events?{}", query.join("&"));
    let addr = cluster.replicas[2].addr;
    let text = Request::events(&path).send(addr).await.text().await;
    assert_eq!(text.matches("\"message\":\"line 20\"").count(), 2, "{text}");
    assert_eq!(text.matches("event: done").count(), 2);
    assert_eq!(text.matches("\"status\":\"succeeded\"").count(), 2);
}

/// A watcher attaches exactly while the owner ends the run. `ends` does it more often, without HTTP.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_with_the_end_is_told_of_it() {
    let rounds = times(400);
    let cluster = Cluster::start(2).await;
    let [a, b] = &cluster.replicas[..] else {
        panic!()
    };
    let mut all = tokio::task::JoinSet::new();
    let limit = std::sync::Arc::new(tokio::sync::Semaphore::new(20));
    for round in 0..rounds {
        let (a, b, limit) = (a.addr, b.addr, limit.clone());
        all.spawn(async move {
            let _permit = limit.acquire_owned().await.unwrap();
            let started = Request::post(&format!("/say/{}?every_ms=1", round % 8));
            let started = started.send(a).await.json().await;
            let run = started["run"].as_str().unwrap();
            let mut events = Request::events(&format!("/runs/{run}")).stream(b).await;
            let events = events.read_to_end().await;
            assert_eq!(events.last().map(Event::status), Some("succeeded"));
        });
    }
    all.join_all().await;
}
