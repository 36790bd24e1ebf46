//! The server, in a process of its own so that its memory is its own.

use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use sse_progress::protocol::RunId;
use sse_progress::{Error, Jobs, Progress, Server, job, jobs};
use warp::Filter;

/// How long a client may leave bytes unread.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(4);

/// Few, so that who stalls misses some.
const LOG_LINES: usize = 100;

/// So few that all runs which are to be remembered at a time fit into the memory that the server
/// has for them: beyond, it forgets the oldest before their time.
const LOG_BYTES: usize = 256 << 10;

/// What the jobs have done.
#[derive(Clone, Debug, Default)]
struct Ledger(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    started: AtomicU64,
    ended: AtomicU64,
    runs: Mutex<Vec<RunId>>,
}

struct Guard(Ledger);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.ended.fetch_add(1, Ordering::SeqCst);
    }
}

impl Ledger {
    fn enter(&self, progress: &Progress) -> Guard {
        self.0.started.fetch_add(1, Ordering::SeqCst);
        self.0.runs.lock().unwrap().push(progress.run_id());
        Guard(self.clone())
    }

    /// Says its lines: the number, and padding.
    async fn work(&self, progress: Progress, lines: u64, pace: u64, size: usize) -> u64 {
        let _guard = self.enter(&progress);
        let padding = "x".repeat(size);
        for line in progress.wrap_iter(1..=lines) {
            progress.println(format!("{line} {padding}"));
            tokio::time::sleep(Duration::from_millis(pace)).await;
        }
        lines
    }
}

/// Waits for its clients to come back.
#[job("/patient", on_disconnect = cancel_after("3s"), retention = "20s", heartbeat = "500ms")]
async fn patient(p: Progress, #[state] l: Ledger, lines: u64, pace: u64, size: usize) -> u64 {
    l.work(p, lines, pace, size).await
}

/// Ends with its last client.
#[job("/strict", on_disconnect = cancel, retention = "20s", heartbeat = "500ms")]
async fn strict(p: Progress, #[state] l: Ledger, lines: u64, pace: u64, size: usize) -> u64 {
    l.work(p, lines, pace, size).await
}

/// Goes on without anybody, and waits for its turn.
#[job("/free", on_disconnect = detach, concurrency = 64, queue = 10_000, retention = "20s")]
async fn free(p: Progress, #[state] l: Ledger, lines: u64, pace: u64, size: usize) -> u64 {
    l.work(p, lines, pace, size).await
}

/// Serves until SIGTERM. `/stats` says how it is.
pub(crate) async fn serve() -> Result<(), Error> {
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_writer(std::io::stderr)
        .init();
    let ledger = Ledger::default();
    let jobs = Jobs::builder()
        .jobs(jobs![patient, strict, free])
        .state(ledger.clone())
        .log_lines(LOG_LINES)
        .log_bytes(LOG_BYTES)
        .build()?;
    let server = Server::bind("127.0.0.1:0").await?;
    let _ = writeln!(std::io::stdout(), "{}", server.local_addr());
    let known = jobs.clone();
    let stats = warp::path!("stats").map(move || {
        let mut runs = ledger.0.runs.lock().unwrap();
        runs.retain(|run| known.run(run).is_some());
        let watchers: usize = runs
            .iter()
            .filter_map(|run| known.run(run))
            .map(|run| run.watchers())
            .sum();
        warp::reply::json(&json!({
            "live": known.live_runs(),
            "watchers": watchers,
            "remembered": runs.len(),
            "started": ledger.0.started.load(Ordering::SeqCst),
            "ended": ledger.0.ended.load(Ordering::SeqCst),
            "rss_kb": rss_kb(),
        }))
    });
    let server = server.tcp_user_timeout(TCP_USER_TIMEOUT);
    server.serve_with(&jobs, stats.or(jobs.routes())).await
}

/// The memory of this process, 0 where the system does not tell it so.
fn rss_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}
