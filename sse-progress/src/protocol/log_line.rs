//! What a `log` event carries.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a log line matters, in the words of `tracing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Of interest to the author of the job.
    Trace,
    /// Of interest to whoever looks for a mistake.
    Debug,
    /// What happens.
    Info,
    /// Something is wrong and the job goes on.
    Warn,
    /// Something failed.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        })
    }
}

/// One line that a job said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// How much it matters.
    pub level: Level,
    /// The text. It may hold anything, line breaks and terminal escapes too, so it has to be
    /// escaped for wherever it is shown.
    pub message: String,
    /// When it was said, in RFC 3339 with milliseconds, in UTC.
    pub time: String,
    /// The task that said it, if it was not the run itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<u64>,
    /// Set on a line that the server has put in, and not the job: how many lines before this one
    /// this watcher will never see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<u64>,
}
