//! One run and 1,000 clients that watch it, at 20 events/s: what an event costs the server for each of
//! them, and what an open stream takes of its memory. The latency is from when the job made the event. What
//! an event costs its client is shown, too: it has to be less.

use crate::contestant::{Contestant, FLOOR};
use crate::files;
use crate::load::Load;
use crate::options::Options;
use crate::process::{Cost, Process};

const STREAMS: usize = 1_000;
const EVERY_MS: u64 = 50;

/// They are there before memory is first looked at, so that what each server has once is not counted.
const FIRST: usize = 10;

const SERVERS: &[&str] = &[
    "tcp",
    "hyper",
    "warp-sse",
    "axum-sse",
    "warp-sse-h2c",
    "warp-sse-proxied",
    "own",
    "warp",
    "axum",
    "own-h2c",
    "own-proxied",
];

struct Measured {
    name: &'static str,
    micros: f64,
    micros_of_clients: f64,
    bytes: f64,
    p50: f64,
    p99: f64,
    per_second: f64,
    lost: u64,
}

pub(super) fn measure(options: &Options) {
    let streams = files::streams(STREAMS);
    println!(
        "shared: {streams} watchers of one run, {} events/s each, {:?}",
        1_000 / EVERY_MS,
        options.time
    );
    println!(
        "{:24} {:>9} {:>7} {:>7} {:>9} {:>8} {:>8} {:>9} {:>10}  to reach",
        "",
        "us/event",
        "x tcp",
        "x rival",
        "kB/stream",
        "p50 ms",
        "p99 ms",
        "events/s",
        "client us"
    );
    let mut before: Vec<Measured> = Vec::new();
    for server in options.servers(SERVERS) {
        let measured = measure_one(server, streams, options);
        let beside = |name: &str| {
            let other = before.iter().find(|other| other.name == name)?;
            Some(measured.micros / other.micros)
        };
        let floor = beside(FLOOR);
        let rival = server.rival.and_then(beside);
        let show = |ratio: Option<f64>| ratio.map_or("-".to_owned(), |it| format!("{it:.2}"));
        println!(
            "{:24} {:9.2} {:>7} {:>7} {:9.1} {:8.2} {:8.2} {:9.0} {:10.2}  {}",
            server.label,
            measured.micros,
            show(floor),
            show(rival),
            measured.bytes / 1e3,
            measured.p50,
            measured.p99,
            measured.per_second,
            measured.micros_of_clients,
            to_reach(server.name),
        );
        if measured.lost > 0 {
            println!("  it lost {} events", measured.lost);
        }
        before.push(measured);
    }
    println!(
        "x rival: beside warp::sse, in axum beside axum Sse, over h2c beside warp::sse over h2c; \
         10 each: with 10 streams on a connection"
    );
}

fn to_reach(name: &str) -> &'static str {
    match name {
        "own" => "1.2 x tcp, 0.75 x rival, 4 kB",
        "warp" | "axum" | "own-h2c" | "own-proxied" => "0.9 x rival",
        _ => "",
    }
}

fn measure_one(server: &Contestant, streams: usize, options: &Options) -> Measured {
    let mut process = Process::start(server.kind, EVERY_MS);
    let mut load = Load::new(server.version);
    let path = process.shared.clone();
    load.open(&process, (0..FIRST).map(|_| path.clone()));
    load.wait("first events", |counts| counts.events > 0);
    let memory = process.memory();
    load.open(&process, (FIRST..streams).map(|_| path.clone()));
    load.wait("first events", |counts| counts.begun >= streams);

    load.count_anew();
    let cost = Cost::of(&mut process, || load.read_for(options.time));
    let counts = &load.counts;
    Measured {
        name: server.name,
        micros: cost.micros_per(counts.events),
        micros_of_clients: cost.micros_of_clients_per(counts.events),
        bytes: (process.memory() - memory) as f64 / (streams - FIRST) as f64,
        p50: counts.latencies.millis(0.5),
        p99: counts.latencies.millis(0.99),
        per_second: counts.events as f64 / cost.time.as_secs_f64(),
        lost: counts.lost,
    }
}
