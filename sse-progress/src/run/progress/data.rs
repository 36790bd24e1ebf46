//! Values that a job reports beside numbers and words.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::Progress;
use crate::protocol::Level;
use crate::run::newest_data::MAX_DATA;
use crate::run::pending::MAX_LINE;

impl Progress {
    /// Reports a partial result, such as a row that was found: any value that serializes to JSON.
    ///
    /// It is a log line without a message, whose `data` is the value. So every one reaches every
    /// watcher, in order; one that comes back gets those that it missed, and one that falls too far behind
    /// what a run remembers is told how many it lost. [`log_data`](Self::log_data) adds words to it.
    ///
    /// ```
    /// use sse_progress::{Progress, job};
    ///
    /// #[derive(serde::Serialize)]
    /// struct Match<'a> {
    ///     line: usize,
    ///     text: &'a str,
    /// }
    ///
    /// /// Find a word in a text.
    /// #[job(POST "/search/{word}")]
    /// fn search(progress: Progress, word: String, text: String) -> usize {
    ///     let mut found = 0;
    ///     for (line, text) in progress.wrap_iter(text.lines().enumerate()) {
    ///         if text.contains(&word) {
    ///             progress.emit(&Match { line, text });
    ///             found += 1;
    ///         }
    ///     }
    ///     found
    /// }
    ///
    /// assert_eq!(search(Progress::hidden(), "at".into(), "cat\ndog\nrat".into()), 2);
    /// ```
    ///
    /// # Values that cannot be sent
    ///
    /// Reporting never fails. A value of more than 1 MiB of JSON, and one that is not JSON (a map whose
    /// keys are no strings), is replaced by a line at [`Level::Error`] that says so, and how long it was.
    pub fn emit<T: Serialize + ?Sized>(&self, data: &T) {
        self.log_data(Level::Info, "", data);
    }

    /// Logs a line that carries a value: [`log`](Self::log) and [`emit`](Self::emit) in one.
    ///
    /// If the value cannot be sent, the message is, with a second line that says why.
    pub fn log_data<T: Serialize + ?Sized>(
        &self,
        level: Level,
        message: impl Into<String>,
        data: &T,
    ) {
        let mut message = message.into();
        match json(data, MAX_LINE) {
            Ok(data) => self.say(level, message, Some(data)),
            Err(why) => {
                if !message.is_empty() {
                    message.push('\n');
                }
                message.push_str(&why);
                self.say(Level::Error, message, None);
            }
        }
    }

    /// Puts a value into the snapshots of the run, any that serializes to JSON: the counters of a
    /// dashboard, the address of a preview.
    ///
    /// Only the newest counts: it replaces the one before it, also if that came from another bar of the run,
    /// and is sent at most once in the job's `interval`, however often this is called. It is sent
    /// again with each snapshot, so it is no place for what does not change or for what is long.
    ///
    /// ```
    /// use sse_progress::Progress;
    /// use serde_json::json;
    ///
    /// fn compare(progress: &Progress, old: &[u64], new: &[u64]) {
    ///     let (mut same, mut changed) = (0, 0);
    ///     for (old, new) in progress.wrap_iter(old.iter().zip(new)) {
    ///         *if old == new { &mut same } else { &mut changed } += 1;
    ///         progress.set_data(&json!({ "same": same, "changed": changed }));
    ///     }
    /// }
    ///
    /// compare(&Progress::hidden(), &[1, 2, 3], &[1, 2, 4]);
    /// ```
    ///
    /// # Values that cannot be sent
    ///
    /// Reporting never fails. A value of more than 16 KiB of JSON, and one that is not JSON, is left out,
    /// and a line at [`Level::Error`] says so. If several of them follow one another, it is said once. The
    /// snapshots keep the value before it.
    pub fn set_data<T: Serialize + ?Sized>(&self, data: &T) {
        let report = &self.task.report;
        match json(data, MAX_DATA) {
            Ok(data) => {
                report.data.set(data);
                report.wake.raise();
            }
            Err(why) if report.data.refuse() => self.say(Level::Error, why, None),
            Err(_) => {}
        }
    }
}

/// The value as JSON of at most `max` bytes, or why not.
fn json<T: Serialize + ?Sized>(data: &T, max: usize) -> Result<Box<RawValue>, String> {
    let json = to_raw_value(data)
        .map_err(|error| format!("data is left out: it cannot be written as JSON: {error}"))?;
    match json.get().len() {
        len if len > max => Err(format!(
            "data is left out: it has {len} bytes of JSON, and at most {max} are taken here"
        )),
        _ => Ok(json),
    }
}

#[cfg(test)]
mod tests;
