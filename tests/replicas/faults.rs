//! What becomes of runs when a process dies, sleeps, or is told to stop.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::json;

use super::client::{Request, eventually};
use super::cluster::{Cluster, LEASE, NOTICED, Replica};
use super::redis::{Keeps, Redis};
use super::sse::Event;
use super::times;
use super::watcher::{Seen, watch};

async fn end_at(replica: &Replica, run: &str) -> Event {
    let mut seen = Seen::default();
    watch(replica.addr, &format!("/runs/{run}"), &mut seen).await;
    seen.done.unwrap()
}

/// Its runs end as lost for whoever watches them anywhere, and for whoever comes later.
#[tokio::test(flavor = "multi_thread")]
async fn the_runs_of_a_killed_process_are_lost_once() {
    let mut cluster = Cluster::start(3).await;
    let run = cluster.replicas[0].post("/hold").await;
    let unwatched = cluster.replicas[0].post("/hold").await;
    let path = format!("/runs/{run}");
    let mut streams = Vec::new();
    for replica in &cluster.replicas {
        let mut events = Request::events(&path).stream(replica.addr).await;
        events.hear("holding").await;
        streams.push(events);
    }
    let killed = Instant::now();
    cluster.replicas[0].kill();
    // The connection to the process itself breaks.
    let mut broken = streams.remove(0);
    broken.rest().await;
    let mut ends = Vec::new();
    for events in &mut streams {
        // A snapshot may have been on its way.
        let told = events.read_to_end().await.into_iter();
        ends.extend(told.filter(Event::is_done));
    }
    let noticed = killed.elapsed();
    println!("a process with a lease of {LEASE:?} was noticed to be dead after {noticed:?}");
    assert!(noticed < LEASE + NOTICED, "{noticed:?}");
    let [one, two] = &ends[..] else {
        panic!("{ends:?}")
    };
    assert_eq!(one, two);
    assert_eq!(
        (one.status(), &one.data["reason"]),
        ("lost", &json!("worker_lost"))
    );
    // Whoever comes back to another process, and whoever comes for the first time.
    let again = Request::events(&path).last_event_id(broken.last_id());
    let mut events = again.clone().stream(cluster.replicas[1].addr).await;
    assert_eq!(events.read_to_end().await.last(), Some(one));
    assert_eq!(&end_at(&cluster.replicas[2], &run).await, one);
    // One that nobody watched.
    let report = cluster.replicas[1].state(&unwatched, "lost").await;
    assert_eq!(report["done"]["reason"], "worker_lost");
    let stream = format!("sse-progress:{{{run}}}:lines");
    let entries = cluster.redis.cli(&["XRANGE", &stream, "-", "+"]);
    assert_eq!(entries.matches("\"status\":").count(), 1, "{entries}");

    // A minute later the others have forgotten their copies, and Redis has not.
    tokio::time::sleep_until((killed + Duration::from_secs(60)).into()).await;
    for replica in &cluster.replicas[1..] {
        let mut events = again.clone().stream(replica.addr).await;
        assert_eq!(events.read_to_end().await.last(), Some(one));
        assert_eq!(&end_at(replica, &run).await, one);
    }
}

/// A process that was stopped for longer than its lease and goes on finds its run ended, and tells its
/// own watchers the same as everybody was told.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_wakes_up_too_late_is_fenced() {
    let cluster = Cluster::start(2).await;
    let [a, b] = &cluster.replicas[..] else {
        panic!()
    };
    // One that would go on, one that has nothing to say, and one whose function is over as soon as the
    // process wakes up.
    for path in ["/say/100000?every_ms=5", "/hold", "/say/1?every_ms=1500"] {
        let mut at_a = Request::events(path).stream(a.addr).await;
        let run = at_a.next().await.unwrap().run().to_owned();
        let mut at_b = Request::events(&format!("/runs/{run}"))
            .stream(b.addr)
            .await;
        at_b.find(Event::is_log).await;
        a.signal(Signal::STOP);
        let end = at_b.read_to_end().await.pop().unwrap();
        assert_eq!(
            (end.status(), &end.data["reason"]),
            ("lost", &json!("worker_lost"))
        );
        a.signal(Signal::CONT);
        let mine = at_a.read_to_end().await.pop().unwrap();
        assert_eq!(mine.data, end.data, "{path}");
        eventually("the function is dropped", || {
            cluster.count("dropped", Some(&run)) > 0
        })
        .await;
        assert_eq!(end_at(b, &run).await, end);
        assert_eq!(end_at(a, &run).await.data, end.data);
        // Nothing that it had to say when it woke up came behind the end.
        let lines = format!("sse-progress:{{{run}}}:lines");
        let last = ["XREVRANGE", &lines, "+", "-", "COUNT", "1"];
        let last = cluster.redis.cli(&last);
        assert!(last.contains("worker_lost"), "{last}");
    }
}

