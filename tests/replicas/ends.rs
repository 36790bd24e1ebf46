//! Watchers who come exactly when a run ends.

use std::sync::Arc;
use std::time::Duration;

use sse_progress::protocol::{Event, Status};
use sse_progress::redis::Store;
use sse_progress::{Jobs, Progress, job, jobs};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::client::in_time;
use super::redis::{Keeps, Redis};
use super::times;

/// Say so many lines, one a millisecond.
#[job("/brief/{lines}", on_disconnect = detach, retention = "10s")]
async fn brief(progress: Progress, lines: u64) -> u64 {
    for line in 1..=lines {
        progress.println(format!("line {line}"));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    lines
}

async fn process(redis: &Redis) -> Jobs {
    let store = Store::connect(redis.url()).await.unwrap();
    Jobs::builder()
        .jobs(jobs![brief])
        .max_runs(1_000)
        .store(store)
        .build()
        .unwrap()
}

/// Whoever attaches in another process while the owner writes the end is told of it, after every line. There
/// is no HTTP in between, so that it can be done ten thousand times.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_with_the_end_is_told_of_it() {
    let redis = Redis::start(Keeps::Nothing).await;
    let (owner, other) = (process(&redis).await, process(&redis).await);
    let (mut all, limit) = (JoinSet::new(), Arc::new(Semaphore::new(100)));
    for round in 0..times(10_000) {
        let (owner, other, limit) = (owner.clone(), other.clone(), limit.clone());
        let lines = round % 24;
        all.spawn(async move {
            let _permit = limit.acquire_owned().await.unwrap();
            let run = owner.start("brief", serde_json::json!({ "lines": lines }));
            let run = run.unwrap();
            // Known to others within some ten milliseconds.
            let found = loop {
                if let Some(found) = other.find(run.id()).await.unwrap() {
                    break found;
                }
            };
            let was_over = found.done().is_some();
            let mut watch = found.watch();
            let (mut said, mut done) = (0, None);
            while let Some((_, event)) = in_time("the next event", watch.next()).await {
                match event {
                    Event::Log(_) => said += 1,
                    Event::Done(end) => done = Some(end.status),
                    Event::Progress(_) => {}
                }
            }
            assert_eq!((said, done), (lines, Some(Status::Succeeded)));
            was_over
        });
    }
    let all = all.join_all().await;
    let over = all.iter().filter(|over| **over).count();
    println!("{} of {} had ended when the watcher came", over, all.len());
    assert!(over > 0 && over < all.len(), "{over} of {}", all.len());
}
