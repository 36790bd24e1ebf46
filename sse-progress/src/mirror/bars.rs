//! Rows as bars of indicatif: one `ProgressBar` for each, in a `MultiProgress`.

use std::sync::Arc;
use std::thread;

use console::Term;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike as _};

use super::colors::{Colors, Role};
use super::fields::{cells, fields, fit, template};
use super::room::More;
use super::row::{Row, RowKey};
use super::style::{Styles, Values, style};
use super::terminal::Terminal;
use super::text::cut;

/// The bars of a mirror.
#[derive(Debug)]
pub(super) struct Bars {
    multi: MultiProgress,
    /// None if the caller's `MultiProgress` has one that we do not know.
    terminal: Option<Terminal>,
    colors: Colors,
    styles: Arc<Styles>,
    /// From the top down.
    shown: Vec<RowBar>,
    /// The last of our bars. It says how many more there are, and has no line if there are none. As it is
    /// finished in the eyes of indicatif, its ticks draw all bars at once, whatever the rate limit is.
    more: ProgressBar,
}

/// How many lines there may be, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// What the lines of all bars have in common.
#[derive(Clone, Copy, Debug)]
struct Layout<'a> {
    columns: usize,
    label_column: usize,
    colors: Colors,
    styles: &'a Styles,
}

impl<'a> Layout<'a> {
    fn of(rows: &[Row], columns: usize, colors: Colors, styles: &'a Styles) -> Self {
        let widest = rows.iter().map(Row::label_width).max();
        Self {
            columns,
            label_column: widest.unwrap_or(0).min(columns / 3),
            colors,
            styles,
        }
    }
}

/// The bar of one row.
#[derive(Debug)]
struct RowBar {
    key: RowKey,
    bar: ProgressBar,
    values: Values,
    /// The template of its style, or the name of one of the user's.
    style: String,
    /// The columns that it was laid out for: all, and those of the label.
    columns: (usize, usize),
}

impl Bars {
    /// No bars yet, below those that `multi` has.
    pub(super) fn new(multi: MultiProgress, terminal: Option<Terminal>, colors: Colors) -> Self {
        let more = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg}");
        more.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        let more = multi.add(more);
        more.abandon();
        Self {
            multi,
            terminal,
            colors,
            styles: Arc::default(),
            shown: Vec::new(),
            more,
        }
    }

    pub(super) fn multi(&self) -> &MultiProgress {
        &self.multi
    }

    pub(super) fn colors(&self) -> Colors {
        self.colors
    }

    /// The lines that are on the terminal.
    #[cfg(test)]
    pub(super) fn drawn(&self) -> Vec<String> {
        self.terminal
            .as_ref()
            .map(Terminal::lines)
            .unwrap_or_default()
    }

    /// The room that there is. The last column stays free: a character that is wider than it says has
    /// room there.
    pub(super) fn size(&self) -> Size {
        let (columns, rows) = match &self.terminal {
            Some(terminal) => (terminal.width(), terminal.height()),
            None => {
                // Half of it is for the bars of the caller.
                let (rows, columns) = Term::stderr().size();
                (columns.saturating_sub(1), rows / 2)
            }
        };
        Size {
            columns: usize::from(columns.max(1)),
            rows: usize::from(rows.max(1)),
        }
    }

    /// Draws with these styles from now on.
    pub(super) fn use_styles(&mut self, styles: Arc<Styles>) {
        if !Arc::ptr_eq(&self.styles, &styles) {
            self.styles = styles;
            for shown in &mut self.shown {
                shown.columns = (0, 0);
                shown.style.clear();
            }
        }
    }

    /// Prints the lines above the bars, and makes the bars those of the rows, all at once.
    pub(super) fn draw(&mut self, lines: Vec<String>, rows: Vec<Row>, more: Option<More>) {
        let columns = self.size().columns;
        // indicatif may draw whenever one of its bars changes.
        if let Some(terminal) = &self.terminal {
            terminal.hold();
        }
        if !lines.is_empty() {
            // The bar of a run that has ended goes before it is said how.
            self.shown.retain(|shown| {
                let stays = rows.iter().any(|row| row.key == shown.key);
                if !stays {
                    self.multi.remove(&shown.bar);
                }
                stays
            });
            let lines = lines.into_iter().map(|line| line + "\n");
            // An error of the terminal is no reason to stop the program.
            let _ = self.multi.println(lines.collect::<String>());
        }
        self.arrange(rows, columns);
        let more = more.map_or_else(String::new, |more| cut(&more.to_string(), columns));
        // Colors in its template would make it a line even without a text.
        let more = self.colors.apply(Role::Faint, &more);
        // Unlike `set_message`, this does not draw.
        drop(self.more.clone().with_message(more));
        if let Some(terminal) = &self.terminal {
            terminal.release();
        }
        self.more.tick();
    }

    /// Takes bars away, adds bars and updates bars.
    ///
    /// A bar keeps its row as long as that is shown. Both lists are in order, so each row looks for its bar
    /// behind that of the row before, and what it passes over is gone.
    fn arrange(&mut self, rows: Vec<Row>, columns: usize) {
        let styles = self.styles.clone();
        let layout = Layout::of(&rows, columns, self.colors, &styles);
        let mut old = std::mem::take(&mut self.shown);
        for row in rows {
            let found = old.iter().position(|shown| shown.key == row.key);
            let mut shown = match found {
                Some(index) => {
                    for gone in old.drain(..index) {
                        self.multi.remove(&gone.bar);
                    }
                    old.remove(0)
                }
                None => {
                    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
                    let next = old.first().map_or(&self.more, |next| &next.bar);
                    RowBar::new(row.key, self.multi.insert_before(next, bar))
                }
            };
            shown.update(row, &layout);
            self.shown.push(shown);
        }
        for gone in old {
            self.multi.remove(&gone.bar);
        }
    }

    /// The lines that the bars of these rows would be, with the same styles.
    pub(super) fn rendered(&self, rows: Vec<Row>) -> Vec<String> {
        let columns = self.size().columns;
        let layout = Layout::of(&rows, columns, self.colors, &self.styles);
        let mut lines = Vec::new();
        for row in rows {
            let terminal = Terminal::in_memory(columns);
            let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
            let bar = ProgressBar::with_draw_target(None, target);
            let mut shown = RowBar::new(row.key, bar);
            shown.update(row, &layout);
            shown.bar.abandon();
            lines.extend(terminal.lines());
        }
        lines
    }
}

