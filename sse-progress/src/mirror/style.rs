//! Styles of the user's, and what the keys of their templates stand for.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{
    BinaryBytes, DecimalBytes, FormattedDuration, HumanBytes, ProgressBar, ProgressFinish,
    ProgressState, ProgressStyle,
};

use crate::protocol::Bar;

use super::amount::{BYTES, amount, clock, percent, rate};
use super::row::Row;

/// A key, and what it stands for.
type Key = (&'static str, fn(&Row) -> String);

/// The keys that mean something else than in other bars of indicatif, which measures rates and times by
/// itself: here, they are those of the server.
const KEYS: [Key; 13] = [
    ("amount", |row| amount(&row.bar)),
    ("state", |row| row.activity.in_words()),
    ("percent", |row| {
        percent(&row.bar).map_or_else(String::new, |percent| percent.to_string())
    }),
    ("per_sec", |row| rate(&row.bar).unwrap_or_default()),
    ("bytes_per_sec", |row| {
        format!("{}/s", HumanBytes(whole_rate(row)))
    }),
    ("binary_bytes_per_sec", |row| {
        format!("{}/s", BinaryBytes(whole_rate(row)))
    }),
    ("decimal_bytes_per_sec", |row| {
        format!("{}/s", DecimalBytes(whole_rate(row)))
    }),
    ("elapsed", |row| clock(row.elapsed)),
    ("elapsed_precise", |row| {
        FormattedDuration(row.elapsed).to_string()
    }),
    ("eta", |row| row.eta.map_or_else(String::new, clock)),
    ("eta_precise", |row| {
        FormattedDuration(row.eta.unwrap_or_default()).to_string()
    }),
    ("duration", |row| clock(duration(row))),
    ("duration_precise", |row| {
        FormattedDuration(duration(row)).to_string()
    }),
];

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it saturates, and no number is a rate of 0"
)]
fn whole_rate(row: &Row) -> u64 {
    row.bar.rate.unwrap_or(0.0) as u64
}

fn duration(row: &Row) -> Duration {
    row.elapsed.saturating_add(row.eta.unwrap_or_default())
}

/// The user's own styles.
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

/// The style with its keys for the row that is there when the bar is drawn.
pub(super) fn with_keys(style: ProgressStyle, row: &Arc<Mutex<Row>>) -> ProgressStyle {
    KEYS.into_iter().fold(style, |style, (key, value)| {
        let row = row.clone();
        style.with_key(key, move |_: &ProgressState, to: &mut dyn fmt::Write| {
            let row = row.lock().unwrap_or_else(PoisonError::into_inner);
            // Writing to a string does not fail.
            let _ = to.write_str(&value(&row));
        })
    })
}

/// The style with its colors as the error output has them. indicatif asks the standard output unless it
/// knows that it draws on the other, which it cannot see through a terminal of ours.
pub(super) fn for_stderr(style: ProgressStyle) -> ProgressStyle {
    // It draws nothing, not even when it is dropped.
    let bar = ProgressBar::no_length().with_finish(ProgressFinish::AndClear);
    bar.set_style(style);
    bar.style()
}
