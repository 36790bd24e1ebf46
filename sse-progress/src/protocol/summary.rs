//! What a list of runs says of each.

mod fields;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use self::fields::SummaryFields;
#[cfg(feature = "runtime")]
use super::Done;
use super::{Bar, CancelReason, Failure, QueuePlace, RunId, RunState, Status};

/// A run in a list: all but the bars inside it, its log and its result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "SummaryFields")]
pub struct RunSummary {
    /// The run.
    pub run: RunId,
    /// The name of its job.
    pub job: Cow<'static, str>,
    /// What it is doing, or how it has ended.
    pub state: Standing,
    /// When it was accepted, in RFC 3339 with milliseconds, in UTC.
    pub started: String,
    /// When it ended, once it has.
    pub ended: Option<String>,
    /// Its own bar.
    #[serde(flatten)]
    pub bar: Bar,
    /// Its place in its job's queue, while it waits there.
    pub queue: Option<QueuePlace>,
    /// What went wrong, if it has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// Why it was cancelled or lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CancelReason>,
}

/// What a run is doing, or how it has ended, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Standing {
    /// It has not ended.
    Live(RunState),
    /// It has ended.
    Ended(Status),
}

#[cfg(feature = "runtime")]
impl Standing {
    /// How it has ended, if it has, and else what it is doing.
    pub(crate) fn of(state: RunState, done: Option<&Done>) -> Self {
        done.map_or(Self::Live(state), |done| Self::Ended(done.status))
    }
}
