//! Where a mirror draws.

use std::fmt;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use console::Term;
use indicatif::{
    MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle, TermLike,
    style::ProgressTracker,
};

use super::frame::{self, Size};
use super::paint::Paint;
use super::scene::Scene;
use super::screen::Screen;

/// A terminal, or what has lines only.
#[derive(Debug)]
pub(super) enum Surface {
    Terminal(Bars),
    Lines(Paint),
}

/// The bars as one bar of indicatif with many lines, so that they are drawn at once.
#[derive(Debug)]
pub(super) struct Bars {
    terminal: Arc<dyn TermLike>,
    multi: MultiProgress,
    bar: ProgressBar,
    frame: Frame,
    paint: Paint,
}

/// What indicatif draws for the bar.
#[derive(Clone, Debug, Default)]
struct Frame(Arc<Mutex<String>>);

/// What to draw next, composed while the scene is locked, drawn when it is not.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) above: Vec<String>,
    pub(super) frame: String,
}

impl Surface {
    /// The error output: bars and lines if it is a terminal, else lines only.
    pub(super) fn stderr() -> Self {
        let terminal = Term::buffered_stderr();
        let colours = console::colors_enabled_stderr();
        if terminal.is_term() && !console::is_dumb() {
            Self::terminal(Arc::new(terminal), colours)
        } else {
            Self::Lines(Paint { colours })
        }
    }

    pub(super) fn terminal(terminal: Arc<dyn TermLike>, colours: bool) -> Self {
        let screen = Screen::new(terminal.clone());
        let target = ProgressDrawTarget::term_like(Box::new(screen));
        let multi = MultiProgress::with_draw_target(target);
        let frame = Frame::default();
        // The template is ours and has nothing that could be wrong with it.
        let style = ProgressStyle::with_template("{frame}")
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .with_key("frame", frame.clone());
        let bar = multi.add(ProgressBar::no_length());
        bar.set_style(style);
        Self::Terminal(Bars {
            terminal,
            multi,
            bar,
            frame,
            paint: Paint { colours },
        })
    }

    pub(super) fn multi(&self) -> Option<&MultiProgress> {
        match self {
            Self::Terminal(bars) => Some(&bars.multi),
            Self::Lines(_) => None,
        }
    }

    /// What is to be drawn of the scene, from which it takes what is to be printed once.
    pub(super) fn compose(&self, scene: &mut Scene, now: Instant) -> Picture {
        let (size, paint) = match self {
            Self::Terminal(bars) => (Some(bars.size()), bars.paint),
            Self::Lines(paint) => (None, *paint),
        };
        let columns = size.map(|size| size.columns);
        let above = scene.take_above();
        Picture {
            above: above
                .iter()
                .flat_map(|above| above.lines(now, columns, paint))
                .collect(),
            frame: size.map_or_else(String::new, |size| {
                frame::lines(scene.panels(), now, size, paint).join("\n")
            }),
        }
    }

    pub(super) fn draw(&self, picture: Picture) {
        match self {
            Self::Terminal(bars) => bars.draw(picture),
            Self::Lines(_) => {
                let mut stderr = io::stderr().lock();
                for line in picture.above {
                    // Nobody is there to be told that nobody is there.
                    let _ = writeln!(stderr, "{line}");
                }
            }
        }
    }
}

impl Bars {
    fn size(&self) -> Size {
        Size {
            // The last column stays free: a character that is wider than it says has room there.
            columns: usize::from(self.terminal.width()).saturating_sub(1).max(1),
            rows: usize::from(self.terminal.height()).saturating_sub(1).max(1),
        }
    }

    fn draw(&self, picture: Picture) {
        let same = self.frame.replace(picture.frame);
        if !picture.above.is_empty() {
            self.bar.println(picture.above.join("\n"));
        } else if !same {
            self.bar.tick();
        }
    }
}

impl Frame {
    /// Returns whether it is what it was.
    fn replace(&self, frame: String) -> bool {
        let mut old = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = *old == frame;
        *old = frame;
        same
    }
}

impl ProgressTracker for Frame {
    fn clone_box(&self) -> Box<dyn ProgressTracker> {
        Box::new(self.clone())
    }

    fn tick(&mut self, _: &ProgressState, _: Instant) {}

    fn reset(&mut self, _: &ProgressState, _: Instant) {}

    fn write(&self, _: &ProgressState, line: &mut dyn fmt::Write) {
        let frame = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Writing to a string cannot fail.
        let _ = line.write_str(&frame);
    }
}
