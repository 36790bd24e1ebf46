//! Runs as bars of [indicatif](https://docs.rs/indicatif) in a terminal.
//!
//! A [`Mirror`] draws any number of runs on one terminal: a `ProgressBar` for each run and for each task
//! in it, log lines above them, and a line at the end of each run that says how it ended. A task that has
//! come to its end stays below its run, with how long it took, as long as there is room. Where the
//! runs are does not matter:
//!
//! * [`Mirror::view`] makes a view of one run, to be fed with its events, from another server say.
//! * [`Jobs::mirror`](crate::Jobs::mirror) shows the runs of this process, as a server's own
//!   terminal may want to.
//! * [`run`] calls a job's function without any server, with a bar around the call.
//!
//! The bars can be in a `MultiProgress` of yours ([`Mirror::in_multi`]) and in styles of yours
//! ([`Mirror::with_style`]).
//!
//! Rates and times to go are those of the snapshots; only clocks go on between two of them. Bars are
//! drawn some 15 times a second, by a thread of its own, so that whoever reports never waits for a
//! terminal. While its size changes, a terminal is left alone, for two seconds at most. Text of others is
//! made [`harmless()`] before it is shown. Bars are cut to the width of the terminal, so that they never
//! wrap; a log line that is too long is for the terminal to wrap, which can copy it whole, and wraps it
//! anew when it is resized.
//!
//! Whatever else writes to that terminal is drawn over by the bars, or tears them apart: a
//! `println!`, `tracing` with its usual writer, the message of a panic. It has to go through
//! [`Mirror::println`], [`Mirror::writer`] or [`Mirror::suspend`].
//!
//! Where the error output is not a terminal, in a pipe or a log file, no bars are drawn; log lines
//! and ends of runs are written plainly, one below the other. Colors follow `NO_COLOR`, `CLICOLOR`
//! and `CLICOLOR_FORCE`. In a locale that is not of UTF-8, what is written is ASCII.
//!
//! In terminals that are known to have them, [`Mirror::stderr`] shows the progress in the tab or the
//! taskbar, too (OSC 9;4), and the name of a run that has ended is a link (OSC 8, [`View::linked`]).

mod amount;
mod bar;
mod bars;
#[cfg(feature = "runtime")]
mod call;
mod colors;
mod drawing;
mod fields;
mod harmless;
#[cfg(feature = "runtime")]
mod jobs;
mod locale;
mod more;
mod output;
mod printed;
mod resizing;
mod room;
mod row;
mod run;
mod signals;
mod style;
mod terminal;
mod text;
mod told;
mod view;
mod words;
mod writer;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use indicatif::{MultiProgress, ProgressStyle, TermLike};

use colors::Colors;
use drawing::Drawing;
use output::Output;
use printed::Printed;
use style::{Styles, for_stderr};

#[cfg(feature = "runtime")]
pub use call::run;
pub use harmless::harmless;
pub use locale::in_locale;
pub use output::stderr_is_terminal;
pub use view::View;
pub use words::{ended, in_words, outcome, took};
pub use writer::Writer;

/// Draws any number of runs on one terminal. Cheap to clone.
///
/// While it is there, the terminal is its own: what is written to it in another way than with
/// [`println`](Self::println), [`writer`](Self::writer) or [`suspend`](Self::suspend) is drawn over.
///
/// When the last clone and the last [`View`] are dropped, what is still to be drawn is drawn, for
/// which a stopped terminal is given a second.
///
/// ```
/// use sse_progress::mirror::Mirror;
///
/// let mirror = Mirror::stderr();
/// let view = mirror.view("nightly import");
/// // for each event of a run: view.event(&event);
/// mirror.println("connected");
/// ```
#[derive(Clone)]
pub struct Mirror(Arc<Owner>);

/// Ends the thread that draws with the last handle.
struct Owner {
    drawing: Arc<Drawing>,
    multi: Option<MultiProgress>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.drawing.close();
    }
}

impl Mirror {
    /// On the error output of this process: bars if it is a terminal in which bars can move, else lines
    /// only.
    pub fn stderr() -> Self {
        Self::on(Output::stderr())
    }

    /// On a terminal of your own, for tests an `indicatif::InMemoryTerm`. There are colors if there are
    /// on the error output.
    pub fn new(terminal: impl TermLike + 'static) -> Self {
        Self::on(Output::terminal(Arc::new(terminal), Colors::stderr()))
    }

    /// Among bars of your own: below those that `multi` has by now, and above those that are added
    /// later. Log lines are printed above all of them. If `multi` is hidden, for want of a terminal,
    /// there are lines only, on the error output.
    ///
    /// Bars of runs take half of the rows of the terminal at most; the others are counted. What a
    /// resize leaves behind is as in all bars of indicatif; [`stderr`](Self::stderr) is more careful.
    ///
    /// ```
    /// use indicatif::{MultiProgress, ProgressBar};
    /// use sse_progress::mirror::Mirror;
    ///
    /// let multi = MultiProgress::new();
    /// let downloads = multi.add(ProgressBar::new(40));
    /// let mirror = Mirror::in_multi(&multi);
    /// let summary = multi.add(ProgressBar::new_spinner());
    /// // for each event of a run: view.event(&event);
    /// let view = mirror.view("import");
    /// ```
    pub fn in_multi(multi: &MultiProgress) -> Self {
        Self::on(Output::in_multi(multi))
    }

