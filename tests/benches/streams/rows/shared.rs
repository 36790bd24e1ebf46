//! One run and 1,000 clients that watch it, at 20 events/s: what an event costs the server for each of
//! them, and what an open stream takes of its memory. The latency is from when the job made the event. What
//! an event costs its client is shown, too: it has to be less.
//!
//! The servers take turns, so that what else the machine does meets all alike: a processor that others use,
//! too, is faster in one minute than in the next.

use std::time::Duration;

use crate::contestant::{Contestant, FLOOR};
use crate::files;
use crate::load::{Histogram, Load};
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

/// How many turns each server has.
const TURNS: u32 = 5;

/// What a server took in all of its turns.
struct Measured {
    server: &'static Contestant,
    cost: Cost,
    events: u64,
    lost: u64,
    latencies: Histogram,
    /// Of the memory, in each turn.
    bytes: Vec<f64>,
}

pub(super) fn measure(options: &Options) {
    let streams = files::streams(STREAMS);
    println!(
        "shared: {streams} watchers of one run, {} events/s each, {:?} in {TURNS} turns",
        1_000 / EVERY_MS,
        options.time
    );
    let mut all: Vec<Measured> = options.servers(SERVERS).map(Measured::new).collect();
    for _ in 0..TURNS {
        for measured in &mut all {
            measured.take_turn(streams, options.time / TURNS);
        }
    }
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
    for measured in &all {
        let server = measured.server;
        let beside = |name: &str| {
            let other = all.iter().find(|other| other.server.name == name);
            let other = other.filter(|_| name != server.name)?;
            Some(measured.micros() / other.micros())
        };
        let show = |ratio: Option<f64>| ratio.map_or("-".to_owned(), |it| format!("{it:.2}"));
        println!(
            "{:24} {:9.2} {:>7} {:>7} {:9.1} {:8.2} {:8.2} {:9.0} {:10.2}  {}",
            server.label,
            measured.micros(),
            show(beside(FLOOR)),
            show(server.rival.and_then(beside)),
            measured.bytes.iter().sum::<f64>() / f64::from(TURNS) / 1e3,
            measured.latencies.millis(0.5),
            measured.latencies.millis(0.99),
            measured.events as f64 / measured.cost.time.as_secs_f64(),
            measured.cost.micros_of_clients_per(measured.events),
            to_reach(server.name),
        );
        if measured.lost > 0 {
            println!("  it lost {} events", measured.lost);
        }
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

impl Measured {
    fn new(server: &'static Contestant) -> Self {
        Self {
            server,
            cost: Cost::default(),
            events: 0,
            lost: 0,
            latencies: Histogram::new(),
            bytes: Vec::new(),
        }
    }

    fn micros(&self) -> f64 {
        self.cost.micros_per(self.events)
    }

    fn take_turn(&mut self, streams: usize, time: Duration) {
        let mut process = Process::start(self.server.kind, EVERY_MS);
        let mut load = Load::new(self.server.version);
        let path = process.shared.clone();
        load.open(&process, (0..FIRST).map(|_| path.clone()));
        load.wait("first events", |counts| counts.events > 0);
        let memory = process.memory();
        load.open(&process, (FIRST..streams).map(|_| path.clone()));
        load.wait("first events", |counts| counts.begun >= streams);

        load.count_anew();
        self.cost
            .add(Cost::of(&mut process, || load.read_for(time)));
        self.events += load.counts.events;
        self.lost += load.counts.lost;
        self.latencies.add(&load.counts.latencies);
        let bytes = (process.memory() - memory) as f64;
        self.bytes.push(bytes / (streams - FIRST) as f64);
    }
}
