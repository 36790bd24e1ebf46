//! Log lines on their way from the job to the log.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use serde_json::value::RawValue;

use crate::log::{Batch, Limits, timestamp};
use crate::protocol::{Level, LogLine};

use super::bar::shorten;

/// The longest message of one line in bytes; the rest of a longer one is cut off, and the line
/// says how much. Its data has at most as many, too, and is not cut: half a value is none.
pub(crate) const MAX_LINE: usize = 1024 * 1024;

/// A line as the job has logged it.
#[derive(Clone, Debug)]
pub(crate) struct PendingLine {
    pub(crate) level: Level,
    pub(crate) message: String,
    pub(crate) time: SystemTime,
    pub(crate) task: Option<u64>,
    pub(crate) target: Option<Cow<'static, str>>,
    pub(crate) data: Option<Box<RawValue>>,
}

/// A queue between the job and the sampler, with room for as much as the log itself remembers:
/// what does not fit here would fall out there. Its lock is held for a push or a swap, and never
/// by whoever reads the log.
#[derive(Debug)]
pub(crate) struct Pending {
    limits: Limits,
    queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    lines: VecDeque<PendingLine>,
    bytes: usize,
    lost: u64,
}

impl Pending {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            queue: Mutex::default(),
        }
    }

    /// Adds a line; the oldest make room and are counted. Returns whether the queue has just
    /// become half full.
    pub(crate) fn push(&self, mut line: PendingLine) -> bool {
        line.message = shorten(line.message, MAX_LINE);
        let mut queue = self.lock();
        let was_half_full = self.is_half_full(&queue);
        queue.bytes += line.len();
        queue.lines.push_back(line);
        while queue.lines.len() > 1
            && (queue.lines.len() > self.limits.lines || queue.bytes > self.limits.bytes)
        {
            if let Some(oldest) = queue.lines.pop_front() {
                queue.bytes -= oldest.len();
                queue.lost += 1;
            }
        }
        !was_half_full && self.is_half_full(&queue)
    }

    /// Takes all that is there.
    pub(crate) fn take(&self) -> Batch {
        let queue = std::mem::take(&mut *self.lock());
        Batch {
            lost: queue.lost,
            lines: queue
                .lines
                .into_iter()
                .map(PendingLine::into_line)
                .collect(),
            progress: None,
        }
    }

    /// What is there, without taking it.
    #[cfg(feature = "testing")]
    pub(crate) fn lines(&self) -> Vec<LogLine> {
        let lines = self.lock().lines.clone();
        lines.into_iter().map(PendingLine::into_line).collect()
    }

    fn is_half_full(&self, queue: &Queue) -> bool {
        queue.lines.len() > self.limits.lines / 2 || queue.bytes > self.limits.bytes / 2
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PendingLine {
    fn len(&self) -> usize {
        let data = self.data.as_ref().map_or(0, |data| data.get().len());
        self.message.len() + data
    }

    fn into_line(self) -> LogLine {
        LogLine {
            level: self.level,
            message: self.message,
            time: timestamp(self.time),
            task: self.task,
            target: self.target,
            data: self.data,
            missed: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(message: &str) -> PendingLine {
        PendingLine {
            level: Level::Info,
            message: message.into(),
            time: SystemTime::UNIX_EPOCH,
            task: None,
            target: None,
            data: None,
        }
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let pending = Pending::new(Limits {
            lines: 2,
            bytes: 100,
        });
        assert!(!pending.push(line("a")));
        assert!(pending.push(line("b")));
        assert!(!pending.push(line("c")));
        let batch = pending.take();
        assert_eq!(batch.lost, 1);
        let messages: Vec<_> = batch.lines.iter().map(|line| &*line.message).collect();
        assert_eq!(messages, ["b", "c"]);
        assert_eq!(batch.lines[0].time, "1970-01-01T00:00:00.000Z");
        assert!(pending.take().lines.is_empty());
    }

    #[test]
    fn bytes_are_bounded_too() {
        let pending = Pending::new(Limits {
            lines: 100,
            bytes: 10,
        });
        for _ in 0..50 {
            pending.push(line("123456"));
        }
        let batch = pending.take();
        assert_eq!((batch.lost, batch.lines.len()), (49, 1));
        for _ in 0..50 {
            pending.push(PendingLine {
                data: RawValue::from_string("123456".into()).ok(),
                ..line("")
            });
        }
        let batch = pending.take();
        assert_eq!((batch.lost, batch.lines.len()), (49, 1));
    }

    #[test]
    fn an_endless_line_is_cut() {
        let pending = Pending::new(Limits {
            lines: 10,
            bytes: usize::MAX,
        });
        pending.push(line(&"x".repeat(MAX_LINE + 5)));
        assert!(
            pending.take().lines[0]
                .message
                .ends_with("x… (5 bytes more)")
        );
    }
}
