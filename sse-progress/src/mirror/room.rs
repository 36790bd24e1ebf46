//! Which rows have room on the terminal, and how many have none.

use std::time::Instant;

use super::more::{More, Rank};
use super::row::Row;
use super::run::{Candidate, ShownRun};

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
    leave_out(&mut candidates, room - usize::from(counts), &mut more);
    let rows = candidates.iter().map(|candidate| candidate.row(now));
    (rows.collect(), counts.then_some(more))
}

/// Keeps the `room` candidates that matter most, in the order in which they stand: among those that
/// matter as much, the first, and the last of those that are over. The others are counted in `more`.
fn leave_out(candidates: &mut Vec<Candidate<'_>>, room: usize, more: &mut More) {
    let place = |rank: Rank, index: usize| match rank {
        Rank::Finished => (rank, usize::MAX - index),
        _ => (rank, index),
    };
    let ranks = candidates.iter().map(|candidate| candidate.rank);
    let mut best: Vec<_> = ranks
        .zip(0..)
        .map(|(rank, index)| place(rank, index))
        .collect();
    best.sort_unstable();
    best.truncate(room);
    let last = best.last().copied();
    let mut index = 0..;
    candidates.retain(|candidate| {
        let place = index.next().map(|index| place(candidate.rank, index));
        if place > last {
            more.add(candidate.rank, 1);
        }
        place <= last
    });
}
