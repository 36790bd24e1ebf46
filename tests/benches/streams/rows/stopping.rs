//! SIGTERM with 10,000 open streams: whether each gets its `done`, and when the process has ended. The
//! runs would go on for ever, so they are cancelled after the grace.

use std::time::{Duration, Instant};

use super::verdict;
use crate::files;
use crate::load::Load;
use crate::options::Options;
use crate::process::Process;

const STREAMS: usize = 10_000;

/// How long runs may go on when the server is told to stop.
pub(crate) const STOP_GRACE: Duration = Duration::from_secs(1);

/// Beyond the grace.
const MOST: Duration = Duration::from_secs(2);

/// Between two looks at the process, once all streams have ended.
const LOOK: Duration = Duration::from_millis(5);

pub(super) fn measure(options: &Options) {
    let streams = files::streams(STREAMS);
    println!("stopping: SIGTERM with {streams} streams, and a grace of {STOP_GRACE:?}");
    println!(
        "{:24} {:>16} {:>8} {:>8} {:>14}  to reach",
        "", "of", "done", "exit s", "status"
    );
    for server in options.servers(&["own", "own-h2c"]) {
        for (what, own) in [("one run", false), ("a run each", true)] {
            let mut process = Process::start(server.kind, 0);
            let mut load = Load::new(server.version);
            let paths: Vec<_> = (0..streams)
                .map(|number| match own {
                    true => process.own(0, number),
                    false => process.shared.clone(),
                })
                .collect();
            load.open(&process, paths);

            let begin = Instant::now();
            process.terminate();
            load.wait("ends", |counts| counts.done + counts.broken >= streams);
            let status = loop {
                match process.ended() {
                    Some(status) => break status,
                    None => std::thread::sleep(LOOK),
                }
            };
            let time = begin.elapsed();
            let most = STOP_GRACE + MOST;
            let done = load.counts.done;
            println!(
                "{:24} {what:>16} {done:8} {:8.2} {:>14}  all, {most:?}, 0: {}",
                server.label,
                time.as_secs_f64(),
                status.to_string().trim_start_matches("exit status: "),
                verdict(done == streams && status.success() && time <= most),
            );
        }
    }
}
