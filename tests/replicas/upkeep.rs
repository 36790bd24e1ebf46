//! What processes keep up in Redis, and what they let go.

use std::time::Duration;

use rustix::process::Signal;

use super::client::{Request, eventually};
use super::cluster::{Cluster, LEASE, NOTICED};
use super::redis::Redis;
use super::watcher::{Seen, watch};

/// The keys that there are.
fn keys(redis: &Redis) -> Vec<String> {
    let keys = redis.cli(&["KEYS", "*"]);
    keys.lines().map(str::to_owned).collect()
}

/// For how many milliseconds a key is kept.
fn kept(redis: &Redis, key: &str) -> i64 {
    redis.cli(&["PTTL", key]).parse().unwrap()
}

/// What there is of a living process, and of a living run with a key and with a watcher elsewhere, is
/// kept for as long as both live.
#[tokio::test(flavor = "multi_thread")]
async fn what_lives_is_kept() {
    let cluster = Cluster::start(2).await;
    let [a, b] = &cluster.replicas[..] else {
        panic!()
    };
    let keyed = Request::post("/hold").header("Idempotency-Key", "k");
    let run = keyed.send(a.addr).await.json().await["run"].clone();
    let mut events = Request::events(&format!("/runs/{}", run.as_str().unwrap()))
        .stream(b.addr)
        .await;
    events.hear("holding").await;
    // The lease and the inbox of each, the list of both, the list of the runs of one; the record, the two
    // streams, the watchers and the key of the run.
    let all = 2 * 2 + 2 + 5;
    eventually("all keys are there", || keys(&cluster.redis).len() == all).await;
    // Less than what it is renewed to, and more than it takes until then.
    let soon = LEASE * 3;
    let names = keys(&cluster.redis);
    let is_lease = |key: &str| {
        let process = key.split(":process:").nth(1);
        process.is_some_and(|process| !process.contains(':'))
    };
    assert_eq!(names.iter().filter(|key| is_lease(key)).count(), 2);
    let lines = names.iter().find(|key| key.ends_with(":lines")).unwrap();
    let written = cluster.redis.cli(&["XRANGE", lines, "-", "+"]);
    for key in &names {
        cluster
            .redis
            .cli(&["PEXPIRE", key, &soon.as_millis().to_string(), "LT"]);
    }
    for key in &names {
        eventually(&format!("{key} is renewed"), || {
            let kept = kept(&cluster.redis, key);
            kept > 60_000 || (is_lease(key) && kept > 0)
        })
        .await;
    }
    assert_eq!(keys(&cluster.redis).len(), all);
    // It was kept, and not written once more.
    let still = cluster.redis.cli(&["XRANGE", lines, "-", "+"]);
    assert_eq!(still, written);
}

/// A process that dies takes its watchers with it: nobody watches the run any more.
#[tokio::test(flavor = "multi_thread")]
async fn the_watchers_of_a_dead_process_are_gone() {
    let mut cluster = Cluster::start(2).await;
    let mut at_a = Request::events("/wait")
        .stream(cluster.replicas[0].addr)
        .await;
    let run = at_a.hear("waiting").await.run().to_owned();
    let mut at_b = Request::events(&format!("/runs/{run}"))
        .stream(cluster.replicas[1].addr)
        .await;
    at_b.hear("waiting").await;
    let watchers = format!("sse-progress:{{{run}}}:watchers");
    eventually("its owner could know", || {
        cluster.redis.cli(&["HLEN", &watchers]) == "1"
    })
    .await;
    cluster.replicas[1].kill();
    at_a.reset();
    let died = std::time::Instant::now();
    let report = cluster.replicas[0].state(&run, "cancelled").await;
    assert_eq!(report["done"]["reason"], "disconnected");
    // To the grace of a second.
    let most = LEASE + NOTICED + Duration::from_secs(1);
    assert!(died.elapsed() < most, "{:?}", died.elapsed());
}

/// Redis has as many lines as a process remembers, and whoever comes too late for the others is told how
/// many.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_bounded_and_says_what_is_missed() {
    const SAID: u64 = 2000;
    let cluster = Cluster::start(2).await;
    let run = cluster.replicas[0]
        .post(&format!("/say/{SAID}?every_ms=0"))
        .await;
    cluster.replicas[0].state(&run, "succeeded").await;
    let mut late = Seen::default();
    watch(cluster.replicas[1].addr, &format!("/runs/{run}"), &mut late).await;
    late.assert_lines(SAID);
    assert!(late.missed >= SAID - 500 - 200, "{}", late.missed);
    let lines = format!("sse-progress:{{{run}}}:lines");
    let length: u64 = cluster.redis.cli(&["XLEN", &lines]).parse().unwrap();
    // Streams are cut off at a node, of a hundred entries.
    assert!(length <= 500 + 200, "{length}");
}

/// A process is told which of the runs that are watched in it have something new, so that it need not look
/// at all of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_is_told_what_is_new_in_the_runs_that_it_watches() {
    // A lease that is longer than this takes.
    let redis = Redis::start(super::redis::Keeps::Nothing).await;
    let cluster = Cluster::with(redis, 2, LEASE * 20, "");
    let [a, b] = &cluster.replicas[..] else {
        panic!()
    };
    let run = a.post("/say/100000?every_ms=10").await;
    let other = a.post("/say/100000?every_ms=10").await;
    let mut events = Request::events(&format!("/runs/{run}"))
        .stream(b.addr)
        .await;
    events.hear("line 20").await;
    // From now on it does not read what it is told.
    b.signal(Signal::STOP);
    let inbox = keys(&cluster.redis)
        .into_iter()
        .filter(|key| key.ends_with(":inbox"))
        .map(|key| cluster.redis.cli(&["XRANGE", &key, "-", "+"]))
        .find(|inbox| inbox.contains("news"));
    let first = inbox.unwrap_or_default().matches("news").count();
    eventually("it is told", || {
        let told = keys(&cluster.redis)
            .into_iter()
            .filter(|key| key.ends_with(":inbox"))
            .map(|key| cluster.redis.cli(&["XRANGE", &key, "-", "+"]))
            .find(|inbox| inbox.matches("news").count() > first + 100);
        told.is_some_and(|told| {
            assert!(!told.contains(&other), "nobody watches that there");
            told.contains(&run)
        })
    })
    .await;
    b.signal(Signal::CONT);
    // And what it has read is taken away.
    eventually("its inbox is short", || {
        keys(&cluster.redis)
            .into_iter()
            .filter(|key| key.ends_with(":inbox"))
            .all(|key| {
                let length = cluster.redis.cli(&["XLEN", &key]);
                length.parse::<u64>().unwrap() < 50
            })
    })
    .await;
}
