//! What the `done` event carries.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::data;

/// How a run ended. Every run ends with exactly one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Done {
    /// The end in one word.
    pub status: Status,
    /// What the function returned, when it succeeded: the text of one JSON value, exactly as the
    /// server sent it. It is never parsed on its way, so any depth, any number and any order of
    /// members survive.
    #[serde(
        default,
        deserialize_with = "data::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub result: Option<Box<RawValue>>,
    /// What went wrong, when it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// Who cancelled it, when it was cancelled; or why it is lost, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CancelReason>,
    /// Milliseconds from the start of the function to its end.
    pub elapsed_ms: u64,
}

impl PartialEq for Done {
    fn eq(&self, other: &Self) -> bool {
        self.status == other.status
            && data::text(self.result.as_deref()) == data::text(other.result.as_deref())
            && self.error == other.error
            && self.reason == other.reason
            && self.elapsed_ms == other.elapsed_ms
    }
}

/// The end of a run in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The function returned a value.
    Succeeded,
    /// It returned an error, or panicked.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// It took longer than its job's `timeout`.
    TimedOut,
    /// The server does not know the run: it is over and forgotten, or was another server's.
    Lost,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed_out",
            Self::Lost => "lost",
        })
    }
}

/// Why a run was cancelled, or lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// Somebody asked for it.
    Requested,
    /// Nobody watched any more.
    Disconnected,
    /// The server is shutting down.
    Shutdown,
    /// The process that executed it is gone, or was silent for so long that it counts as gone.
    WorkerLost,
}

/// What went wrong, as a client may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The error in its own words.
    pub message: String,
    /// The errors behind it, outermost first.
    pub causes: Vec<String>,
}

impl<T: Into<String>> From<T> for Failure {
    /// One without causes.
    fn from(message: T) -> Self {
        Self {
            message: message.into(),
            causes: Vec::new(),
        }
    }
}

impl Done {
    /// The end of a run whose process is gone.
    #[cfg(feature = "redis")]
    pub(crate) fn worker_lost(elapsed_ms: u64) -> Self {
        Self {
            error: Some("the process that executed the run is gone".into()),
            reason: Some(CancelReason::WorkerLost),
            elapsed_ms,
            ..Self::lost()
        }
    }

    /// The end of a run that this server does not know.
    pub fn lost() -> Self {
        Self {
            status: Status::Lost,
            result: None,
            error: Some("this server does not know the run: it has been forgotten, or it was lost in a restart".into()),
            reason: None,
            elapsed_ms: 0,
        }
    }
}
