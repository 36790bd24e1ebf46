//! 10,000 clients of one run lose their connections and come back at once, each with the id of the event
//! that it has read last: how long until all go on, whether they miss a line, and whether the server's
//! memory is what it was.

use std::time::{Duration, Instant};

use super::verdict;
use crate::files;
use crate::load::Load;
use crate::options::Options;
use crate::process::Process;

const STREAMS: usize = 10_000;

/// Each of them reads every line.
const EVERY_MS: u64 = 500;

/// For the lines that follow, and for the server to have put everything away.
const AFTERWARDS: Duration = Duration::from_secs(3);

const MOST: Duration = Duration::from_secs(5);

/// More than so much is more than what an allocator keeps.
const MOST_GROWTH: f64 = 0.1;

pub(super) fn measure(options: &Options) {
    let streams = files::streams(STREAMS);
    println!("resuming: {streams} clients that come back at once");
    println!(
        "{:24} {:>8} {:>10} {:>9} {:>9} {:>9}  to reach",
        "", "all s", "lost lines", "MB before", "MB after", "MB later"
    );
    for server in options.servers(&["own", "warp", "axum"]) {
        let mut process = Process::start(server.kind, EVERY_MS);
        let mut load = Load::new(server.version);
        let path = process.shared.clone();
        let run = path.rsplit('/').next().expect("the id of a run");
        load.open(&process, (0..streams).map(|_| path.clone()));
        load.read_for(AFTERWARDS);
        let before = process.memory();

        load.count_anew();
        let begin = Instant::now();
        load.reconnect_all(&process, &path, run);
        load.wait("streams that go on", |counts| counts.begun >= streams);
        let all = begin.elapsed();
        let after = process.memory();
        load.read_for(AFTERWARDS);
        let later = process.memory();
        let lost = load.counts.lost;
        let grown = (later - before) as f64 / before as f64;
        let reached = all <= MOST && lost == 0 && load.counts.broken == 0 && grown <= MOST_GROWTH;
        println!(
            "{:24} {:8.2} {lost:10} {:9.1} {:9.1} {:9.1}  {MOST:?}, 0, memory back: {}",
            server.label,
            all.as_secs_f64(),
            before as f64 / 1e6,
            after as f64 / 1e6,
            later as f64 / 1e6,
            verdict(reached),
        );
    }
}
