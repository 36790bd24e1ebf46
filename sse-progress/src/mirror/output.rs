//! Where a mirror draws: a terminal with bars, or what has lines only.

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::Instant;

use console::Term;
use indicatif::{MultiProgress, ProgressDrawTarget, TermLike};

use super::bars::Bars;
use super::colors::Colors;
use super::locale;
use super::more::More;
use super::printed::Printed;
use super::room;
use super::row::Row;
use super::signals::{self, TabProgress};
use super::style::Styles;
use super::terminal::Terminal;
use super::told::Told;

/// How often bars that others have added are drawn, in a second. More would cost when ours change, too.
const HERTZ: u8 = 10;

/// Where a mirror draws.
#[derive(Debug)]
pub(super) enum Output {
    Bars(Bars),
    /// On the error output.
    Lines(Colors),
}

/// What to draw next: taken from what was told while that is locked, and drawn when it is not.
#[derive(Debug)]
pub(super) struct Frame {
    now: Instant,
    printed: VecDeque<Printed>,
    rows: Vec<Row>,
    more: Option<More>,
    styles: Arc<Styles>,
}

/// Whether the error output is a terminal in which bars can move.
///
/// If not, [`Mirror::stderr`](super::Mirror::stderr) writes lines only.
pub fn stderr_is_terminal() -> bool {
    Term::stderr().is_term() && !console::is_dumb()
}

impl Output {
    /// The error output.
    pub(super) fn stderr() -> Self {
        let colors = Colors::stderr();
        match stderr_is_terminal() {
            true => {
                let terminal = Terminal::new(Arc::new(Term::buffered_stderr()), !locale::is_utf8());
                Self::bars(terminal, colors, signals::has_progress())
            }
            false => Self::Lines(colors),
        }
    }

    /// A terminal of the caller's.
    pub(super) fn terminal(terminal: Arc<dyn TermLike>, colors: Colors) -> Self {
        Self::bars(Terminal::new(terminal, false), colors, false)
    }

    fn bars(terminal: Terminal, colors: Colors, has_progress: bool) -> Self {
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(terminal.clone()), HERTZ);
        let multi = MultiProgress::with_draw_target(target);
        let tab = has_progress.then(TabProgress::default);
        Self::Bars(Bars::new(multi, Some(terminal), colors, tab))
    }

    /// Bars among those of the caller, if these are drawn at all.
    pub(super) fn in_multi(multi: &MultiProgress) -> Self {
        let colors = Colors::stderr();
        match multi.is_hidden() {
            true => Self::Lines(colors),
            false => Self::Bars(Bars::new(multi.clone(), None, colors, None)),
        }
    }

    pub(super) fn multi(&self) -> Option<&MultiProgress> {
        match self {
            Self::Bars(bars) => Some(bars.multi()),
            Self::Lines(_) => None,
        }
    }

    /// How many columns and rows there are, if there are bars.
    pub(super) fn size(&self) -> Option<(u16, u16)> {
        match self {
            Self::Bars(bars) => Some(bars.size()),
            Self::Lines(_) => None,
        }
    }

    /// What is to be drawn, from which what is to be printed once is taken.
    pub(super) fn next_frame(&self, told: &mut Told, now: Instant) -> Frame {
        let printed = told.take_printed();
        let (rows, more) = match self {
            Self::Bars(bars) => room::rows(told.runs(), now, bars.room().0),
            Self::Lines(_) => (Vec::new(), None),
        };
        Frame {
            now,
            printed,
            rows,
            more,
            styles: told.styles.clone(),
        }
    }

    pub(super) fn draw(&mut self, frame: Frame) {
        match self {
            Self::Bars(bars) => {
                bars.use_styles(&frame.styles);
                let lines = frame.lines(bars.colors(), Some(bars));
                bars.draw(lines, frame.rows, frame.more);
            }
            Self::Lines(colors) => {
                let mut stderr = io::stderr().lock();
                for line in frame.lines(*colors, None) {
                    // A pipe that nobody reads is no reason to stop the program.
                    let _ = writeln!(stderr, "{}", locale::in_locale(&line));
                }
            }
        }
    }
}

impl Frame {
    fn lines(&self, colors: Colors, bars: Option<&Bars>) -> Vec<String> {
        let lines = |printed: &Printed| printed.lines(self.now, colors, bars);
        self.printed.iter().flat_map(lines).collect()
    }
}
