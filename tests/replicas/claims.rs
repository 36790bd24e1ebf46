//! What becomes of an idempotency key whose claimant fails between its claim and the start of the run.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::task::JoinHandle;

use super::client::{Request, eventually, in_time};
use super::cluster::{Cluster, LEASE, Replica};
use super::gate::{Gate, Holds};
use super::redis::{Keeps, Redis};

fn request() -> Request {
    Request::post("/hold").header("Idempotency-Key", "once")
}

async fn ask(addr: std::net::SocketAddr) -> String {
    let answer = request().send(addr).await;
    assert_eq!(answer.status, 202);
    answer.json().await["run"].as_str().unwrap().to_owned()
}

/// Two processes, of which the first reaches Redis through a gate.
async fn behind_a_gate(holds: Holds, words: &'static [&'static str]) -> (Cluster, Gate) {
    let redis = Redis::start(Keeps::Nothing).await;
    let gate = Gate::start(redis.addr, holds, words).await;
    let direct = redis.url();
    let mut cluster = Cluster::at(redis, gate.url(), 1, LEASE, "");
    cluster.add_at(&direct);
    (cluster, gate)
}

/// A key that the first process has claimed, before it knows that it has. With the request that it was
/// claimed for, and when.
async fn claimed() -> (Cluster, Gate, JoinHandle<String>, Instant) {
    let (cluster, gate) = behind_a_gate(Holds::Answers, &["SET", "key:4:hold:-:once", "NX"]).await;
    let addr = cluster.replicas[0].addr;
    let asked = Instant::now();
    let asking = tokio::spawn(ask(addr));
    gate.is_holding().await;
    eventually("the key is claimed", || holds_key(&cluster)).await;
    (cluster, gate, asking, asked)
}

fn holds_key(cluster: &Cluster) -> bool {
    cluster
        .redis
        .cli(&["EXISTS", "sse-progress:key:4:hold:-:once"])
        == "1"
}

/// Stops a process, and waits until all of it stands still.
async fn stop(process: &Replica) {
    process.signal(Signal::STOP);
    let threads = format!("/proc/{}/task", process.pid());
    eventually("it stands still", || {
        std::fs::read_dir(&threads).unwrap().all(|thread| {
            let state = std::fs::read_to_string(thread.unwrap().path().join("stat")).unwrap();
            state.rsplit_once(") ").unwrap().1.starts_with('T')
        })
    })
    .await;
}

/// A claimant that is killed between its claim and the start holds the key up for its lease: of all that
/// ask then, one starts a run.
#[tokio::test(flavor = "multi_thread")]
async fn a_claimant_that_dies_holds_its_key_up_for_its_lease() {
    let (mut cluster, _gate, asking, asked) = claimed().await;
    cluster.replicas[0].kill();
    asking.abort();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..6 {
        all.spawn(ask(cluster.replicas[1].addr));
    }
    let mut runs = all.join_all().await;
    let waited = asked.elapsed();
    assert!(waited >= LEASE - Duration::from_millis(100), "{waited:?}");
    runs.dedup();
    assert_eq!(runs.len(), 1);
    assert_eq!(cluster.count("started", None), 1);
}

/// A claimant that is stopped there for longer than its lease, and goes on when another has started the
/// run, has that run.
#[tokio::test(flavor = "multi_thread")]
async fn a_claimant_that_was_stopped_for_too_long_starts_nothing() {
    let (cluster, gate, asking, _) = claimed().await;
    stop(&cluster.replicas[0]).await;
    // What it was answered is there when it wakes up.
    gate.open();
    let run = ask(cluster.replicas[1].addr).await;
    cluster.replicas[0].signal(Signal::CONT);
    let its = in_time("the claimant answers", asking).await.unwrap();
    assert_eq!(its, run);
    assert_eq!(cluster.count("started", None), 1);
}

/// The same when nobody else has asked meanwhile: it claims the key once more.
#[tokio::test(flavor = "multi_thread")]
async fn a_claimant_that_was_stopped_for_too_long_claims_again() {
    let (cluster, gate, asking, _) = claimed().await;
    stop(&cluster.replicas[0]).await;
    gate.open();
    eventually("the claim has run out", || !holds_key(&cluster)).await;
    cluster.replicas[0].signal(Signal::CONT);
    let run = in_time("the claimant answers", asking).await.unwrap();
    assert_eq!(ask(cluster.replicas[1].addr).await, run);
    assert_eq!(cluster.count("started", None), 1);
}

/// A run that its process could not make known until its key was another run's ends: the key has one.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_key_leads_to_another_is_lost() {
    let (cluster, gate) = behind_a_gate(Holds::Requests, &["HSETNX", "generation"]).await;
    let [a, b] = &cluster.replicas[..] else {
        panic!()
    };
    let asking = tokio::spawn(ask(a.addr));
    gate.is_holding().await;
    let unknown = in_time("the claimant answers", asking).await.unwrap();
    assert!(b.report(&unknown).await.is_none(), "nobody could know it");
    // When the claim has run out.
    let run = ask(b.addr).await;
    assert_ne!(run, unknown);
    gate.open();
    let report = a.state(&unknown, "lost").await;
    assert_eq!(report["done"]["reason"], "worker_lost");
    eventually("its function is dropped", || {
        cluster.count("dropped", Some(&unknown)) == 1
    })
    .await;
    for process in [a, b] {
        assert_eq!(ask(process.addr).await, run);
    }
    b.state(&unknown, "lost").await;
    assert_eq!(b.report(&run).await.unwrap()["state"], "running");
}
