//! What it costs a job to report, each beside its floor or its rival: `cargo bench --bench reporting`.
//!
//! Of both the best of some rounds, which take turns. The bar of sse-progress belongs to a run with a
//! sampler and a watcher, as in a server. At the right is what a row is to reach.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and has nobody to report to"
)]

use std::fmt::Display;
use std::hint::black_box;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::task::{Context, Poll};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressIterator as _};
use serde_json::json;
use sse_progress::protocol::Level;
use sse_progress::{Jobs, Progress, Server, job, jobs};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::broadcast;

/// Many rounds of a few milliseconds each, some of which nothing else disturbs.
const ROUNDS: usize = 50;
const STEPS: u64 = 1_000_000;
const BLOCKS: u64 = 1_000;
const LINES: u64 = 50_000;

/// Of a job that takes a second.
const LONG_ROUNDS: usize = 7;

fn main() {
    let runtime = Runtime::new().expect("a runtime");
    println!("{:46} {:>9} {:>9}", "ns", "beside", "ours");
    let progress = watched(&runtime);
    steps(&progress);
    blocks(&runtime, &progress);
    lines(&runtime, &progress);
    whole_job(&runtime);
}

fn steps(progress: &Progress) {
    let counter = AtomicU64::new(0);
    let count = || {
        for _ in 0..STEPS {
            black_box(counter.fetch_add(1, Ordering::Relaxed));
        }
    };
    let bar = ProgressBar::hidden();
    let tick = || (0..STEPS).for_each(|_| bar.inc(1));
    let inc = |progress: &Progress| (0..STEPS).for_each(|_| progress.inc(1));
    let inc_clone = || inc(&progress.clone());

    let [beside, ours] = turns([&|| time(STEPS, count), &|| time(STEPS, inc_clone)]);
    row("inc, beside a relaxed fetch_add", beside, ours, Ratio(1.15));
    let [beside, ours] = turns([&|| time(STEPS, tick), &|| time(STEPS, inc_clone)]);
    row("inc, beside indicatif", beside, ours, Ratio(1.0));
    let [one, two] = turns([&|| time(STEPS, inc_clone), &|| twice(STEPS, &inc_clone)]);
    row(
        "inc by two threads, a clone each, beside one",
        one,
        two,
        Ratio(1.3),
    );
    let [beside, ours] = turns([&|| twice(STEPS, &count), &|| {
        twice(STEPS, &|| inc(progress))
    }]);
    row(
        "inc by two threads, shared, beside fetch_add",
        beside,
        ours,
        Ratio(1.15),
    );
    let [beside, ours] = turns([&|| twice(STEPS, &tick), &|| twice(STEPS, &inc_clone)]);
    row(
        "inc by two threads, beside indicatif",
        beside,
        ours,
        Ratio(1.0),
    );
    let place = || (0..STEPS).for_each(|step| progress.set_position(step));
    let set = || (0..STEPS).for_each(|step| bar.set_position(step));
    let [beside, ours] = turns([&|| time(STEPS, set), &|| time(STEPS, place)]);
    row("set_position, beside indicatif", beside, ours, Ratio(1.0));

    let bare = || {
        for step in 0..STEPS {
            black_box(step);
        }
    };
    let with_bar = || {
        for step in (0..STEPS).progress_with(bar.clone()) {
            black_box(step);
        }
    };
    let wrapped = || {
        for step in progress.wrap_iter(0..STEPS) {
            black_box(step);
        }
    };
    let [beside, ours] = turns([&|| time(STEPS, bare), &|| time(STEPS, wrapped)]);
    row(
        "wrap_iter, an item, beside the bare loop",
        beside,
        ours,
        Over(1.0),
    );
    let [beside, ours] = turns([&|| time(STEPS, with_bar), &|| time(STEPS, wrapped)]);
    row(
        "wrap_iter, an item, beside progress_with",
        beside,
        ours,
        Ratio(1.0),
    );
}

/// 64 KiB again and again.
struct Block;

static BLOCK: [u8; 64 << 10] = [7; 64 << 10];

/// Room for a block, always at the same distance from it: some processors copy many times more slowly
/// to an address whose last 12 bits are about those of the source.
fn room(buffer: &mut Vec<u8>) -> &mut [u8] {
    buffer.resize(BLOCK.len() + 4096, 0);
    let from = (BLOCK.as_ptr() as usize + 2048).wrapping_sub(buffer.as_ptr() as usize) % 4096;
    &mut buffer[from..][..BLOCK.len()]
}

impl Read for Block {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.copy_from_slice(&BLOCK);
        Ok(buffer.len())
    }
}

impl AsyncRead for Block {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        buffer.put_slice(&BLOCK);
        Poll::Ready(Ok(()))
    }
}

fn blocks(runtime: &Runtime, progress: &Progress) {
    fn read(mut reader: impl Read) {
        let mut buffer = Vec::new();
        let buffer = room(&mut buffer);
        for _ in 0..BLOCKS {
            reader.read_exact(buffer).expect("a block");
            black_box(&*buffer);
        }
    }
    async fn async_read(mut reader: impl AsyncRead + Unpin) {
        let mut buffer = Vec::new();
        let buffer = room(&mut buffer);
        for _ in 0..BLOCKS {
            reader.read_exact(buffer).await.expect("a block");
            black_box(&*buffer);
        }
    }
    let [beside, ours] = turns([&|| time(BLOCKS, || read(Block)), &|| {
        time(BLOCKS, || read(progress.wrap_read(Block)))
    }]);
    row(
        "wrap_read, 64 KiB, beside the bare reader",
        beside,
        ours,
        Ratio(1.01),
    );
    let [beside, ours] = turns([
        &|| time(BLOCKS, || runtime.block_on(async_read(Block))),
        &|| {
            time(BLOCKS, || {
                runtime.block_on(async_read(progress.wrap_async_read(Block)))
            })
        },
    ]);
    row(
        "wrap_async_read, 64 KiB, beside the bare one",
        beside,
        ours,
        Ratio(1.01),
    );
}

