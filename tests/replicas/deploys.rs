//! How much, and how fast. What is ignored measures the machine, and wants one with nothing else to do:
//! `cargo test --release … --test replicas -- --ignored --nocapture`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::client::{Request, eventually};
use super::cluster::{Cluster, LEASE, Proxy};
use super::redis::{Keeps, Redis};
use super::watcher::{Seen, request};

/// One of three processes is told to stop under a thousand streams behind a proxy: its clients come
/// back to the others, and miss nothing.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_three_is_told_to_stop_under_a_thousand_streams() {
    const STREAMS: usize = 1000;
    const RUNS: usize = 10;
    const LINES: u64 = 24;
    allow_many_sockets();
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

fn allow_many_sockets() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, raised).unwrap();
}

/// Many runs of one process, each watched at the other: how long it takes from what the job reports to
/// the socket. First the same at the process itself, to compare with.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it measures the machine"]
async fn from_report_to_socket() {
    allow_many_sockets();
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
