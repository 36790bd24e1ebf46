//! How long it takes from what a job reports to the socket of a watcher at another process, by way of Redis:
//! `cargo bench -p sse-progress-tests --features system --bench replicas`.
//!
//! 2,000 runs of one process report five times a second. First each is watched at the process itself, to compare with,
//! and then at the other.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a bench prints, and has nobody to report to"
)]

#[path = "../reconnect/client.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod client;
#[path = "../replicas/cluster.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod cluster;
#[path = "../reconnect/process.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod process;
#[path = "../replicas/redis.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod redis;
#[path = "../reconnect/sockets.rs"]
mod sockets;
#[path = "../reconnect/sse.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod sse;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use client::Request;
use cluster::{Cluster, LEASE};
use redis::{Keeps, Redis};

#[tokio::main]
async fn main() {
    sockets::allow_many();
    let redis = Redis::start(Keeps::Nothing).await;
    let cluster = Cluster::with(redis, 2, LEASE * 10, "");
    for watched_at in [0, 1] {
        println!("watched at the {}", ["owner", "other"][watched_at]);
        measure(&cluster, watched_at).await;
    }
}

async fn measure(cluster: &Cluster, watched_at: usize) {
    const RUNS: usize = 2000;
    const EVENTS: usize = 100;
    let owner = cluster.replicas[0].addr;
    let watched_at = cluster.replicas[watched_at].addr;
    let before = cpu(cluster);
    let measured = Instant::now();
    let mut all = JoinSet::new();
    let starting = Arc::new(Semaphore::new(50));
    for _ in 0..RUNS {
        let starting = starting.clone();
        all.spawn(async move {
            let permit = starting.acquire().await.unwrap();
            let answer = Request::post(&format!("/beat/{EVENTS}")).send(owner).await;
            let run = answer.json().await["run"].as_str().unwrap().to_owned();
            let request = Request::events(&format!("/runs/{run}"));
            let mut events = request.stream(watched_at).await;
            drop(permit);
            let mut times = Vec::new();
            while let Some(event) = events.next().await {
                if let Some(reported) = event.data["message"].as_str() {
                    let reported = reported.parse().unwrap_or(0);
                    times.push(now_us().saturating_sub(reported));
                }
            }
            // Without those of the time in which the others start.
            times.split_off(times.len() / 2)
        });
    }
    let mut times: Vec<u64> = all.join_all().await.into_iter().flatten().collect();
    times.sort_unstable();
    let at = |percent: usize| Duration::from_micros(times[times.len() * percent / 100]);
    println!(
        "{} events: p50 {:?}, p90 {:?}, p99 {:?}",
        times.len(),
        at(50),
        at(90),
        at(99)
    );
    let wall = measured.elapsed().as_secs_f64();
    for (name, after) in cpu(cluster) {
        let share = (after - before[name]) / wall * 100.0;
        println!("{name}: {share:.0} % of a core");
    }
}

fn now_us() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(now.as_micros()).unwrap()
}

/// The seconds of CPU that each has taken.
fn cpu(cluster: &Cluster) -> BTreeMap<&'static str, f64> {
    let of = |pid: u32| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
        ticks / 100.0
    };
    BTreeMap::from([
        ("A", of(cluster.replicas[0].pid())),
        ("B", of(cluster.replicas[1].pid())),
        ("Redis", of(cluster.redis.pid())),
    ])
}
