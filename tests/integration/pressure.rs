//! A job does not wait for who watches it, and takes no more memory for it (rules 3 and 4).

use std::time::{Duration, Instant};

use sse_progress::protocol::Status;
use sse_progress::{Jobs, Progress, job, jobs};

use super::harness::{Connection, EventStream, Probe, Request, TestServer, resident_bytes, soon};

const STEPS: u64 = 100_000_000;
const LINES: u64 = 1_000_000;

/// Kept, the lines would take 200 MB and more.
const LINE: &str = "two hundred bytes two hundred bytes two hundred bytes two hundred bytes two \
     hundred bytes two hundred bytes two hundred bytes two hundred bytes two hundred bytes two \
     hundred bytes two hundred bytes";
const MOST_BYTES: u64 = 100 << 20;

fn report_much(progress: &Progress) -> Duration {
    let start = Instant::now();
    progress.set_length(STEPS);
    for _ in 0..STEPS {
        progress.inc(1);
    }
    for _ in 0..LINES {
        progress.println(LINE);
    }
    start.elapsed()
}

/// Reports very much, and says how many milliseconds that took.
#[job("/flood")]
fn flood(progress: Progress, #[state] probe: Probe) -> u128 {
    while !probe.try_step() {
        std::thread::yield_now();
    }
    report_much(&progress).as_millis()
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![flood]);
    TestServer::start(jobs.state(probe.clone())).await
}

/// Reads to the end, keeping nothing, and says how long the function took.
async fn read_all(stream: &mut EventStream, who: &str) -> Duration {
    let (mut received, mut missed, mut position) = (0, 0, 0);
    let read = async {
        loop {
            let event = stream.event().await.expect("`done`");
            match (event.name.as_str(), event.data.get("missed")) {
                ("log", Some(lines)) => missed += lines.as_u64().unwrap(),
                ("log", None) => {
                    assert_eq!(event.data["message"], LINE);
                    received += 1;
                }
                ("progress", _) => position = event.data["position"].as_u64().unwrap(),
                _ => return event,
            }
        }
    };
    let done = soon(who, read).await;
    println!("{who}: {received} lines received, {missed} missed");
    assert_eq!(received + missed, LINES, "{who}");
    assert!(received >= 1000, "{who}: what is remembered is sent");
    assert_eq!(position, STEPS, "{who}: the last value");
    assert_eq!(done.data["status"], "succeeded", "{who}");
    Duration::from_millis(done.data["result"].as_u64().unwrap())
}

#[tokio::test]
async fn a_flood_is_as_fast_and_as_small_whoever_watches() {
    let alone = tokio::task::spawn_blocking(|| report_much(&Progress::hidden()));
    let alone = alone.await.unwrap();
    let probe = Probe::new();
    let server = serve(&probe).await;
    let before = resident_bytes();

    // Nobody watches.
    let run = server.post(&Request::post("/flood")).await;
    probe.go(1);
    let done = soon("the end", run.ended()).await;
    assert_eq!(done.status, Status::Succeeded);
    let unwatched_bytes = resident_bytes().saturating_sub(before);
    assert!(unwatched_bytes < MOST_BYTES, "{unwatched_bytes}");
    let mut late = server.watch_run(run.id().as_str()).await;
    let unwatched = read_all(&mut late, "a late reader").await;

    // One is connected and does not read, and one reads along.
    let stalled = Connection::narrow(server.addr).await;
    let mut stalled = stalled.watch(&Request::events("/flood")).await;
    let first = stalled.event().await.unwrap();
    let mut reader = server.watch_run(&first.id.run).await;
    probe.go(1);
    let watched = read_all(&mut reader, "a quick reader").await;
    let watched_bytes = resident_bytes().saturating_sub(before);
    assert!(watched_bytes < MOST_BYTES, "{watched_bytes}");
    read_all(&mut stalled, "a reader that slept").await;

    println!("alone {alone:?}, unwatched {unwatched:?}, watched {watched:?}");
    println!("unwatched {unwatched_bytes} bytes, watched {watched_bytes} bytes");
    let most = alone * 5 + Duration::from_secs(2);
    assert!(unwatched < most && watched < most);
}
