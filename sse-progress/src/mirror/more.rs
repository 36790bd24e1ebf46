//! How many rows find no room, in words.

use std::fmt;

/// How much a row is missed if there is no room for it: the first most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Run,
    Stopped,
    Running,
    Waiting,
    Finished,
}

/// How many rows find no room, of each [`Rank`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct More([u64; 5]);

impl More {
    /// Saturates, since the numbers of a server may be of any size.
    pub(super) fn add(&mut self, rank: Rank, rows: u64) {
        let count = &mut self.0[rank as usize];
        *count = count.saturating_add(rows);
    }

    pub(super) fn all(&self) -> u64 {
        self.0.into_iter().fold(0, u64::saturating_add)
    }
}

impl fmt::Display for More {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [runs, stopped, running, waiting, finished] = self.0;
        let counts = [
            (runs.saturating_add(running), "running"),
            (waiting, "waiting"),
            (stopped, "stopped"),
            (finished, "finished"),
        ];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        let counts = counts.map(|(count, what)| format!("{count} {what}"));
        let counts: Vec<_> = counts.collect();
        write!(f, "+{} more: {}", self.all(), counts.join(", "))
    }
}
