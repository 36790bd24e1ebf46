//! Turns what a job reports into events of its log.

use std::borrow::Cow;
use std::collections::HashMap;
use std::convert::Infallible;
use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use serde_json::value::RawValue;

use crate::log::{Batch, Fenced, Log};
use crate::protocol::{self, Done, QueuePlace, RunState, Snapshot, TaskState};

use super::bar::Reading;
use super::confine::confine;
use super::estimate::Estimate;
use super::queue::Turn;
use super::report::Report;

/// Lines that are said within so short a time travel together, so that a job that says very many
/// does not wake every watcher for each.
const LINE_INTERVAL: Duration = Duration::from_millis(10);

/// For runs whose interval is shorter: far longer than what one core writes takes to reach another.
const SECOND_LOOK: Duration = Duration::from_millis(1);

/// What the run is doing: its supervisor writes it, and the sampler shows it.
#[derive(Debug)]
pub(crate) struct CurrentState(AtomicU8);

impl CurrentState {
    pub(crate) fn new(state: RunState) -> Self {
        Self(AtomicU8::new(state as u8))
    }

    // One writer, and the value stands for itself: no ordering is needed.
    pub(crate) fn set(&self, state: RunState) {
        self.0.store(state as u8, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> RunState {
        match self.0.load(Ordering::Relaxed) {
            state if state == RunState::Queued as u8 => RunState::Queued,
            state if state == RunState::Running as u8 => RunState::Running,
            _ => RunState::Cancelling,
        }
    }
}

/// Reads the report when there is something new, at most once in `interval`, and writes the log.
#[derive(Debug)]
pub(crate) struct Sampler {
    report: Arc<Report>,
    state: Arc<CurrentState>,
    /// None for a report that waits in no queue.
    turn: Option<Arc<Turn>>,
    job: &'static str,
    interval: Duration,
    /// What the newest snapshot shows.
    shown: Option<Sample>,
    /// Whether a bar has to be read once more.
    provisional: bool,
    /// Of the run's own bar, once it has been read.
    estimate: Option<Estimate>,
    /// Of its tasks.
    task_estimates: HashMap<u64, Estimate>,
}

/// All of a snapshot that does not change by itself with time.
#[derive(Debug, PartialEq)]
struct Sample {
    state: RunState,
    queue: Option<QueuePlace>,
    root: Reading,
    tasks: Vec<TaskSample>,
    tasks_omitted: u64,
    data: SampledData,
}

/// What the job has set last.
#[derive(Debug)]
struct SampledData(Option<Arc<RawValue>>);

impl PartialEq for SampledData {
    fn eq(&self, other: &Self) -> bool {
        let [one, other] = [self, other].map(|data| data.0.as_deref().map(RawValue::get));
        one == other
    }
}

#[derive(Debug, PartialEq)]
struct TaskSample {
    id: u64,
    parent: Option<u64>,
    label: Arc<str>,
    state: TaskState,
    reading: Reading,
}

impl Sampler {
    pub(crate) fn new(
        report: Arc<Report>,
        state: Arc<CurrentState>,
        turn: Option<Arc<Turn>>,
        job: &'static str,
        interval: Duration,
    ) -> Self {
        Self {
            report,
            state,
            turn,
            job,
            interval,
            shown: None,
            provisional: false,
            estimate: None,
            task_estimates: HashMap::new(),
        }
    }

    /// Samples for as long as it is polled and the log takes it. A run with nothing new leaves it
    /// asleep.
    pub(crate) async fn run(&mut self, log: &impl Log) -> Infallible {
        let Err(Fenced) = self.sample_on(log).await;
        std::future::pending().await
    }

    async fn sample_on(&mut self, log: &impl Log) -> Result<Infallible, Fenced> {
        let report = self.report.clone();
        let mut next = tokio::time::Instant::now() + self.interval;
        let mut due = false;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(next), if due => {
                    let now = tokio::time::Instant::now();
                    due = self.sample(log, Instant::now())?;
                    next = now + match due {
                        true => self.interval.max(SECOND_LOOK),
                        false => self.interval,
                    };
                }
                () = report.wake.raised() => {
                    due = true;
                    if self.take_lines(log)? {
                        tokio::select! {
                            () = tokio::time::sleep(LINE_INTERVAL) => {}
                            () = report.wake.flush_requested() => {}
                        }
                    }
                }
            }
        }
    }

    /// Writes what is left, the last lines and the last values, and then the end. Before that, the next
    /// run has its turn: whoever is told of the end finds room for it.
    pub(crate) fn finish(&mut self, log: &impl Log, done: Done) -> Result<(), Fenced> {
        self.sample(log, Instant::now())?;
        self.turn = None;
        log.finish(done)
    }

