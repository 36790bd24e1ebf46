//! How long it takes from a client's FIN until the future of its run is dropped, beside 1,000 open
//! streams: idle ones, and such that get 20 events/s each.

use std::collections::HashMap;
use std::time::Duration;

use super::verdict;
use crate::contestant::Contestant;
use crate::files;
use crate::load::{Histogram, Load};
use crate::message::now;
use crate::options::Options;
use crate::process::Process;

const STREAMS: usize = 1_000;
const LEAVING: usize = 500;
const MOST_MS: f64 = 5.0;

/// Between two that leave, so that each meets the server at another moment.
const APART: Duration = Duration::from_micros(7_300);

/// Until the last has been noticed; less than a heartbeat.
const AFTERWARDS: Duration = Duration::from_secs(2);

pub(super) fn measure(options: &Options) {
    let streams = files::streams(STREAMS + LEAVING) - LEAVING;
    println!("leaving: from FIN to the dropped future, {LEAVING} clients beside {streams} streams");
    println!(
        "{:24} {:>16} {:>8} {:>8} {:>8}  to reach",
        "", "the streams", "p50 ms", "p99 ms", "noticed"
    );
    for server in options.servers(&["own", "warp", "axum"]) {
        for (what, every_ms) in [("idle", 0), ("20 events/s", 50)] {
            let (times, noticed) = measure_one(server, streams, every_ms);
            let p99 = times.millis(0.99);
            let reached = noticed == LEAVING && p99 <= MOST_MS;
            println!(
                "{:24} {what:>16} {:8.2} {p99:8.2} {noticed:8}  p99 {MOST_MS} ms: {}",
                server.label,
                times.millis(0.5),
                verdict(reached),
            );
        }
    }
}

/// The times, and how many were noticed.
fn measure_one(server: &Contestant, streams: usize, every_ms: u64) -> (Histogram, usize) {
    let mut process = Process::start(server.kind, every_ms);
    let mut load = Load::new(server.version);
    let path = process.shared.clone();
    load.open(&process, (0..streams).map(|_| path.clone()));
    let paths: Vec<_> = (0..LEAVING).map(|number| process.own(0, number)).collect();
    load.open(&process, paths);

    let mut at = HashMap::new();
    for number in 0..LEAVING {
        at.insert(number, now());
        load.leave(streams + number);
        load.read_for(APART);
    }
    load.read_for(AFTERWARDS);
    let left = process.left();
    let mut times = Histogram::new();
    for (number, dropped) in &left {
        times.record(dropped.saturating_sub(at[number]));
    }
    (times, left.len())
}
