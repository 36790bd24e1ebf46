//! The styles of bars, and what the keys of their templates stand for.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use indicatif::style::ProgressTracker;
use indicatif::{
    BinaryBytes, DecimalBytes, FormattedDuration, HumanBytes, ProgressBar, ProgressFinish,
    ProgressState, ProgressStyle,
};

use crate::protocol::Bar;

use super::amount::{BYTES, clock};
use super::fields::Field;
use super::row::Row;

/// The keys that mean something else than in other bars of indicatif: rates and times are those of the
/// server. Those of a [`Field`] are in every template of ours, the others only in those of users.
const KEYS: [&str; 13] = [
    "percent",
    "amount",
    "per_sec",
    "elapsed",
    "state",
    "eta",
    "bytes_per_sec",
    "binary_bytes_per_sec",
    "decimal_bytes_per_sec",
    "elapsed_precise",
    "eta_precise",
    "duration",
    "duration_precise",
];

/// The user's own styles. A bar without one gets a template that fits the terminal.
#[derive(Clone, Default)]
pub(super) struct Styles {
    pub(super) bar: Option<ProgressStyle>,
    pub(super) spinner: Option<ProgressStyle>,
    pub(super) bytes: Option<ProgressStyle>,
}

impl Styles {
    /// The user's style for such a bar, and what it is called here.
    pub(super) fn own(&self, bar: &Bar) -> Option<(&'static str, &ProgressStyle)> {
        let (name, style) = match bar.length {
            None => ("spinner", &self.spinner),
            Some(_) if bar.unit == BYTES && self.bytes.is_some() => ("bytes", &self.bytes),
            Some(_) => ("bar", &self.bar),
        };
        Some((name, style.as_ref()?))
    }
}

impl fmt::Debug for Styles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Styles").finish_non_exhaustive()
    }
}

/// The style with its colors as the error output has them. indicatif asks the standard output unless it
/// knows that it draws on the other, which it cannot see through a terminal of ours.
pub(super) fn for_stderr(style: ProgressStyle) -> ProgressStyle {
    // It draws nothing, not even when it is dropped.
    let bar = ProgressBar::no_length().with_finish(ProgressFinish::AndClear);
    bar.set_style(style);
    bar.style()
}

/// A style of our own.
pub(super) fn style(template: &str, cells: usize) -> ProgressStyle {
    let style = ProgressStyle::with_template(template)
        // Our templates are made of keys and of text without braces.
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ");
    if !template.contains("{spinner}") {
        return style;
    }
    // A block that wanders from one end to the other and back.
    let last = cells.saturating_sub(3);
    let there = 0..last;
    let back = (1..=last).rev();
    let frames: Vec<_> = there
        .chain(back)
        .chain([0])
        .map(|at| format!("{:at$}<=>{:rest$}", "", "", rest = last - at))
        .collect();
    let frames: Vec<_> = frames.iter().map(String::as_str).collect();
    style.tick_strings(&frames)
}

/// What the keys of one bar's template stand for. indicatif has one half and we have the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Values(Arc<Mutex<Current>>);

#[derive(Debug, Default)]
struct Current {
    row: Option<Row>,
    fields: Vec<Field>,
}

impl Values {
    pub(super) fn set(&self, row: Row, fields: Vec<Field>) {
        let row = Some(row);
        *self.lock() = Current { row, fields };
    }

    /// Whether they are those of this row.
    pub(super) fn are_of(&self, row: &Row) -> bool {
        self.lock().row.as_ref() == Some(row)
    }

    /// Gives the keys in a style these values.
    pub(super) fn give_to(&self, style: ProgressStyle) -> ProgressStyle {
        KEYS.into_iter().fold(style, |style, key| {
            let values = self.clone();
            style.with_key(key, Value { key, values })
        })
    }

    fn lock(&self) -> MutexGuard<'_, Current> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The value of one key.
#[derive(Clone)]
struct Value {
    key: &'static str,
    values: Values,
}

impl ProgressTracker for Value {
    fn clone_box(&self) -> Box<dyn ProgressTracker> {
        Box::new(self.clone())
    }

    fn tick(&mut self, _: &ProgressState, _: Instant) {}

    fn reset(&mut self, _: &ProgressState, _: Instant) {}

    fn write(&self, _: &ProgressState, to: &mut dyn fmt::Write) {
        let current = self.values.lock();
        let Some(row) = &current.row else {
            return;
        };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it saturates, and no number is a rate of 0"
        )]
        let rate = row.bar.rate.unwrap_or(0.0) as u64;
        let eta = row.eta.unwrap_or_default();
        let duration = row.elapsed.saturating_add(eta);
        // Writing to a string does not fail.
        let _ = match self.key {
            "bytes_per_sec" => write!(to, "{}/s", HumanBytes(rate)),
            "binary_bytes_per_sec" => write!(to, "{}/s", BinaryBytes(rate)),
            "decimal_bytes_per_sec" => write!(to, "{}/s", DecimalBytes(rate)),
            "elapsed_precise" => write!(to, "{}", FormattedDuration(row.elapsed)),
            "eta_precise" => write!(to, "{}", FormattedDuration(eta)),
            "duration" => to.write_str(&clock(duration)),
            "duration_precise" => write!(to, "{}", FormattedDuration(duration)),
            key => match current.fields.iter().find(|field| field.key == key) {
                Some(field) => to.write_str(&field.text),
                None => Ok(()),
            },
        };
    }
}
