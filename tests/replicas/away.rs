//! What becomes of runs when Redis is away, or has lost its data.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch as signal;

use super::client::{Request, eventually, in_time};
use super::cluster::{Cluster, LEASE};
use super::redis::{Keeps, Redis};
use super::sse::Event;
use super::watcher::{Seen, watch};

/// Whether Redis is stopped or killed, and with or without its data: the job takes no longer, and
/// what it said arrives.
#[tokio::test(flavor = "multi_thread")]
async fn redis_is_away_for_two_seconds() {
    for (keeps, kill) in [
        (Keeps::All, false),
        (Keeps::All, true),
        (Keeps::Nothing, true),
    ] {
        redis_is_away(keeps, kill, Duration::from_secs(2)).await;
    }
}

/// For longer than a lease.
#[tokio::test(flavor = "multi_thread")]
async fn redis_is_away_for_longer_than_a_lease() {
    for (keeps, kill) in [(Keeps::All, false), (Keeps::Nothing, true)] {
        redis_is_away(keeps, kill, Duration::from_secs(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_is_away_for_two_minutes() {
    redis_is_away(Keeps::All, false, Duration::from_secs(120)).await;
}

async fn redis_is_away(keeps: Keeps, kill: bool, time: Duration) {
    const LINES: u64 = 400;
    println!("Redis keeps {keeps:?}; killed: {kill}; away for {time:?}");
    let redis = Redis::start(keeps).await;
    let mut cluster = Cluster::with(redis, 2, LEASE * 4, "");
    let (a, b) = (cluster.replicas[0].addr, cluster.replicas[1].addr);
    let every = (time.as_millis() + 2000) / u128::from(LINES);
    let started = Instant::now();
    let mut at_a = Request::events(&format!("/say/{LINES}?every_ms={every}"))
        .stream(a)
        .await;
    let run = at_a.next().await.unwrap().run().to_owned();
    let at_b = tokio::spawn(async move {
        let mut seen = Seen::default();
        watch(b, &format!("/runs/{run}"), &mut seen).await;
        seen
    });
    at_a.hear("line 5").await;
    if kill {
        cluster.redis.kill();
    } else {
        cluster.redis.signal(Signal::STOP);
    }
    tokio::time::sleep(time).await;
    if kill {
        cluster.redis.start_again().await;
    } else {
        cluster.redis.signal(Signal::CONT);
    }
    let end = at_a.read_to_end().await.pop().unwrap();
    let took = started.elapsed();
    assert_eq!(end.status(), "succeeded");
    let least = Duration::from_millis(u64::try_from(every).unwrap() * LINES);
    println!("the job took {took:?} of at least {least:?}");
    assert!(took < (least + Duration::from_secs(3)) * 3 / 2, "{took:?}");
    let seen = in_time("the watcher at the other process", at_b)
        .await
        .unwrap();
    seen.assert_lines(LINES);
    assert_eq!((seen.status(), seen.missed), ("succeeded", 0));
    assert_eq!(seen.done.unwrap().id, end.id);
}

/// What is deleted in Redis is written once more by its owner, as far as it is remembered.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_written_again() {
    // Its owner has the time of a renewal and 1.2 s to write it, also on a busy machine.
    let redis = Redis::start(Keeps::Nothing).await;
    let cluster = Cluster::with(redis, 3, LEASE * 4, "");
    let [a, b, c] = &cluster.replicas[..] else {
        panic!()
    };
    let run = a.post("/say/600?every_ms=30").await;
    let path = format!("/runs/{run}");
    let addr = b.addr;
    let early = path.clone();
    let at_b = tokio::spawn(async move {
        let mut seen = Seen::default();
        watch(addr, &early, &mut seen).await;
        seen
    });
    b.state(&run, "running").await;
    let name = |end: &str| format!("sse-progress:{{{run}}}{end}");
    for key in [name(":lines"), name(":progress"), name("")] {
        cluster.redis.cli(&["DEL", &key]);
        eventually("it is there again", || {
            cluster.redis.cli(&["EXISTS", &key]) == "1"
        })
        .await;
        if key.ends_with(":lines") {
            // With all that is remembered, and not with what was said last.
            let first = ["XRANGE", &key, "-", "+", "COUNT", "1"];
            let first = cluster.redis.cli(&first);
            assert!(first.contains("begin"), "{first}");
        }
    }
    cluster.redis.cli(&["FLUSHALL"]);
    // A process that found the run there without the lease of its owner would end it.
    let owner_lives = "local owner = redis.call('HGET', KEYS[1], 'owner')
        return owner and redis.call('EXISTS', 'sse-progress:process:' .. owner) or 'no record'";
    eventually("it is there again, with the lease of its owner", || {
        let answer = cluster.redis.cli(&["EVAL", owner_lives, "1", &name("")]);
        assert_ne!(answer, "0", "there is a run without a process");
        answer == "1"
    })
    .await;
    let seen = in_time("the end", at_b).await.unwrap();
    assert_eq!((seen.status(), seen.missed), ("succeeded", 0));
    seen.assert_lines(600);
    let mut late = Seen::default();
    watch(c.addr, &path, &mut late).await;
    assert_eq!(late.done, seen.done);
}

/// An ended run that nobody can tell of any more, and one whose owner is gone, too.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_can_write_again_is_lost() {
    let mut cluster = Cluster::start(2).await;
    let run = cluster.replicas[0].post("/hold").await;
    let path = format!("/runs/{run}");
    let mut events = Request::events(&path)
        .stream(cluster.replicas[1].addr)
        .await;
    events.hear("holding").await;
    cluster.replicas[0].kill();
    cluster.redis.cli(&["FLUSHALL"]);
    let flushed = Instant::now();
    let end = events.read_to_end().await.pop().unwrap();
    assert_eq!(end.status(), "lost");
    assert!(flushed.elapsed() < Duration::from_secs(10));
    let mut late = Request::events(&path).last_event_id(&format!("{run}.0"));
    late = late.header("X-Late", "yes");
    let late = late
        .stream(cluster.replicas[1].addr)
        .await
        .read_to_end()
        .await;
    assert_eq!(late.last().map(Event::status), Some("lost"));
}

/// Redis has gone back to an older state: what has ended since then is lost, and what goes on goes on.
#[tokio::test(flavor = "multi_thread")]
async fn redis_goes_back_to_an_older_state() {
    let redis = Redis::start(Keeps::Saved).await;
    let mut cluster = Cluster::with(redis, 3, LEASE * 4, "");
    let holding = cluster.replicas[0].post("/hold").await;
    let ended = cluster.replicas[0].post("/hold").await;
    let path = format!("/runs/{holding}");
    let mut events = Request::events(&path)
        .stream(cluster.replicas[1].addr)
        .await;
    events.hear("holding").await;
    assert_eq!(cluster.redis.cli(&["SAVE"]), "OK");
    let cancel = Request::post(&format!("/runs/{ended}/cancel"));
    assert_eq!(cancel.send(cluster.replicas[0].addr).await.status, 200);
    // Its owner has nothing more to write.
    let record = format!("sse-progress:{{{ended}}}");
    eventually("its end is in Redis", || {
        cluster.redis.cli(&["HEXISTS", &record, "done"]) == "1"
    })
    .await;
    // Nor waits for the answer: a run is made known when what was written before has been answered.
    cluster.replicas[0].post("/hold").await;
    cluster.redis.kill();
    cluster.redis.start_again().await;
    let back = Instant::now();
    // That process has not asked for it before.
    let report = cluster.replicas[2].state(&ended, "lost").await;
    assert_eq!(report["done"]["reason"], "worker_lost");
    assert!(
        back.elapsed() < Duration::from_secs(10),
        "{:?}",
        back.elapsed()
    );
    let cancel = Request::post(&format!("{path}/cancel"));
    assert_eq!(cancel.send(cluster.replicas[2].addr).await.status, 200);
    let end = events.read_to_end().await.pop().unwrap();
    assert_eq!(end.status(), "cancelled");
}

/// Something between the processes and Redis that can swallow everything.
struct Relay {
    addr: SocketAddr,
    swallow: signal::Sender<u64>,
}

impl Relay {
    async fn start(redis: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let swallow = signal::Sender::new(0);
        let swallowed = swallow.subscribe();
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let mut swallowed = swallowed.clone();
                swallowed.mark_unchanged();
                tokio::spawn(async move {
                    let server = TcpStream::connect(redis).await.unwrap();
                    let (mut from_client, mut to_client) = client.into_split();
                    let (mut from_server, mut to_server) = server.into_split();
                    let there = async {
                        let mut buffer = vec![0; 1 << 16];
                        while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
                            if to_server.write_all(&buffer[..read]).await.is_err() {
                                break;
                            }
                        }
                    };
                    let back = async {
                        let mut buffer = vec![0; 1 << 16];
                        while let Ok(read @ 1..) = from_server.read(&mut buffer).await {
                            if to_client.write_all(&buffer[..read]).await.is_err() {
                                break;
                            }
                        }
                    };
                    tokio::select! {
                        () = there => {}
                        () = back => {}
                        // Both ends stay open, and nothing ever comes through any more.
                        _ = swallowed.changed() => std::future::pending().await,
                    }
                });
            }
        });
        Self { addr, swallow }
    }
}