/// Takes the bars away, and leaves those of the caller.
impl Drop for Bars {
    fn drop(&mut self) {
        if thread::panicking() {
            keep_for_ever(&self.more);
            return;
        }
        self.draw(Vec::new(), Vec::new(), None);
        self.multi.remove(&self.more);
    }
}

impl Drop for RowBar {
    fn drop(&mut self) {
        if thread::panicking() {
            keep_for_ever(&self.bar);
        }
    }
}

/// A bar draws when it is dropped, and panics if the lock of its `MultiProgress` is poisoned, which is why
/// this thread may be panicking. A second panic would end the whole program.
fn keep_for_ever(bar: &ProgressBar) {
    std::mem::forget(bar.clone());
}

impl RowBar {
    fn new(key: RowKey, bar: ProgressBar) -> Self {
        Self {
            key,
            bar,
            values: Values::default(),
            style: String::new(),
            columns: (0, 0),
        }
    }

    /// Shows the row, if that is not what it shows.
    fn update(&mut self, row: Row, layout: &Layout<'_>) {
        let columns = (layout.columns, layout.label_column);
        if self.columns == columns && self.values.are_of(&row) {
            return;
        }
        self.columns = columns;
        let (position, length) = (row.bar.position, row.bar.length);
        let mut fields = fields(&row, layout.columns);
        let own = layout.styles.own(&row.bar);
        let (chosen, prefix, message) = match own {
            Some((name, _)) => {
                let message = row.bar.message.clone();
                (name.to_owned(), row.indented_label(), message)
            }
            None => {
                let room = layout.columns.saturating_sub(layout.label_column);
                let message = fit(&mut fields, &row.bar.message, room);
                let template = template(&fields, &row, &message, layout.colors);
                (template, row.label_in(layout.label_column), message)
            }
        };
        if self.style != chosen {
            let style = match own {
                Some((_, own)) => own.clone(),
                None => style(&chosen, cells(layout.columns)),
            };
            self.bar.set_style(self.values.give_to(style));
            self.style = chosen;
        }
        self.values.set(row, fields);
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
