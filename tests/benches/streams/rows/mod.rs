//! What is measured.

mod idle;
mod leaving;
mod many;
mod resuming;
mod runs;
mod shared;
mod stopping;

use super::options::Options;

pub(crate) use stopping::STOP_GRACE;

#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    /// Measures, and prints a table.
    pub(crate) measure: fn(&Options),
}

pub(crate) const ROWS: &[Row] = &[
    Row {
        name: "shared",
        what: "1,000 watchers of one run: CPU of the server per event, memory per stream, latency",
        measure: shared::measure,
    },
    Row {
        name: "runs",
        what: "1,000 runs, each with its own watcher: memory per run",
        measure: runs::measure,
    },
    Row {
        name: "many",
        what: "10,000 runs, each with its own watcher and 5 events/s: events served, latency",
        measure: many::measure,
    },
    Row {
        name: "idle",
        what: "10,000 streams on which nothing happens: CPU of the server",
        measure: idle::measure,
    },
    Row {
        name: "leaving",
        what: "from a client's FIN to the dropped future of its run, beside 1,000 streams",
        measure: leaving::measure,
    },
    Row {
        name: "resuming",
        what: "10,000 clients that lose their connections and come back at once",
        measure: resuming::measure,
    },
    Row {
        name: "stopping",
        what: "SIGTERM with 10,000 open streams",
        measure: stopping::measure,
    },
];

/// Whether something that is counted or measured is as it should be.
fn verdict(reached: bool) -> &'static str {
    if reached { "reached" } else { "NOT REACHED" }
}
