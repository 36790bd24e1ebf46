//! One of several processes that share a Redis. Its arguments: the address of Redis, the file in which
//! all of them write down what their jobs do, and the lease in milliseconds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test program: a panic is seen by whoever started it"
)]

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use sse_progress::redis::Store;
use sse_progress::{Jobs, Level, Principal, Progress, Refusal, Server, job, jobs};
use warp::Filter as _;

/// The file in which every process writes down what its jobs do.
#[derive(Clone)]
struct Ledger(Arc<File>);

impl Ledger {
    fn write(&self, word: &str, run: &str) {
        let line = format!("{word} {run} {}\n", std::process::id());
        (&*self.0).write_all(line.as_bytes()).unwrap();
    }
}

/// Writes down when the function is over, however that comes about.
struct Dropped(Ledger, String);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.write("dropped", &self.1);
    }
}

fn begin(progress: &Progress, ledger: &Ledger) -> Dropped {
    let run = progress.run_id().to_string();
    ledger.write("started", &run);
    Dropped(ledger.clone(), run)
}

/// Say so many lines, and count them.
#[job("/say/{lines}", on_disconnect = cancel_after("5s"), retention = "60s")]
async fn say(
    progress: Progress,
    #[state] ledger: Ledger,
    lines: u64,
    #[param(default = 20)] every_ms: u64,
) -> u64 {
    let _dropped = begin(&progress, &ledger);
    progress.set_length(lines);
    for line in 1..=lines {
        progress.println(format!("line {line}"));
        progress.inc(1);
        tokio::time::sleep(Duration::from_millis(every_ms)).await;
    }
    lines
}

/// Find so many rows, and count them.
#[job("/find/{rows}", on_disconnect = detach, retention = "60s")]
async fn find(progress: Progress, #[state] ledger: Ledger, rows: u64) {
    let _dropped = begin(&progress, &ledger);
    for row in 1..=rows {
        progress.emit(&serde_json::json!({ "row": row, "text": "\r\n\0é" }));
        progress.set_data(&serde_json::json!([row, u64::MAX]));
    }
}

/// Count with a snapshot each time, and no lines.
#[job("/beat/{to}", interval = "200ms", on_disconnect = detach, retention = "1s")]
async fn beat(progress: Progress, #[state] ledger: Ledger, to: u64) -> u64 {
    let _dropped = begin(&progress, &ledger);
    progress.set_length(to);
    for _ in 0..to {
        progress.set_message(now_us().to_string());
        progress.inc(1);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    to
}

fn now_us() -> u128 {
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_micros()
}

/// Wait until nobody watches any more.
#[job("/wait", on_disconnect = cancel_after("1s"), retention = "60s")]
async fn wait(progress: Progress, #[state] ledger: Ledger) {
    let _dropped = begin(&progress, &ledger);
    progress.log(Level::Info, "waiting");
    std::future::pending().await
}

/// Wait, whoever watches.
#[job("/hold", on_disconnect = detach, retention = "60s")]
async fn hold(progress: Progress, #[state] ledger: Ledger) {
    let _dropped = begin(&progress, &ledger);
    progress.log(Level::Info, "holding");
    std::future::pending().await
}

/// Be over at once.
#[job("/short", on_disconnect = detach, retention = "2s")]
async fn short(progress: Progress) -> u64 {
    progress.println("short");
    1
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, redis, ledger, lease, principals] = &arguments[..] else {
        panic!("replica REDIS LEDGER LEASE PRINCIPALS");
    };
    let ledger = OpenOptions::new().create(true).append(true).open(ledger);
    let lease = Duration::from_millis(lease.parse().unwrap());
    let store = Store::connect(redis).await.unwrap();
    let store = store.lease(lease).renew_every(lease / 3);
    let mut builder = Jobs::builder()
        .jobs(jobs![say, find, beat, wait, hold, short])
        .state(Ledger(Arc::new(ledger.unwrap())))
        .log_lines(500)
        .store(store);
    if principals == "principals" {
        builder = builder.authorize(|access| async move {
            match access.bearer_token() {
                Some(name) => Ok(Principal::new(name)),
                None => Err(Refusal::bearer()),
            }
        });
    }
    let jobs = builder.build().unwrap();
    let server = Server::bind("127.0.0.1:0").await.unwrap();
    println!("listening on {}", server.local_addr());
    let pid = warp::path!("pid").map(|| std::process::id().to_string());
    let server = server.shutdown_grace(Duration::from_secs(3));
    server
        .serve_with(&jobs, pid.or(jobs.routes()))
        .await
        .unwrap();
}