fn lines(runtime: &Runtime, progress: &Progress) {
    let (sender, mut receiver) = broadcast::channel(1024);
    runtime.spawn(async move {
        while !matches!(
            receiver.recv().await,
            Err(broadcast::error::RecvError::Closed)
        ) {}
    });
    let [beside, ours] = turns([
        &|| {
            time(LINES, || {
                (0..LINES).for_each(|n| drop(sender.send(line(n))))
            })
        },
        &|| {
            time(LINES, || {
                (0..LINES).for_each(|n| progress.log(Level::Info, line(n)))
            })
        },
    ]);
    row(
        "log, 80 bytes, beside tokio's broadcast",
        beside,
        ours,
        Ratio(1.0),
    );
}

/// 80 bytes.
fn line(number: u64) -> String {
    format!(
        "line {number:10}: {:<63}",
        "what a job has to say of what it has just done"
    )
}

type Start = Arc<Barrier>;

/// Reports as much as 100 jobs, and says how long it took.
#[job("/work", on_disconnect = detach, retention = "1s")]
fn work(progress: Progress, #[state] start: Start) -> u64 {
    start.wait();
    let started = Instant::now();
    for number in 0..1_000_000 {
        progress.log(Level::Info, line(number));
        for _ in 0..100 {
            progress.inc(1);
        }
    }
    started.elapsed().as_nanos() as u64
}

/// A job of 100 million steps and a million lines, with a watcher that does not read.
fn whole_job(runtime: &Runtime) {
    let start = Start::new(Barrier::new(2));
    let jobs = Jobs::builder()
        .jobs(jobs![work])
        .state(start.clone())
        .build();
    let jobs = jobs.expect("jobs that fit together");
    let server = runtime
        .block_on(Server::bind("127.0.0.1:0"))
        .expect("a server");
    let addr = server.local_addr();
    let served = jobs.clone();
    runtime.spawn(async move { server.serve(&served).await });
    let run = |watched: bool| {
        runtime.block_on(async {
            let run = jobs.start("work", json!({})).expect("a run");
            let _watcher = match watched {
                true => Some(stalled(addr, &run.id().to_string()).await),
                false => None,
            };
            start.wait();
            let done = run.ended().await;
            let time = done.result.as_ref().expect("a result").get().parse::<f64>();
            time.expect("a number") / 1e6
        })
    };
    let before = memory();
    let [beside, ours] = turns_of(LONG_ROUNDS, [&|| run(false), &|| run(true)]);
    row(
        "1e8 steps and 1e6 lines, ms, stalled watcher",
        beside,
        ours,
        Ratio(1.05),
    );
    println!("the process has grown from {before} to {} KiB", memory());
}

/// The connection of a watcher that reads the head of its answer and nothing else.
async fn stalled(addr: SocketAddr, run: &str) -> TcpStream {
    let mut stream = TcpStream::connect(addr).await.expect("a connection");
    let request =
        format!("GET /runs/{run} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream
        .read_exact(&mut [0; 15])
        .await
        .expect("the head of an answer");
    stream
}

fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

/// What a row is to reach.
enum Target {
    /// At most so many times what it stands beside.
    Ratio(f64),
    /// At most so many nanoseconds more.
    Over(f64),
}
use Target::{Over, Ratio};

fn row(name: &str, beside: f64, ours: f64, target: Target) {
    let (is, most): (String, &dyn Display) = match &target {
        Ratio(most) => (format!("{:.3} x", ours / beside), most),
        Over(most) => (format!("+{:.2} ns", ours - beside), most),
    };
    println!("{name:46} {beside:9.2} {ours:9.2} {is:>12}, at most {most}");
}

/// The best of some rounds of each, by turns.
fn turns(rounds: [&dyn Fn() -> f64; 2]) -> [f64; 2] {
    turns_of(ROUNDS, rounds)
}

fn turns_of(times: usize, rounds: [&dyn Fn() -> f64; 2]) -> [f64; 2] {
    let mut best = [f64::INFINITY; 2];
    for _ in 0..times {
        for (best, round) in best.iter_mut().zip(rounds) {
            *best = best.min(round());
        }
    }
    best
}

/// Nanoseconds for each of so many.
fn time(times: u64, work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_nanos() as f64 / times as f64
}

/// The same for two threads at once: the slower of them.
fn twice(times: u64, work: &(impl Fn() + Sync)) -> f64 {
    let start = Barrier::new(2);
    let one = || {
        start.wait();
        time(times, work)
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(one);
        one().max(other.join().expect("no panic"))
    })
}

/// The bar of a run that is under way and watched.
fn watched(runtime: &Runtime) -> Progress {
    type Lend = mpsc::Sender<Progress>;

    /// Gives its bar away and waits to be cancelled.
    #[job("/lend")]
    async fn lend(progress: Progress, #[state] lend: Lend) {
        let _ = lend.send(progress.clone());
        std::future::pending::<()>().await;
    }

    let (sender, receiver) = mpsc::channel();
    let jobs = Jobs::builder().jobs(jobs![lend]).state(sender).build();
    let jobs = jobs.expect("jobs that fit together");
    let run = runtime.block_on(async { jobs.start("lend", json!({})) });
    let mut watch = run.expect("a run").watch();
    runtime.spawn(async move { while watch.next().await.is_some() {} });
    receiver.recv().expect("the bar of the run")
}
