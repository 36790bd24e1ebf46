//! Runs of other processes, without HTTP.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;
use sse_progress::protocol::RunId;
use sse_progress::redis::Store;
use sse_progress::{Jobs, Progress, job, jobs};

use super::cluster::{Cluster, LEASE};

/// As the replicas have it. Here it is never started.
#[job("/hold", on_disconnect = detach, retention = "60s")]
async fn hold(progress: Progress) {
    drop(progress);
}

/// The same.
#[job("/say/{lines}", retention = "60s")]
async fn say(progress: Progress, lines: u64) -> u64 {
    drop(progress);
    lines
}

async fn here(cluster: &Cluster) -> Jobs {
    let store = Store::connect(cluster.redis.url()).await.unwrap();
    let store = store.lease(LEASE).renew_every(LEASE / 3);
    let jobs = Jobs::builder().jobs(jobs![hold, say]);
    jobs.store(store).build().unwrap()
}

fn id(run: &str) -> RunId {
    run.parse().unwrap()
}

/// A request to cancel lasts, although its owner is stopped, the message about it is lost, and the process
/// that asked is gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_another_process_is_found_and_cancelled() {
    let cluster = Cluster::start(1).await;
    let owner = &cluster.replicas[0];
    let run = owner.post("/hold").await;
    let jobs = here(&cluster).await;
    assert!(jobs.run(&id(&run)).is_none(), "it is not this process's");
    assert!(jobs.cancel(&id(&run)).is_none());
    let found = jobs.find(&id(&run)).await.unwrap().unwrap();
    assert_eq!((found.job(), found.done()), ("hold", None));
    let mut watch = found.watch();

    owner.signal(Signal::STOP);
    let asked = jobs.find_and_cancel(&id(&run)).await.unwrap();
    assert_eq!(asked.unwrap().id(), found.id());
    let inboxes = cluster.redis.cli(&["KEYS", "*:inbox"]);
    for inbox in inboxes.lines() {
        cluster.redis.cli(&["DEL", inbox]);
    }
    drop((jobs, found));
    owner.signal(Signal::CONT);
    let report = owner.state(&run, "cancelled").await;
    assert_eq!(report["done"]["reason"], json!("requested"));
    // Whoever still watches there is told nothing more, and does not disturb.
    let _ = tokio::time::timeout(Duration::ZERO, watch.next()).await;
}

/// A handle to a run of another process cancels it, as soon as that can be done.
#[tokio::test(flavor = "multi_thread")]
async fn a_handle_cancels_a_run_of_another_process() {
    let cluster = Cluster::start(1).await;
    let run = cluster.replicas[0].post("/hold").await;
    let jobs = here(&cluster).await;
    let found = jobs.find(&id(&run)).await.unwrap().unwrap();
    cluster.redis.signal(Signal::STOP);
    found.cancel();
    cluster.redis.signal(Signal::CONT);
    let done = super::client::in_time("its end", found.ended()).await;
    assert_eq!(done.status, sse_progress::protocol::Status::Cancelled);
    assert!(done.reason.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found() {
    let mut cluster = Cluster::start(0).await;
    let jobs = here(&cluster).await;
    let unknown = id("AAAAAAAAAAAAAAAAAAAAAA");
    assert!(jobs.find(&unknown).await.unwrap().is_none());
    assert!(jobs.find_and_cancel(&unknown).await.unwrap().is_none());
    cluster.redis.kill();
    assert!(jobs.find(&unknown).await.is_err());
    assert!(jobs.find_and_cancel(&unknown).await.is_err());
}

// A run that nobody watched was forgotten after ten seconds, and whoever waited for its end waited for
// ever.
#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_run_that_nobody_watches_is_waited_for() {
    let cluster = Cluster::start(1).await;
    let run = cluster.replicas[0].post("/say/120?every_ms=100").await;
    let jobs = here(&cluster).await;
    let found = jobs.find(&id(&run)).await.unwrap().unwrap();
    let done = super::client::in_time("its end", found.ended()).await;
    assert_eq!(done.result.as_ref().map(|json| json.get()), Some("120"));
}
