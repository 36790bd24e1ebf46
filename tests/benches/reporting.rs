//! What it costs a job to report one step, beside indicatif: `cargo bench --bench reporting`.
//!
//! Nanoseconds a step, the best of five rounds, on one thread and on two that share the bar. The
//! bar of sse-progress belongs to a run with a sampler and a watcher, as in a server.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and has nobody to report to"
)]

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use indicatif::ProgressBar;
use sse_progress::{Jobs, Progress, job, jobs};

const STEPS: u64 = 5_000_000;
const ROUNDS: usize = 5;

fn main() {
    println!("{:44} {:>8} {:>8}", "ns a step", "1 thread", "2 threads");

    static FLOOR: AtomicU64 = AtomicU64::new(0);
    row("a shared counter, the floor", |_| {
        for _ in 0..STEPS {
            black_box(FLOOR.fetch_add(1, Ordering::Relaxed));
        }
    });
    let bar = ProgressBar::hidden();
    row("indicatif: ProgressBar::inc, hidden", |_| {
        for _ in 0..STEPS {
            bar.inc(1);
        }
    });
    row("indicatif: progress_with, for each item", |_| {
        for step in indicatif::ProgressIterator::progress_with(0..STEPS, bar.clone()) {
            black_box(step);
        }
    });
    served(|progress| {
        row("sse-progress: Progress::inc, sampled, watched", |_| {
            for _ in 0..STEPS {
                progress.inc(1);
            }
        });
        row("sse-progress: wrap_iter, for each item", |_| {
            for step in progress.wrap_iter(0..STEPS) {
                black_box(step);
            }
        });
    });
}

/// Prints one line: `work` by itself, then twice at once.
fn row(name: &str, work: impl Fn(usize) + Sync) {
    let times = [1, 2].map(|threads| {
        let rounds = (0..ROUNDS).map(|_| round(threads, &work));
        rounds.fold(f64::INFINITY, f64::min)
    });
    println!("{name:44} {:8.1} {:8.1}", times[0], times[1]);
}

fn round(threads: usize, work: &(impl Fn(usize) + Sync)) -> f64 {
    let start = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || work(thread));
        }
    });
    start.elapsed().as_nanos() as f64 / STEPS as f64
}

/// Lends `work` the bar of a run that is under way.
fn served(work: impl FnOnce(Progress)) {
    type Lend = std::sync::mpsc::Sender<Progress>;

    /// Gives its bar away and waits to be cancelled.
    #[job("/lend")]
    async fn lend(progress: Progress, #[state] lend: Lend) {
        let _ = lend.send(progress.clone());
        std::future::pending::<()>().await;
    }

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (sender, receiver) = std::sync::mpsc::channel();
    let jobs = Jobs::builder().jobs(jobs![lend]).state(sender).build();
    let jobs = jobs.expect("jobs that fit together");
    let run = runtime.block_on(async { jobs.start("lend", serde_json::json!({})) });
    let mut watch = run.expect("a run").watch();
    runtime.spawn(async move { while watch.next().await.is_some() {} });
    work(receiver.recv().expect("the bar of the run"));
}
