//! A process is replaced under load.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::task::JoinSet;

use super::client::eventually;
use super::cluster::{Cluster, LEASE, Proxy};
use super::redis::{Keeps, Redis};
use super::sockets;
use super::watcher::{Seen, request};

/// One of three processes is told to stop under a thousand streams behind a proxy: its clients come
/// back to the others, and miss nothing.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_three_is_told_to_stop_under_a_thousand_streams() {
    const STREAMS: usize = 1000;
    const RUNS: usize = 10;
    const LINES: u64 = 24;
    sockets::allow_many();
    let redis = Redis::start(Keeps::Nothing).await;
    let mut cluster = Cluster::with(redis, 3, LEASE * 4, "");
    let proxy = Proxy::start(&cluster.replicas).await;
    let mut runs = Vec::new();
    for number in 0..RUNS {
        // Not of the one that stops: it would wait for them.
        let owner = &cluster.replicas[1 + number % 2];
        runs.push(owner.post(&format!("/say/{LINES}?every_ms=1500")).await);
    }
    let open = Arc::new(AtomicUsize::new(0));
    let (mut all, addr) = (JoinSet::new(), proxy.addr);
    for number in 0..STREAMS {
        let path = format!("/runs/{}", runs[number % RUNS]);
        let open = open.clone();
        all.spawn(async move {
            let mut seen = Seen::default();
            let mut back = Vec::new();
            let mut retry = Duration::from_secs(2);
            while seen.done.is_none() {
                let mut events = request(&path, &seen).stream(addr).await;
                let mut first = true;
                while let Some(event) = events.next().await {
                    if std::mem::take(&mut first) {
                        retry = Duration::from_millis(event.retry.unwrap());
                        open.fetch_add(1, Ordering::SeqCst);
                    }
                    seen.take(event);
                }
                if seen.done.is_none() {
                    tokio::time::sleep(retry).await;
                    back.push(Instant::now());
                }
            }
            (seen, back)
        });
    }
    eventually("all are open", || open.load(Ordering::SeqCst) == STREAMS).await;
    let told = Instant::now();
    cluster.replicas[0].signal(Signal::TERM);
    assert!(cluster.replicas[0].exit().await.success());
    println!("it was gone after {:?}", told.elapsed());
    let (mut per_100_ms, mut tries, mut moved) = (BTreeMap::new(), 0, 0);
    for (seen, back) in all.join_all().await {
        seen.assert_lines(LINES);
        assert_eq!((seen.status(), seen.missed), ("succeeded", 0));
        tries += back.len();
        moved += usize::from(!back.is_empty());
        for back in back {
            let after = back.saturating_duration_since(told).as_millis() / 100;
            *per_100_ms.entry(after).or_insert(0) += 1;
        }
    }
    println!("{moved} streams moved with {tries} reconnects; by 100 ms: {per_100_ms:?}");
    assert!(moved > STREAMS / 5, "{moved}");
    assert!(tries < moved * 3, "{tries} for {moved}");
    assert_eq!(cluster.count("started", None), RUNS);
}
