//! Rows as bars of indicatif: one `ProgressBar` for each, in a `MultiProgress`.

use std::sync::Arc;
use std::thread;

use console::Term;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike as _};

use super::bar::{Layout, RowBar};
use super::colors::{Colors, Role};
use super::more::More;
use super::row::Row;
use super::signals::TabProgress;
use super::style::Styles;
use super::terminal::Terminal;
use super::text::cut;

/// The bars of a mirror.
#[derive(Debug)]
pub(super) struct Bars {
    multi: MultiProgress,
    /// None if the caller's `MultiProgress` has one that we do not know.
    terminal: Option<Terminal>,
    colors: Colors,
    /// None if the terminal has no progress of its own.
    tab: Option<TabProgress>,
    styles: Arc<Styles>,
    /// From the top down.
    shown: Vec<RowBar>,
    /// The last of our bars. It says how many more there are, and has no line if there are none. As it is
    /// finished in the eyes of indicatif, its ticks draw all bars at once, whatever the rate limit is.
    more: ProgressBar,
}

impl Bars {
    /// No bars yet, below those that `multi` has.
    pub(super) fn new(
        multi: MultiProgress,
        terminal: Option<Terminal>,
        colors: Colors,
        tab: Option<TabProgress>,
    ) -> Self {
        let more = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg}");
        more.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        let more = multi.add(more);
        more.abandon();
        Self {
            multi,
            terminal,
            colors,
            tab,
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

    /// How many lines there may be, and how many columns they may have. The last column stays free: a
    /// character that is wider than it says has room there.
    pub(super) fn room(&self) -> (usize, usize) {
        let (columns, rows) = self.size();
        (usize::from(rows.max(1)), usize::from(columns.max(1)))
    }

    /// The columns and rows that may be drawn on.
    pub(super) fn size(&self) -> (u16, u16) {
        match &self.terminal {
            Some(terminal) => (terminal.width(), terminal.height()),
            None => {
                // Half of it is for the bars of the caller.
                let (rows, columns) = Term::stderr().size();
                (columns.saturating_sub(1), rows / 2)
            }
        }
    }

    /// Draws with these styles from now on.
    pub(super) fn use_styles(&mut self, styles: &Arc<Styles>) {
        if !Arc::ptr_eq(&self.styles, styles) {
            self.styles = styles.clone();
            self.shown.iter_mut().for_each(RowBar::forget_style);
        }
    }

    /// Prints the lines above the bars, and makes the bars those of the rows, all at once.
    pub(super) fn draw(&mut self, lines: Vec<String>, rows: Vec<Row>, more: Option<More>) {
        let (_, columns) = self.room();
        // indicatif may draw whenever one of its bars changes.
        if let Some(terminal) = &self.terminal {
            terminal.hold();
        }
        // The bar of a run that has ended goes before it is said how.
        self.shown.retain(|shown| {
            let stays = rows.iter().any(|row| row.key == shown.key);
            if !stays {
                self.multi.remove(&shown.bar);
            }
            stays
        });
        if !lines.is_empty() {
            let lines = lines.into_iter().map(|line| line + "\n");
            // An error of the terminal is no reason to stop the program.
            let _ = self.multi.println(lines.collect::<String>());
        }
        let sequence = self.tab.as_mut().and_then(|tab| tab.update(&rows));
        self.update(rows, columns);
        let more = more.map_or_else(String::new, |more| cut(&more.to_string(), columns));
        // Colors in its template would make it a line even without a text.
        let more = self.colors.apply(Role::Faint, &more);
        // Unlike `set_message`, this does not draw.
        drop(self.more.clone().with_message(more));
        if let Some(terminal) = &self.terminal {
            terminal.release();
        }
        self.more.tick();
        if let (Some(terminal), Some(sequence)) = (&self.terminal, sequence) {
            terminal.send(&sequence);
        }
    }

    /// Updates the bars that are there, and adds those that are not. Both lists are in the same order.
    fn update(&mut self, rows: Vec<Row>, columns: usize) {
        let layout = Layout::of(&rows, columns, self.colors, &self.styles);
        let mut old = std::mem::take(&mut self.shown).into_iter().peekable();
        for row in rows {
            if let Some(mut shown) = old.next_if(|shown| shown.key == row.key) {
                shown.update(row, &layout);
                self.shown.push(shown);
            } else {
                let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
                let next = old.peek().map_or(&self.more, |next| &next.bar);
                let bar = self.multi.insert_before(next, bar);
                self.shown.push(RowBar::new(bar, row, &layout));
            }
        }
        // If the order has changed after all, these have been added once more.
        for gone in old {
            self.multi.remove(&gone.bar);
        }
    }

    /// The lines that the bars of these rows would be, with the same styles.
    pub(super) fn rendered(&self, rows: Vec<Row>) -> Vec<String> {
        let (_, columns) = self.room();
        let layout = Layout::of(&rows, columns, self.colors, &self.styles);
        let mut lines = Vec::new();
        for row in rows {
            let terminal = Terminal::in_memory(columns);
            let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
            let bar = ProgressBar::with_draw_target(None, target);
            RowBar::new(bar, row, &layout).bar.abandon();
            lines.extend(terminal.lines());
        }
        lines
    }
}

/// Takes the bars away, and leaves those of the caller.
impl Drop for Bars {
    fn drop(&mut self) {
        if thread::panicking() {
            // As with the bar of a row.
            std::mem::forget(self.more.clone());
            return;
        }
        self.draw(Vec::new(), Vec::new(), None);
        self.multi.remove(&self.more);
    }
}
