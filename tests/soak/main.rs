//! Clients that come, go, stall, come back and cancel at random, for as long as one likes; then a
//! look at what is left.
//!
//! ```text
//! cargo run --release -p sse-progress-tests --bin soak -- [SECONDS [SEED]]
//! ```
//!
//! It ends with 0 if every line was accounted for, no run and no watcher is left, and the server's
//! memory has not grown. If not, what the server has logged is kept, and it says where.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test program: a panic and what it prints are its verdict"
)]

#[path = "../reconnect/client.rs"]
#[allow(dead_code, reason = "the other tests need more of it")]
mod client;
mod random;
mod server;
#[path = "../reconnect/sse.rs"]
mod sse;
mod tally;
mod visitor;

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::task::JoinSet;

use client::Request;
use random::Random;
use tally::Tally;
use visitor::Visitor;

/// How many visitors there are at a time.
const VISITORS: u64 = 100;

/// How long what is left may take to be gone: runs that nobody watches, their grace and retention.
const CLEAN_UP: Duration = Duration::from_secs(60);

/// After so many seconds, as many runs are forgotten as end.
const FILLED: usize = 30;

/// In kB. Memory comes and goes with what happens to be retained.
const GROWTH: u64 = 16 * 1024;

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next();
    if first.as_deref() == Some("serve") {
        server::serve().await.unwrap();
        return ExitCode::SUCCESS;
    }
    let seconds: u64 = first.map_or(60, |text| text.parse().expect("a number of seconds"));
    let seed: u64 = match arguments.next() {
        Some(text) => text.parse().expect("a seed"),
        None => u64::from(std::process::id()),
    };
    println!("{VISITORS} visitors for {seconds} s, seed {seed}");

    let mut server = Process::start();
    let tally = Tally::default();
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut visitors = JoinSet::new();
    for number in 0..VISITORS {
        let visitor = Visitor {
            random: Random::new(seed ^ (number << 32)),
            addr: server.addr,
            tally: tally.clone(),
        };
        visitors.spawn(visitor.visit(end));
    }
    let memory = watch_memory(server.addr, end).await;
    let mut faults = Vec::new();
    while let Some(visitor) = visitors.join_next().await {
        if let Err(error) = visitor {
            faults.push(format!("a visitor: {error}"));
        }
    }
    let stats = settle(server.addr, &mut faults).await;
    judge(&memory, &stats, &tally, &mut faults);
    server.stop(&mut faults).await;
    tally.print();
    for fault in &faults {
        eprintln!("FAULT: {fault}");
    }
    server.judged(faults.is_empty());
    ExitCode::from(u8::from(!faults.is_empty()))
}

async fn stats(addr: SocketAddr) -> Value {
    Request::get("/stats").send(addr).await.json().await
}

/// The server's memory in kB, once in a second.
async fn watch_memory(addr: SocketAddr, end: Instant) -> Vec<u64> {
    let mut memory = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    while Instant::now() < end {
        tick.tick().await;
        memory.push(stats(addr).await["rss_kb"].as_u64().unwrap());
    }
    memory
}

/// Waits until nothing is left, and says what is.
async fn settle(addr: SocketAddr, faults: &mut Vec<String>) -> Value {
    let begun = Instant::now();
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    loop {
        tick.tick().await;
        let stats = stats(addr).await;
        if ["live", "watchers", "remembered"]
            .iter()
            .all(|what| stats[what] == 0)
        {
            println!("nothing is left after {:?}", begun.elapsed());
            return stats;
        }
        if begun.elapsed() > CLEAN_UP {
            faults.push(format!("left behind: {stats}"));
            return stats;
        }
    }
}

fn judge(memory: &[u64], stats: &Value, tally: &Tally, faults: &mut Vec<String>) {
    if stats["started"] != stats["ended"] {
        faults.push(format!("functions were left behind: {stats}"));
    }
    if tally.get("lines") == 0 {
        faults.push("nobody has read a line".to_owned());
    }
    println!("at the end: {stats}");
    // Filling up is not growing.
    let memory = memory.get(FILLED..).unwrap_or_default();
    if memory.len() < 20 {
        return println!("too short to tell whether memory grows");
    }
    let (first, second) = memory.split_at(memory.len() / 2);
    let mean = |part: &[u64]| part.iter().sum::<u64>() / part.len() as u64;
    let (first, second) = (mean(first), mean(second));
    println!("memory of the server: {first} kB in the first half, {second} kB in the second");
    if second > first + first / 4 + GROWTH {
        faults.push(format!("memory has grown from {first} kB to {second} kB"));
    }
}

/// The server's process, killed when dropped.
struct Process {
    child: Child,
    addr: SocketAddr,
    /// What it logs.
    log: PathBuf,
}

impl Process {
    fn start() -> Self {
        let log = std::env::temp_dir().join(format!("soak-{}.log", std::process::id()));
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg("serve")
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let addr = line.trim().parse().expect("an address");
        Self { child, addr, log }
    }

    /// Removes what it has logged, or shows why it has ended connections.
    fn judged(&self, good: bool) {
        if good {
            return fs::remove_file(&self.log).unwrap();
        }
        for line in fs::read_to_string(&self.log).unwrap().lines() {
            if !line.contains("sse_progress::run") {
                eprintln!("server: {line}");
            }
        }
        eprintln!(
            "all that the server has logged is in {}",
            self.log.display()
        );
    }

    /// Asks it to stop, as a service manager does.
    async fn stop(&mut self, faults: &mut Vec<String>) {
        let told = Instant::now();
        let pid = self.child.id();
        let kill = Command::new("sh")
            .args(["-c", &format!("kill -TERM {pid}")])
            .status();
        assert!(kill.unwrap().success());
        let mut tick = tokio::time::interval(Duration::from_millis(10));
        let status = client::in_time("the server's end", async {
            loop {
                if let Some(status) = self.child.try_wait().unwrap() {
                    return status;
                }
                tick.tick().await;
            }
        })
        .await;
        println!("the server stopped {:?} after SIGTERM", told.elapsed());
        if !status.success() {
            faults.push(format!("the server ended with {status}"));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            self.judged(false);
        }
    }
}
