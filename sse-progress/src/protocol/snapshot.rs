//! What a `progress` event carries.

pub(in crate::protocol) mod fields;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use self::fields::{SnapshotFields, TaskFields};
use super::{RunId, data};

/// The state of a run and of all its bars: complete in itself, never a difference.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "SnapshotFields")]
pub struct Snapshot {
    /// The run.
    pub run: RunId,
    /// The name of its job.
    pub job: Cow<'static, str>,
    /// What the run is doing.
    pub state: RunState,
    /// The run's own bar.
    #[serde(flatten)]
    pub bar: Bar,
    /// The run's place in its job's queue, while it waits there.
    pub queue: Option<QueuePlace>,
    /// The bars inside the run, parents before their children.
    pub tasks: Vec<Task>,
    /// How many more tasks are under way than `tasks` has room for.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tasks_omitted: u64,
    /// The newest data of the run, if it has set any: the text of one JSON value, exactly as the
    /// server sent it. [`data_as`](Self::data_as) reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Box<RawValue>>,
}

impl Snapshot {
    /// The data as a value of a type of yours; `None` if the run has set none.
    ///
    /// # Errors
    ///
    /// When the JSON is not that of a `T`.
    pub fn data_as<'a, T: Deserialize<'a>>(&'a self) -> serde_json::Result<Option<T>> {
        data::read(self.data.as_deref())
    }
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            run,
            job,
            state,
            bar,
            queue,
            tasks,
            tasks_omitted,
            data,
        } = self;
        *run == other.run
            && *job == other.job
            && *state == other.state
            && *bar == other.bar
            && *queue == other.queue
            && *tasks == other.tasks
            && *tasks_omitted == other.tasks_omitted
            && data::text(data.as_deref()) == data::text(other.data.as_deref())
    }
}

// serde hands over a reference.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature is serde's"
)]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Waiting for a place among its job's concurrent runs.
    Queued,
    /// The function runs.
    Running,
    /// It was asked to stop and has not stopped yet.
    Cancelling,
}

/// The numbers of one bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// How far it has come, in units. It may pass the length.
    pub position: u64,
    /// How far there is to go, `None` when unknown.
    pub length: Option<u64>,
    /// What is counted: `items`, `bytes`, or a word of the job's own.
    pub unit: Cow<'static, str>,
    /// What the job says that it is doing.
    pub message: String,
    /// `position / length` between 0 and 1, `None` when the length is unknown or 0.
    pub fraction: Option<f64>,
    /// Milliseconds since the bar's work began.
    pub elapsed_ms: u64,
    /// Units per second, smoothed; `None` until there is something to measure.
    pub rate: Option<f64>,
    /// Milliseconds to go; `None` until the estimate can be trusted.
    pub eta_ms: Option<u64>,
}

/// A place in a job's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePlace {
    /// 1 for the run that starts next.
    pub position: u64,
    /// How many are waiting.
    pub size: u64,
}

/// A bar inside a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "TaskFields")]
pub struct Task {
    /// Its number in this run, from 1.
    pub id: u64,
    /// The task that it is part of, `None` for the run itself.
    pub parent: Option<u64>,
    /// What it is called.
    pub label: String,
    /// What it is doing.
    pub state: TaskState,
    /// Its numbers.
    #[serde(flatten)]
    pub bar: Bar,
}

/// What a task is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskState {
    /// Somebody still holds its `Progress`.
    Running,
    /// Nobody does, and it had come to its length or had none.
    Finished,
    /// Nobody does, and it had not come to its length.
    Stopped,
}
