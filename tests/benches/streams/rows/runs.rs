//! 1,000 runs, each with its own watcher: what a run and its stream take of the server's memory. Each
//! shows something new once in a second.

use std::time::Duration;

use super::verdict;
use crate::files;
use crate::load::Load;
use crate::options::Options;
use crate::process::Process;

const RUNS: usize = 1_000;
const EVERY_MS: u64 = 1_000;

/// They are there before memory is first looked at, so that what each server has once is not counted.
const FIRST: usize = 10;

/// Until every run has shown something a few times.
const SETTLED: Duration = Duration::from_secs(3);

const MOST_KB: f64 = 9.0;

pub(super) fn measure(options: &Options) {
    let runs = files::streams(RUNS);
    println!("runs: {runs} runs, each with its own watcher");
    println!("{:24} {:>9}  to reach", "", "kB/run");
    for server in options.servers(&["own", "warp", "axum", "own-h2c"]) {
        let mut process = Process::start(server.kind, 0);
        let mut load = Load::new(server.version);
        let paths: Vec<_> = (0..runs)
            .map(|number| process.own(EVERY_MS, number))
            .collect();
        load.open(&process, paths[..FIRST].iter().cloned());
        load.wait("events", |counts| counts.events > 0);
        let memory = process.memory();
        load.open(&process, paths[FIRST..].iter().cloned());
        load.read_for(SETTLED);
        let kb = (process.memory() - memory) as f64 / (runs - FIRST) as f64 / 1e3;
        let to_reach = match server.name {
            "own" => format!("{MOST_KB} kB: {}", verdict(kb <= MOST_KB)),
            _ => String::new(),
        };
        println!("{:24} {kb:9.1}  {to_reach}", server.label);
    }
}
