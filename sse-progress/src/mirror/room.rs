//! Which rows have room on the terminal, and how many have none.

use std::fmt;
use std::time::Instant;

use super::row::Row;
use super::run::{Candidate, Rank, ShownRun};

/// How many rows find no room, of each [`Rank`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct More([u64; 5]);

/// The rows of these runs that have room, of which there are `room` lines, and how many more there are.
/// What is counted takes the last of the lines.
pub(super) fn rows<'a>(
    runs: impl Iterator<Item = &'a ShownRun>,
    now: Instant,
    room: usize,
) -> (Vec<Row>, Option<More>) {
    let mut more = More::default();
    let mut candidates = Vec::new();
    for run in runs {
        candidates.extend(run.candidates(&mut more));
    }
    // If there is one line only, a bar is shown and nothing is counted.
    let counts = room > 1 && (candidates.len() > room || more.all() > 0);
    more.leave_out(&mut candidates, room - usize::from(counts));
    let rows = candidates.iter().map(|candidate| candidate.row(now));
    (rows.collect(), counts.then_some(more))
}

impl More {
    /// Saturates, since the numbers of a server may be of any size.
    pub(super) fn add(&mut self, rank: Rank, rows: u64) {
        let count = &mut self.0[rank as usize];
        *count = count.saturating_add(rows);
    }

    fn all(&self) -> u64 {
        self.0.into_iter().fold(0, u64::saturating_add)
    }

    /// Keeps the `room` candidates that matter most, in the order in which they stand: among those that
    /// matter as much, the first.
    fn leave_out(&mut self, candidates: &mut Vec<Candidate<'_>>, room: usize) {
        let ranks = candidates.iter().map(|candidate| candidate.rank);
        let mut best: Vec<_> = ranks.zip(0..).collect();
        best.sort_unstable();
        best.truncate(room);
        let last = best.last().copied();
        let mut index = 0..;
        candidates.retain(|candidate| {
            let place = index.next().map(|index| (candidate.rank, index));
            if place > last {
                self.add(candidate.rank, 1);
            }
            place <= last
        });
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
