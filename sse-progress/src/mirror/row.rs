//! One bar as one line.

use std::borrow::Cow;
use std::time::Duration;

use crate::protocol::Bar;

use super::amount::{amount, clock, percent, rate, share};
use super::paint::{Ink, Paint};
use super::text::{cut, cut_inside, width};

/// Between two fields.
const GAP: &str = "  ";

/// A message in less room than this says nothing.
const MIN_MESSAGE: usize = 12;

/// A bar of fewer columns, its brackets among them, shows nothing.
const MIN_BAR: usize = 8;
const MAX_BAR: usize = 26;

/// What is shown of a bar.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    pub(super) depth: usize,
    /// Harmless.
    pub(super) label: Cow<'a, str>,
    pub(super) bar: &'a Bar,
    pub(super) elapsed: Duration,
    pub(super) eta: Option<Duration>,
    pub(super) state: State,
    /// Harmless. What the job says that it is doing.
    pub(super) message: Cow<'a, str>,
}

/// What a bar is doing, if that has to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It moves.
    Moving,
    /// It does not move yet, or not for the moment, for this reason.
    Waiting(String),
    /// It came to its end.
    Finished,
    /// It did not, and this is what happened.
    Failed(&'static str),
}

/// One piece of a line, which may be left out.
struct Field {
    gap: &'static str,
    text: String,
    ink: Ink,
    /// The lowest goes first.
    importance: u8,
}

impl Row<'_> {
    /// The columns that the label takes with what stands before it.
    pub(super) fn label_width(&self) -> usize {
        2 * self.depth + width(&self.label)
    }

    /// The line, of at most `columns`, with the fields behind a column of labels.
    pub(super) fn line(&self, label_column: usize, columns: usize, paint: Paint) -> String {
        let label_column = label_column.min(columns);
        let indent = (2 * self.depth).min(label_column / 2);
        let label = cut_inside(&self.label, label_column - indent);
        let padding = label_column - indent - width(&label);
        let mut line = format!(
            "{}{}{}",
            " ".repeat(indent),
            paint.paint(
                if self.depth == 0 {
                    Ink::Name
                } else {
                    Ink::Plain
                },
                &label
            ),
            " ".repeat(padding)
        );
        for field in self.fitting(columns - label_column, columns) {
            line.push_str(field.gap);
            line.push_str(&paint.paint(field.ink, &field.text));
        }
        line
    }

    /// The most important fields, those that have room together.
    fn fitting(&self, room: usize, columns: usize) -> Vec<Field> {
        let mut fields = self.fields(columns);
        loop {
            let taken: usize = fields
                .iter()
                .map(|field| field.gap.len() + width(&field.text))
                .sum();
            let left = room.saturating_sub(taken);
            let message = cut(&self.message, left.saturating_sub(GAP.len()).min(columns));
            let enough = width(&self.message).min(MIN_MESSAGE);
            let least = fields
                .iter()
                .enumerate()
                .min_by_key(|(_, field)| field.importance);
            let Some((index, least)) = least else {
                return fields;
            };
            // What the job says is worth more than some numbers.
            let sacrifice =
                taken > room || (width(&message) < enough && least.importance < MESSAGE);
            if !sacrifice {
                if !message.is_empty() && width(&message) >= enough {
                    fields.push(Field {
                        gap: GAP,
                        text: message,
                        ink: Ink::Plain,
                        importance: MESSAGE,
                    });
                }
                return fields;
            }
            if fields.len() == 1 {
                // The last one is cut rather than left out.
                let text = cut(&least.text, room.saturating_sub(least.gap.len()));
                fields.retain(|_| !text.is_empty());
                for field in &mut fields {
                    field.text.clone_from(&text);
                }
                return fields;
            }
            fields.remove(index);
        }
    }

    fn fields(&self, columns: usize) -> Vec<Field> {
        let mut fields = Vec::new();
        let mut add = |text: String, ink, importance| {
            if !text.is_empty() {
                fields.push(Field {
                    // Three digits have a space of their own, most of the time.
                    gap: if importance == PERCENT { " " } else { GAP },
                    text,
                    ink,
                    importance,
                });
            }
        };
        let waits = matches!(self.state, State::Waiting(_));
        let known = self.bar.length.is_some();
        let begun = known || self.bar.position > 0;
        let failed = matches!(self.state, State::Failed(_));
        let finished = self.state == State::Finished;

        if known || !(waits || failed || finished) {
            let ink = match self.state {
                State::Finished => Ink::Good,
                State::Failed(_) => Ink::Bad,
                State::Moving | State::Waiting(_) => Ink::Bar,
            };
            add(self.drawing(columns), ink, 7);
        }
        if let Some(percent) = percent(self.bar) {
            add(format!("{percent:>3}%"), Ink::Plain, PERCENT);
        }
        if begun {
            add(amount(self.bar), Ink::Plain, if known { 3 } else { 6 });
        }
        if !(waits || failed || finished) {
            add(rate(self.bar).unwrap_or_default(), Ink::Faint, 1);
        }
        if !self.elapsed.is_zero() || !waits {
            add(clock(self.elapsed), Ink::Faint, 2);
        }
        match &self.state {
            State::Moving => {
                if let Some(eta) = self.eta {
                    add(format!("eta {}", clock(eta)), Ink::Plain, 5);
                }
            }
            State::Waiting(why) => add(why.clone(), Ink::Warning, 9),
            State::Finished => add("✔".to_owned(), Ink::Good, 9),
            State::Failed(what) => add(format!("✖ {what}"), Ink::Bad, 9),
        }
        fields
    }

    /// The bar itself, full only when all is done; of unknown length, a block that wanders.
    fn drawing(&self, columns: usize) -> String {
        let size = (columns / 5).clamp(MIN_BAR, MAX_BAR) - 2;
        let cells = size as u64;
        match share(self.bar, cells) {
            Some(done) if done == cells => format!("[{}]", "=".repeat(size)),
            Some(done) => {
                // Less than a cell is no cell.
                let filled = usize::try_from(done).unwrap_or(size);
                let head = if self.bar.position > 0 { ">" } else { "" };
                format!("[{:<size$}]", format!("{}{head}", "=".repeat(filled)))
            }
            None => {
                let steps = size - 3;
                let time = usize::try_from(self.elapsed.as_millis() / 250).unwrap_or(0);
                let at = time % (2 * steps);
                let at = at.min(2 * steps - at);
                format!("[{:<size$}]", format!("{}<=>", " ".repeat(at)))
            }
        }
    }
}

/// How important some fields are, among those from 1 to 9.
const MESSAGE: u8 = 4;
const PERCENT: u8 = 8;
