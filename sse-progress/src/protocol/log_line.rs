//! What a `log` event carries.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::data;

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
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    /// Where in the program it was said, if it comes from `tracing`: the name of a module, as a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Cow<'static, str>>,
    /// A partial result that the job has found, or the fields of an event of `tracing`: the text of one
    /// JSON value, exactly as the server sent it. [`data_as`](Self::data_as) reads it. The message may be
    /// empty then.
    #[serde(
        default,
        deserialize_with = "data::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub data: Option<Box<RawValue>>,
    /// Set on a line that the server has put in, and not the job: how many lines before this one
    /// this watcher will never see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<u64>,
}

impl LogLine {
    /// The partial result as a value of a type of yours; `None` if the line has none.
    ///
    /// ```
    /// # fn main() -> Result<(), serde_json::Error> {
    /// use sse_progress::protocol::LogLine;
    ///
    /// let line = r#"{"level":"info","message":"","time":"","data":{"path":"a.txt","line":7}}"#;
    /// let line: LogLine = serde_json::from_str(line)?;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Match {
    ///     line: u64,
    /// }
    /// let found: Option<Match> = line.data_as()?;
    /// assert_eq!(found.map(|found| found.line), Some(7));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the JSON is not that of a `T`.
    pub fn data_as<'a, T: Deserialize<'a>>(&'a self) -> serde_json::Result<Option<T>> {
        data::read(self.data.as_deref())
    }
}

impl PartialEq for LogLine {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            level,
            message,
            time,
            task,
            target,
            data,
            missed,
        } = self;
        *level == other.level
            && *message == other.message
            && *time == other.time
            && *task == other.task
            && *target == other.target
            && data::text(data.as_deref()) == data::text(other.data.as_deref())
            && *missed == other.missed
    }
}

impl Eq for LogLine {}