    fn on(output: Output) -> Self {
        let multi = output.multi().cloned();
        Self(Arc::new(Owner {
            drawing: Drawing::start(output),
            multi,
        }))
    }

    /// Draws bars of known length in a style of yours. By default, a bar shows what there is room for.
    ///
    /// All keys of indicatif's templates are there. Rates, times and percentages are those of the
    /// server (`per_sec`, `bytes_per_sec`, `eta`, `elapsed`, `duration`, `percent` and their variants),
    /// `prefix` is the label, indented as deep as the bar is in its run, and `msg` what the job says.
    /// Two more are `amount`, the position, the length and the unit, and `state`, what is to be said
    /// of a bar that does not move: `waiting, 2 of 5`, `✖ stopped`.
    ///
    /// ```
    /// use indicatif::ProgressStyle;
    /// use sse_progress::mirror::Mirror;
    ///
    /// let style = ProgressStyle::with_template("{prefix:20!} {wide_bar} {amount} {eta} {state}")?;
    /// let mirror = Mirror::stderr().with_style(style);
    /// # Ok::<(), indicatif::style::TemplateError>(())
    /// ```
    #[must_use]
    pub fn with_style(self, style: ProgressStyle) -> Self {
        self.styled(|styles| styles.bar = Some(for_stderr(style)))
    }

    /// Draws bars of unknown length in a style of yours. Keys are those of
    /// [`with_style`](Self::with_style).
    #[must_use]
    pub fn with_spinner_style(self, style: ProgressStyle) -> Self {
        self.styled(|styles| styles.spinner = Some(for_stderr(style)))
    }

    /// Draws bars of known length whose unit is `bytes` in a style of yours. By default, that is the
    /// one of [`with_style`](Self::with_style).
    #[must_use]
    pub fn with_bytes_style(self, style: ProgressStyle) -> Self {
        self.styled(|styles| styles.bytes = Some(for_stderr(style)))
    }

    /// Leaves the list of what a run has done, each task with how long it took, when the run has
    /// succeeded. By default, a run that has succeeded leaves what it has logged and one line. What a
    /// run that did not succeed was doing stays in any case.
    #[must_use]
    pub fn keep_finished(self) -> Self {
        self.drawing().tell(|told| told.keeps = true);
        self
    }

    fn styled(self, change: impl FnOnce(&mut Styles)) -> Self {
        self.drawing()
            .tell(|told| change(Arc::make_mut(&mut told.styles)));
        self
    }

    /// A view of one run, below those that are there. An empty label stands for the name of the
    /// run's job, with a number if another run here is called so.
    pub fn view(&self, label: impl AsRef<str>) -> View {
        View::new(self, label.as_ref())
    }

    /// Prints lines above the bars. They are this program's own: they are not made
    /// [`harmless()`], and may have colors.
    pub fn println(&self, text: impl Into<String>) {
        let own = Printed::Own(text.into());
        self.drawing().tell(|told| told.print(own));
    }

    /// A writer that prints whole lines above the bars, for what writes its lines by itself, such as
    /// `tracing`: `tracing_subscriber::fmt().with_writer(move || mirror.writer()).init()`. As with
    /// [`println`](Self::println), lines may have colors, and those that a stopped terminal does
    /// not take are dropped and counted once there are too many.
    ///
    /// A subscriber keeps its mirror for ever: [`flush`](Self::flush) at the end of `main` draws
    /// what came last.
    ///
    /// ```
    /// use std::io::Write as _;
    ///
    /// use sse_progress::mirror::Mirror;
    ///
    /// let mirror = Mirror::stderr();
    /// writeln!(mirror.writer(), "connected")?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// The message of a panic is printed so, above the bars instead of below them:
    ///
    /// ```
    /// # use sse_progress::mirror::Mirror;
    /// # let mirror = Mirror::stderr();
    /// std::panic::set_hook(Box::new(move |panic| {
    ///     mirror.println(panic.to_string());
    ///     mirror.flush();
    /// }));
    /// ```
    pub fn writer(&self) -> Writer {
        Writer::new(self.clone())
    }

    /// Takes the bars away while `print` writes to the terminal by itself.
    ///
    /// All that was told before is drawn before. Nothing else is drawn meanwhile, so it should not
    /// take long.
    pub fn suspend<R>(&self, print: impl FnOnce() -> R) -> R {
        self.flush();
        let Some(multi) = self.multi() else {
            return print();
        };
        // indicatif holds a lock meanwhile, which no panic is to poison.
        match multi.suspend(|| catch_unwind(AssertUnwindSafe(print))) {
            Ok(result) => result,
            Err(panic) => resume_unwind(panic),
        }
    }

    /// Waits until all that was told so far is drawn; a second at most, if the terminal takes
    /// nothing. It blocks the thread.
    pub fn flush(&self) {
        self.drawing().flush();
    }

    /// What the bars are in, to add bars of your own below them. `None` if there are no bars, for
    /// want of a terminal.
    pub fn multi(&self) -> Option<&MultiProgress> {
        self.0.multi.as_ref()
    }

    fn drawing(&self) -> &Drawing {
        &self.0.drawing
    }
}

impl fmt::Debug for Mirror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mirror").finish_non_exhaustive()
    }
}

#[cfg(test)]
#[cfg(feature = "runtime")]
mod tests;