/// A cancellation at another process holds, whatever becomes of the message about it.
#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_is_not_lost() {
    let mut cluster = Cluster::start(2).await;
    // The mark alone, as if the message was lost.
    let run = cluster.replicas[0].post("/hold").await;
    let mark = format!("sse-progress:{{{run}}}:cancel");
    cluster
        .redis
        .cli(&["SET", &mark, "requested", "PX", "60000"]);
    let report = cluster.replicas[1].state(&run, "cancelled").await;
    assert_eq!(report["done"]["reason"], "requested");

    // The owner dies at the same moment: the run is lost, once.
    let run = cluster.replicas[0].post("/hold").await;
    cluster.replicas[1].report(&run).await.unwrap();
    let cancel = Request::post(&format!("/runs/{run}/cancel"));
    let addr = cluster.replicas[1].addr;
    let asked = tokio::spawn(async move { cancel.send(addr).await.status });
    cluster.replicas[0].kill();
    assert_eq!(asked.await.unwrap(), 200);
    let end = end_at(&cluster.replicas[1], &run).await;
    assert!(["lost", "cancelled"].contains(&end.status()), "{end:?}");
}

/// It waits for an owner that sleeps for less than its lease.
#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_is_carried_out_when_the_owner_wakes_up() {
    let redis = Redis::start(Keeps::Nothing).await;
    let cluster = Cluster::with(redis, 2, LEASE * 4, "");
    let [a, b] = &cluster.replicas[..] else {
        panic!()
    };
    let run = a.post("/hold").await;
    b.report(&run).await.unwrap();
    a.signal(Signal::STOP);
    let cancel = Request::post(&format!("/runs/{run}/cancel"));
    let answer = cancel.send(b.addr).await;
    assert_eq!(answer.json().await["state"], "cancelling");
    tokio::time::sleep(Duration::from_secs(3)).await;
    // What its owner has said last: it is neither lost nor cancelled.
    assert_eq!(b.report(&run).await.unwrap()["state"], "running");
    a.signal(Signal::CONT);
    let report = b.state(&run, "cancelled").await;
    assert_eq!(report["done"]["reason"], "requested");
}

/// A process that is told to stop gives the streams of other processes' runs back, finishes its own,
/// and leaves nothing behind.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_told_to_stop_hands_over_what_is_not_its_own() {
    let mut cluster = Cluster::start(3).await;
    let (a, b) = (cluster.replicas[0].addr, cluster.replicas[1].addr);
    let mut mine = Request::events("/say/100?every_ms=10").stream(a).await;
    let my_run = mine.next().await.unwrap().run().to_owned();
    let foreign = cluster.replicas[1].post("/hold").await;
    let path = format!("/runs/{foreign}");
    let mut given_back = Request::events(&path).stream(a).await;
    given_back.hear("holding").await;
    let told = Instant::now();
    cluster.replicas[0].signal(Signal::TERM);
    let rest = given_back.read_to_end().await;
    assert!(!rest.iter().any(Event::is_done), "{rest:?}");
    assert!(
        told.elapsed() < Duration::from_secs(1),
        "{:?}",
        told.elapsed()
    );
    // It goes on elsewhere, and loses nothing.
    let again = Request::events(&path).last_event_id(given_back.last_id());
    let mut again = again.stream(b).await;
    assert!(!again.next().await.unwrap().is_done());
    // Its own run ends in peace, and others know.
    assert_eq!(
        mine.read_to_end().await.last().map(Event::status),
        Some("succeeded")
    );
    assert!(cluster.replicas[0].exit().await.success());
    let report = cluster.replicas[2].report(&my_run).await.unwrap();
    assert_eq!(report["state"], "succeeded");
    assert_eq!(cluster.redis.cli(&["SCARD", "sse-progress:processes"]), "2");
}

/// After the retention of many short runs Redis holds what it held before.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_many_short_runs() {
    let runs = times(3000);
    let cluster = Cluster::start(2).await;
    // Of each its lease and its inbox, and the list of both.
    let keys = 2 * 2 + 1;
    eventually("both are there", || cluster.redis.key_count() >= keys).await;
    let memory = cluster.redis.memory();
    let mut all = tokio::task::JoinSet::new();
    let limit = std::sync::Arc::new(tokio::sync::Semaphore::new(20));
    for number in 0..runs {
        let addr = cluster.replicas[number % 2].addr;
        let limit = limit.clone();
        all.spawn(async move {
            let _permit = limit.acquire_owned().await.unwrap();
            let key = number.to_string();
            let request = Request::post("/short").header("Idempotency-Key", &key);
            assert_eq!(request.send(addr).await.status, 202);
        });
    }
    all.join_all().await;
    println!("{} keys at most", cluster.redis.key_count());
    eventually("it is as it was", || cluster.redis.key_count() <= keys).await;
    let after = cluster.redis.memory();
    println!("{runs} runs: {memory} bytes before, {after} after");
    assert!(
        after < memory + (2 << 20),
        "{memory} bytes before, {after} after"
    );
    // Every key has its end.
    let names = cluster.redis.cli(&["KEYS", "*"]);
    for name in names.lines() {
        let ttl = cluster.redis.cli(&["PTTL", name]);
        assert_ne!(ttl, "-1", "{name}");
    }
}
