//! All bars of one moment, in the room that there is.

use std::time::Instant;

use super::paint::{Ink, Paint};
use super::panel::{Panel, Place, Rank};
use super::row::Row;
use super::text::cut;

/// The size of a terminal, as far as it can be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// The rows that find no room, by what they do.
#[derive(Clone, Copy, Debug, Default)]
struct More {
    running: u64,
    waiting: u64,
    stopped: u64,
    finished: u64,
}

/// The lines that show the panels: at most as many as there are rows, none of them too long.
pub(super) fn lines<'a>(
    panels: impl Iterator<Item = &'a Panel>,
    now: Instant,
    size: Size,
    paint: Paint,
) -> Vec<String> {
    let mut more = More::default();
    let mut places: Vec<(&Panel, Place)> = Vec::new();
    for panel in panels {
        let (of_panel, hidden) = panel.places();
        places.extend(of_panel.into_iter().map(|place| (panel, place)));
        more.running = more.running.saturating_add(hidden.running);
        more.finished = more.finished.saturating_add(hidden.finished);
    }
    let room = if places.len() > size.rows || more.any() {
        // One for the line that counts the rest, unless it would be the only one.
        size.rows.saturating_sub(1).max(1)
    } else {
        size.rows
    };
    more.leave_out(&mut places, room);

    let rows: Vec<Row<'_>> = places
        .iter()
        .map(|(panel, place)| panel.row(*place, now))
        .collect();
    let mut lines = rows_as_lines(&rows, size.columns, paint);
    if more.any() && lines.len() < size.rows {
        lines.push(paint.paint(Ink::Faint, &cut(&more.to_string(), size.columns)));
    }
    lines
}

/// Rows under one another, with their labels in a column.
pub(super) fn rows_as_lines(rows: &[Row<'_>], columns: usize, paint: Paint) -> Vec<String> {
    let label_column = rows.iter().map(Row::label_width).max().unwrap_or(0);
    let label_column = label_column.min(columns / 3);
    rows.iter()
        .map(|row| row.line(label_column, columns, paint))
        .collect()
}

impl More {
    /// Keeps the `room` places that matter most, in the order in which they stand.
    fn leave_out(&mut self, places: &mut Vec<(&Panel, Place)>, room: usize) {
        if places.len() <= room {
            return;
        }
        let mut by_rank: Vec<_> = (0..places.len()).collect();
        by_rank.sort_by_key(|index| places[*index].1.rank);
        let mut kept = vec![false; places.len()];
        for index in &by_rank[..room] {
            kept[*index] = true;
        }
        for index in &by_rank[room..] {
            let count = match places[*index].1.rank {
                Rank::Run | Rank::Running => &mut self.running,
                Rank::Waiting => &mut self.waiting,
                Rank::Stopped => &mut self.stopped,
                Rank::Finished => &mut self.finished,
            };
            *count = count.saturating_add(1);
        }
        let mut kept = kept.into_iter();
        places.retain(|_| kept.next().unwrap_or(false));
    }

    fn any(&self) -> bool {
        self.all() > 0
    }

    /// A server may count to any number.
    fn all(&self) -> u64 {
        [self.waiting, self.stopped, self.finished]
            .into_iter()
            .fold(self.running, u64::saturating_add)
    }
}

impl std::fmt::Display for More {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