    /// Passes the lines on, and says whether there were any.
    fn take_lines(&self, log: &impl Log) -> Result<bool, Fenced> {
        let batch = self.report.pending.take();
        let any = !batch.lines.is_empty();
        if any {
            log.append(batch)?;
        }
        Ok(any)
    }

    /// Passes on what is new. Returns whether it has to be called once more, although nobody may
    /// raise the flag: see [`Unread`](super::unread::Unread).
    fn sample(&mut self, log: &impl Log, now: Instant) -> Result<bool, Fenced> {
        let batch = self.batch(now);
        if batch.progress.is_some() || !batch.lines.is_empty() {
            log.append(batch)?;
        }
        Ok(self.provisional)
    }

    /// The lines that are left, and then a snapshot if it would not be the last one over again.
    pub(crate) fn batch(&mut self, now: Instant) -> Batch {
        let mut batch = self.report.pending.take();
        batch.progress = self.snapshot_if_new(now);
        batch
    }

    /// The snapshot of this moment, unless it shows nothing new.
    fn snapshot_if_new(&mut self, now: Instant) -> Option<Snapshot> {
        let sample = self.read();
        if self.shown.as_ref() == Some(&sample) {
            return None;
        }
        Some(self.show(sample, now))
    }

    /// The snapshot of this moment.
    pub(crate) fn snapshot(&mut self, now: Instant) -> Snapshot {
        let sample = self.read();
        self.show(sample, now)
    }

    fn show(&mut self, sample: Sample, now: Instant) -> Snapshot {
        let root = bar(&mut self.estimate, &sample.root, now);
        let mut tasks = Vec::with_capacity(sample.tasks.len());
        let mut estimates = HashMap::with_capacity(sample.tasks.len());
        for task in &sample.tasks {
            let mut estimate = self.task_estimates.remove(&task.id);
            tasks.push(protocol::Task {
                id: task.id,
                parent: task.parent,
                label: task.label.to_string(),
                state: task.state,
                bar: bar(&mut estimate, &task.reading, now),
            });
            estimates.extend(estimate.map(|estimate| (task.id, estimate)));
        }
        // Those of tasks that are not shown any more go.
        self.task_estimates = estimates;
        let mut snapshot = Snapshot {
            run: self.report.run.clone(),
            job: Cow::Borrowed(self.job),
            state: sample.state,
            bar: root,
            queue: sample.queue,
            tasks,
            tasks_omitted: sample.tasks_omitted,
            data: sample.data.0.as_deref().map(ToOwned::to_owned),
        };
        confine(&mut snapshot);
        self.shown = Some(sample);
        snapshot
    }

    fn read(&mut self) -> Sample {
        let (tasks, tasks_omitted) = self.report.tasks.list();
        let sample = Sample {
            state: self.state.get(),
            queue: self.turn.as_ref().and_then(|turn| turn.place()),
            root: self.report.root.read(),
            tasks: tasks
                .into_iter()
                .map(|task| TaskSample {
                    id: task.id,
                    parent: task.parent,
                    label: task.label,
                    state: task.state,
                    reading: task.bar.read(),
                })
                .collect(),
            tasks_omitted,
            data: SampledData(self.report.data.get()),
        };
        let mut bars =
            iter::once(&sample.root).chain(sample.tasks.iter().map(|task| &task.reading));
        self.provisional = bars.any(|reading| reading.provisional);
        sample
    }
}

fn bar(estimate: &mut Option<Estimate>, reading: &Reading, now: Instant) -> protocol::Bar {
    // Time counts while the work goes on.
    let begun = reading.started.unwrap_or(now);
    let now = reading.ended.unwrap_or(now);
    if reading.begun_anew {
        *estimate = None;
    }
    let estimate =
        estimate.get_or_insert_with(|| Estimate::new(now, reading.counted, reading.placed));
    estimate.record(now, reading.counted, reading.placed);
    let (rate, eta) = (estimate.rate(), estimate.eta(reading.length));
    reading.pace.show(rate, eta);
    protocol::Bar {
        position: reading.position(),
        length: reading.length,
        unit: reading.text.unit.clone(),
        message: reading.text.message.clone(),
        fraction: reading
            .length
            .and_then(|length| fraction(reading.position(), length)),
        elapsed_ms: millis(now.saturating_duration_since(begun)),
        rate,
        eta_ms: eta.map(millis),
    }
}

/// How much of `length` is done: 0 to 1, also for a bar that has passed its length. None of a length
/// of 0: a run that finds nothing to do is not complete before it ends, and may still fail.
fn fraction(position: u64, length: u64) -> Option<f64> {
    if length == 0 {
        return None;
    }
    if position >= length {
        return Some(1.0);
    }
    #[allow(
        clippy::cast_precision_loss,
        reason = "a fraction is shown, not counted with"
    )]
    let fraction = position as f64 / length as f64;
    Some(fraction.min(1.0))
}

pub(crate) fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
