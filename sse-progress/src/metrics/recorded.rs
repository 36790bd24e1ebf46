//! Counts by way of the `metrics` crate.

use std::time::Duration;

use metrics::{
    Counter, Gauge, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge,
    histogram,
};

use crate::protocol::{Event, Status};

const RUNS: &str = "sse_progress_runs_total";
const RUN_DURATION: &str = "sse_progress_run_duration_seconds";
const RUNNING: &str = "sse_progress_runs_running";
const QUEUED: &str = "sse_progress_runs_queued";
const CANCEL_DURATION: &str = "sse_progress_cancel_duration_seconds";
const OVERRUNS: &str = "sse_progress_overruns_total";
const OVERRUNNING: &str = "sse_progress_functions_overrunning";
const WATCHERS: &str = "sse_progress_watchers";
const RESUMES: &str = "sse_progress_resumes_total";
const SENT_EVENTS: &str = "sse_progress_sent_events_total";
const SENT_BYTES: &str = "sse_progress_sent_bytes_total";
const SUPERSEDED: &str = "sse_progress_superseded_snapshots_total";
const MISSED: &str = "sse_progress_missed_lines_total";

/// Says what the names mean to the recorder that is installed, if there is one.
pub(crate) fn describe() {
    describe_counter!(RUNS, "Runs that have ended, by how they ended.");
    describe_histogram!(
        RUN_DURATION,
        Unit::Seconds,
        "How long the functions of runs took, by how they ended."
    );
    describe_gauge!(RUNNING, "Runs whose function goes on.");
    describe_gauge!(
        QUEUED,
        "Runs that wait for a place among the concurrency of their job."
    );
    describe_histogram!(
        CANCEL_DURATION,
        Unit::Seconds,
        "From the moment at which a run was asked to stop to the end of its function."
    );
    describe_counter!(
        OVERRUNS,
        "Functions that went on for a second after they had been stopped, and their time to clean up."
    );
    describe_gauge!(OVERRUNNING, "The functions of these that still go on.");
    describe_gauge!(
        WATCHERS,
        "Watchers of this process, each counted for each run that it watches."
    );
    describe_counter!(RESUMES, "Watchers that came back with the id of an event.");
    describe_counter!(SENT_EVENTS, "Events that streams have sent.");
    describe_counter!(
        SENT_BYTES,
        Unit::Bytes,
        "Bytes of event streams, those of heartbeats among them."
    );
    describe_counter!(
        SUPERSEDED,
        "Snapshots that a watcher was not sent, since a newer one had taken their place."
    );
    describe_counter!(
        MISSED,
        "Log lines that a watcher was told it will never see, since the run said more than is remembered."
    );
}

/// What is counted of one run. What happens often has its counter at hand.
pub(crate) struct RunMetrics {
    job: &'static str,
    watchers: Gauge,
    progress: Counter,
    log: Counter,
    done: Counter,
    superseded: Counter,
    missed: Counter,
}

impl RunMetrics {
    pub(crate) fn new(job: &'static str) -> Self {
        let sent = |event| counter!(SENT_EVENTS, "job" => job, "event" => event);
        Self {
            job,
            watchers: gauge!(WATCHERS, "job" => job),
            progress: sent("progress"),
            log: sent("log"),
            done: sent("done"),
            superseded: counter!(SUPERSEDED, "job" => job),
            missed: counter!(MISSED, "job" => job),
        }
    }

    /// It waits for its turn.
    pub(crate) fn queued(&self) -> Gauged {
        Gauged::new(gauge!(QUEUED, "job" => self.job))
    }

    /// Its function goes on.
    pub(crate) fn running(&self) -> Gauged {
        Gauged::new(gauge!(RUNNING, "job" => self.job))
    }

    /// Its function goes on although it was stopped.
    pub(crate) fn overrun(&self) -> Gauged {
        counter!(OVERRUNS, "job" => self.job).increment(1);
        Gauged::new(gauge!(OVERRUNNING, "job" => self.job))
    }

    /// It has one watcher more.
    pub(crate) fn watched(&self) -> Gauged {
        Gauged::new(self.watchers.clone())
    }

    /// A watcher of it came back.
    pub(crate) fn resumed(&self) {
        counter!(RESUMES, "job" => self.job).increment(1);
    }

    /// It was asked to stop, and its function has ended after so long.
    pub(crate) fn cancelled(&self, after: Duration) {
        histogram!(CANCEL_DURATION, "job" => self.job).record(after);
    }

    /// It has its end.
    pub(crate) fn ended(&self, status: Status, duration: Duration) {
        let status = status.to_string();
        counter!(RUNS, "job" => self.job, "status" => status.clone()).increment(1);
        histogram!(RUN_DURATION, "job" => self.job, "status" => status).record(duration);
    }

    /// Takes over what a watcher was sent.
    pub(crate) fn sent(&self, sent: &mut Sent) {
        let Sent {
            progress,
            log,
            done,
            superseded,
            missed,
        } = std::mem::take(sent);
        for (counter, number) in [
            (&self.progress, progress),
            (&self.log, log),
            (&self.done, done),
            (&self.superseded, superseded),
            (&self.missed, missed),
        ] {
            if number > 0 {
                counter.increment(number);
            }
        }
    }
}

/// Counts as one in a gauge until it is dropped.
pub(crate) struct Gauged(Gauge);

impl Gauged {
    fn new(gauge: Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Gauged {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// What one watcher was sent since this was last passed on.
#[derive(Default)]
pub(crate) struct Sent {
    progress: u64,
    log: u64,
    done: u64,
    pub(crate) superseded: u64,
    missed: u64,
}

impl Sent {
    pub(crate) fn event(&mut self, event: &Event) {
        match event {
            Event::Progress(_) => self.progress += 1,
            Event::Done(_) => self.done += 1,
            Event::Log(line) => {
                self.log += 1;
                self.missed += line.missed.unwrap_or(0);
            }
        }
    }
}

/// The bytes of one stream.
pub(crate) struct SentBytes {
    bytes: u64,
    total: Counter,
}

impl SentBytes {
    pub(crate) fn new() -> Self {
        Self {
            bytes: 0,
            total: counter!(SENT_BYTES),
        }
    }

    pub(crate) fn add(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    pub(crate) fn pass_on(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        if bytes > 0 {
            self.total.increment(bytes);
        }
    }
}

impl Drop for SentBytes {
    fn drop(&mut self) {
        self.pass_on();
    }
}
