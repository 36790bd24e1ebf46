//! 10,000 runs, each with its own watcher and 5 events/s, and the clients on the same cores: whether all
//! events are served, and how late. An event waits for the sampler, which looks at a run once in the
//! job's interval.

use super::verdict;
use crate::files;
use crate::load::Load;
use crate::options::Options;
use crate::process::{Cost, Process};

const RUNS: usize = 10_000;
const EVERY_MS: u64 = 200;

/// The interval of the job, and 150 ms.
const MOST_MS: f64 = 250.0;

/// Ticks at both ends of the time that is measured may be in or out.
const ALL: f64 = 0.995;

pub(super) fn measure(options: &Options) {
    let runs = files::streams(RUNS);
    let wanted = (runs as u64 * 1_000 / EVERY_MS) as f64;
    println!(
        "many: {runs} runs, each with its own watcher, {} events/s each, {:?}",
        1_000 / EVERY_MS,
        options.time
    );
    println!(
        "{:24} {:>9} {:>9} {:>8} {:>8} {:>8}  to reach",
        "", "events/s", "us/event", "cores", "p50 ms", "p99 ms"
    );
    for server in options.servers(&["tcp", "warp-sse", "axum-sse", "own", "warp", "axum"]) {
        let mut process = Process::start(server.kind, 0);
        let mut load = Load::new(server.version);
        let paths: Vec<_> = (0..runs)
            .map(|number| process.own(EVERY_MS, number))
            .collect();
        load.open(&process, paths);
        load.wait("first events", |counts| counts.begun >= runs);

        load.count_anew();
        let cost = Cost::of(&mut process, || load.read_for(options.time));
        let counts = &load.counts;
        let per_second = counts.events as f64 / cost.time.as_secs_f64();
        let p99 = counts.latencies.millis(0.99);
        let to_reach = match server.rival {
            // The others do less: they make a line, and the next one in time.
            None => String::new(),
            Some(_) => format!(
                "{wanted} events/s, p99 {MOST_MS} ms: {}",
                verdict(per_second >= wanted * ALL && p99 <= MOST_MS)
            ),
        };
        println!(
            "{:24} {per_second:9.0} {:9.2} {:8.2} {:8.1} {p99:8.1}  {to_reach}",
            server.label,
            cost.micros_per(counts.events),
            cost.share(),
            counts.latencies.millis(0.5),
        );
        if counts.broken > 0 {
            println!("  {} streams broke off", counts.broken);
        }
    }
}
