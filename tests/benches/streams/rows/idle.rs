//! 10,000 streams on which nothing happens but heartbeats, one in 15 seconds: what they cost. The time
//! that is measured is a multiple of these seconds, so that every stream has its share of heartbeats.

use std::time::Duration;

use super::verdict;
use crate::files;
use crate::load::Load;
use crate::options::Options;
use crate::process::{Cost, Process};

const STREAMS: usize = 10_000;
const HEARTBEAT_S: u64 = 15;
const MOST_PERCENT: f64 = 1.0;

pub(super) fn measure(options: &Options) {
    let streams = files::streams(STREAMS);
    let beats = options.time.as_secs().div_ceil(HEARTBEAT_S).max(1);
    let time = Duration::from_secs(beats * HEARTBEAT_S);
    println!("idle: {streams} streams, {time:?}");
    println!("{:24} {:>9} {:>9}  to reach", "", "% of core", "kB/stream");
    for server in options.servers(&["warp-sse", "axum-sse", "own", "warp", "axum"]) {
        let mut process = Process::start(server.kind, 0);
        let mut load = Load::new(server.version);
        let memory = process.memory();
        let path = process.shared.clone();
        load.open(&process, (0..streams).map(|_| path.clone()));
        let cost = Cost::of(&mut process, || load.read_for(time));
        let percent = cost.share() * 100.0;
        let kb = (process.memory() - memory) as f64 / streams as f64 / 1e3;
        let to_reach = match server.name {
            "own" => format!("{MOST_PERCENT} %: {}", verdict(percent < MOST_PERCENT)),
            _ => String::new(),
        };
        println!("{:24} {percent:9.2} {kb:9.1}  {to_reach}", server.label);
        assert_eq!(load.counts.broken, 0, "streams broke off");
    }
}
