//! Which rows have room on the terminal, and how many have none.

use std::fmt;
use std::time::Instant;

use super::row::Row;
use super::run::{Candidate, Rank, ShownRun};

/// The rows that find no room, by what they do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct More {
    running: u64,
    waiting: u64,
    stopped: u64,
    finished: u64,
}

/// The rows of these runs that have room, of which there are `room` lines, and how many more there are.
/// What is counted takes the last of the lines.
pub(super) fn rows<'a>(
    runs: impl Iterator<Item = &'a ShownRun>,
    now: Instant,
    room: usize,
) -> (Vec<Row>, Option<More>) {
    let mut more = More::default();
    let mut candidates: Vec<(&ShownRun, Candidate)> = Vec::new();
    for run in runs {
        let (of_run, left_out) = run.candidates();
        candidates.extend(of_run.into_iter().map(|candidate| (run, candidate)));
        more.running = more.running.saturating_add(left_out.running);
        more.finished = more.finished.saturating_add(left_out.finished);
    }
    let counts = candidates.len() > room || more.all() > 0;
    // The only line is rather a bar than a number.
    let counts = counts && room > 1;
    more.leave_out(&mut candidates, room - usize::from(counts));
    let rows = candidates.iter();
    let rows = rows.map(|(run, candidate)| run.row(*candidate, now));
    (rows.collect(), counts.then_some(more))
}

impl More {
    /// Keeps the `room` candidates that matter most, in the order in which they stand.
    fn leave_out(&mut self, candidates: &mut Vec<(&ShownRun, Candidate)>, room: usize) {
        if candidates.len() <= room {
            return;
        }
        let mut by_rank: Vec<_> = (0..candidates.len()).collect();
        by_rank.sort_by_key(|index| candidates[*index].1.rank);
        let mut kept = vec![false; candidates.len()];
        for index in &by_rank[..room] {
            kept[*index] = true;
        }
        for index in &by_rank[room..] {
            let count = match candidates[*index].1.rank {
                Rank::Run | Rank::Running => &mut self.running,
                Rank::Waiting => &mut self.waiting,
                Rank::Stopped => &mut self.stopped,
                Rank::Finished => &mut self.finished,
            };
            *count = count.saturating_add(1);
        }
        let mut kept = kept.into_iter();
        candidates.retain(|_| kept.next().unwrap_or(false));
    }

    /// A server may count to any number.
    fn all(&self) -> u64 {
        [self.waiting, self.stopped, self.finished]
            .into_iter()
            .fold(self.running, u64::saturating_add)
    }
}

impl fmt::Display for More {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{} more", self.all())?;
        let mut before = ": ";
        for (count, what) in [
            (self.running, "running"),
            (self.waiting, "waiting"),
            (self.stopped, "stopped"),
            (self.finished, "finished"),
        ] {
            if count > 0 {
                write!(f, "{before}{count} {what}")?;
                before = ", ";
            }
        }
        Ok(())
    }
}
