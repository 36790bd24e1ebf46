//! One row as a bar of indicatif.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};

use super::colors::{Colors, Role};
use super::fields::fields;
use super::row::{Activity, Row, RowKey};
use super::style::{Styles, with_keys};

/// In a terminal of fewer columns no bar is drawn, as there would be no room for words beside it.
const MIN_COLUMNS: usize = 32;

/// What the lines of all bars have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout<'a> {
    columns: usize,
    label_column: usize,
    colors: Colors,
    styles: &'a Styles,
}

/// The bar of one row.
#[derive(Debug)]
pub(super) struct RowBar {
    pub(super) key: RowKey,
    pub(super) bar: ProgressBar,
    /// What it shows. The keys in the user's styles look here, too.
    row: Arc<Mutex<Row>>,
    /// The template of its style, or the name of one of the user's.
    style: String,
    /// The columns that it was laid out for: all, and those of the label.
    columns: (usize, usize),
}

impl<'a> Layout<'a> {
    pub(super) fn of(rows: &[Row], columns: usize, colors: Colors, styles: &'a Styles) -> Self {
        let widest = rows.iter().map(Row::label_width).max();
        Self {
            columns,
            label_column: widest.unwrap_or(0).min(columns / 3),
            colors,
            styles,
        }
    }

    /// How many cells a bar or a spinner has.
    fn cells(&self) -> usize {
        (self.columns / 5).clamp(8, 26) - 2
    }
}

impl RowBar {
    pub(super) fn new(bar: ProgressBar, row: Row, layout: &Layout<'_>) -> Self {
        let mut shown = Self {
            key: row.key,
            bar,
            row: Arc::new(Mutex::new(row.clone())),
            style: String::new(),
            columns: (0, 0),
        };
        shown.update(row, layout);
        shown
    }

    /// Draws it anew at the next update.
    pub(super) fn forget_style(&mut self) {
        self.style.clear();
        self.columns = (0, 0);
    }

    /// Shows the row, if that is not what it shows.
    pub(super) fn update(&mut self, new: Row, layout: &Layout<'_>) {
        let columns = (layout.columns, layout.label_column);
        let mut row = lock(&self.row);
        if *row == new && self.columns == columns {
            return;
        }
        *row = new;
        self.columns = columns;
        let (position, length) = (row.bar.position, row.bar.length);
        let own = layout.styles.own(&row.bar);
        let (style, prefix, message) = match own {
            Some((name, _)) => {
                let message = row.bar.message.clone();
                (name.to_owned(), row.label_in(None), message)
            }
            None => ours(&row, layout),
        };
        // indicatif asks for the row while it draws.
        drop(row);
        if self.style != style {
            self.bar.set_style(match own {
                Some((_, style)) => with_keys(style.clone(), &self.row),
                None => from_template(&style, layout),
            });
            self.style = style;
        }
        // Unlike `set_prefix` and `set_message`, these do not draw.
        let bar = self.bar.clone().with_prefix(prefix).with_message(message);
        if length.is_none() && bar.length().is_some() {
            bar.unset_length();
        }
        bar.update(|state| {
            state.set_pos(position);
            if let Some(length) = length {
                state.set_len(length);
            }
        });
    }
}

/// A bar draws when it is dropped, and panics if the lock of its `MultiProgress` is poisoned, which is why
/// this thread may be panicking. A second panic would end the whole program, so then it is kept for ever.
impl Drop for RowBar {
    fn drop(&mut self) {
        if thread::panicking() {
            std::mem::forget(self.bar.clone());
        }
    }
}

fn lock(row: &Mutex<Row>) -> MutexGuard<'_, Row> {
    row.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The template of a row in our style, its prefix and its message.
///
/// The numbers are in the message: a key of our own in the template costs several allocations each time,
/// and has no way to make room for another.
fn ours(row: &Row, layout: &Layout<'_>) -> (String, String, String) {
    let cells = layout.cells();
    let picture = match row.bar.length {
        // What is over needs no bar.
        _ if layout.columns < MIN_COLUMNS || row.activity == Activity::Finished => String::new(),
        Some(_) => format!("  [{{bar:{cells}}}]"),
        None if row.activity == Activity::Moving => format!("  [{{spinner:{cells}}}]"),
        None => String::new(),
    };
    let taken = match picture.len() {
        0 => layout.label_column,
        _ => layout.label_column + "  []".len() + cells,
    };
    let room = layout.columns.saturating_sub(taken);
    let role = match row.activity {
        Activity::Waiting(_) => Role::Bar,
        _ => row.activity.role(),
    };
    let mut template = match row.depth {
        0 => layout.colors.apply(Role::Name, "{prefix}"),
        _ => "{prefix}".to_owned(),
    };
    template.push_str(&layout.colors.apply(role, &picture));
    template.push_str("{msg}");
    let prefix = row.label_in(Some(layout.label_column));
    let message = fields(row, room, layout.colors);
    (template, prefix, message)
}

fn from_template(template: &str, layout: &Layout<'_>) -> ProgressStyle {
    // The spinner is a block that wanders from one end to the other and back.
    let last = layout.cells() - 3;
    let frames = (0..last).chain((0..=last).rev());
    let frames = frames.map(|at| format!("{:at$}<=>{:rest$}", "", "", rest = last - at));
    let frames: Vec<_> = frames.collect();
    let frames: Vec<_> = frames.iter().map(String::as_str).collect();
    ProgressStyle::with_template(template)
        // It is made of keys and of text without braces.
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
        .tick_strings(&frames)
}