/// Connections on which nothing comes through any more, and that nobody closes.
#[tokio::test(flavor = "multi_thread")]
async fn connections_to_redis_are_half_open() {
    const LINES: u64 = 300;
    let redis = Redis::start(Keeps::Nothing).await;
    let relay = Relay::start(redis.addr).await;
    let url = format!("redis://{}/", relay.addr);
    let cluster = Cluster::at(redis, url, 2, Duration::from_secs(15), "");
    let run = cluster.replicas[0]
        .post(&format!("/say/{LINES}?every_ms=50"))
        .await;
    let path = format!("/runs/{run}");
    let mut events = Request::events(&path)
        .stream(cluster.replicas[1].addr)
        .await;
    let mut seen = Seen::default();
    while seen.lines.len() < 5 {
        seen.take(events.next().await.unwrap());
    }
    relay.swallow.send_modify(|times| *times += 1);
    let swallowed = Instant::now();
    // More than what was on its way.
    let before = seen.lines.len();
    while seen.lines.len() < before + 20 {
        seen.take(events.next().await.unwrap());
    }
    println!("20 lines later, after {:?}", swallowed.elapsed());
    for event in events.read_to_end().await {
        seen.take(event);
    }
    seen.assert_lines(LINES);
    assert_eq!((seen.status(), seen.missed), ("succeeded", 0));
}
