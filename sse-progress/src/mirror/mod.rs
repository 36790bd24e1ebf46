//! Runs as bars of [indicatif](https://docs.rs/indicatif) in a terminal.
//!
//! A [`Mirror`] draws any number of runs on one terminal: a bar for each run and for each task in
//! it, log lines above them, and a line at the end of each run that says how it ended. Where the
//! runs are does not matter:
//!
//! * [`Mirror::view`] is the place of one run, to be fed with its events, from another server say.
//! * [`Jobs::mirror`](crate::Jobs::mirror) shows the runs of this process, as a server's own
//!   terminal may want to.
//! * [`run`] calls a job's function without any server, with a bar around the call.
//!
//! Rates and times to go are those of the snapshots; only clocks go on between two of them. It is
//! drawn at most 15 times a second, by a thread of its own: whoever reports never waits for a
//! terminal. Text of others is made [`harmless()`] before it is shown, and lines are cut to the width
//! of the terminal, so that they never wrap.
//!
//! Whatever else writes to that terminal is drawn over by the bars, or tears them apart: a
//! `println!`, `tracing` with its usual writer, the message of a panic. It has to go through
//! [`Mirror::println`], [`Mirror::writer`] or [`Mirror::suspend`].
//!
//! Where the error output is not a terminal, in a pipe or a log file, no bars are drawn; log lines
//! and ends of runs are written plainly, one below the other. Colours follow `NO_COLOR`, `CLICOLOR`
//! and `CLICOLOR_FORCE`.

mod above;
mod amount;
#[cfg(feature = "runtime")]
mod call;
mod frame;
mod harmless;
#[cfg(feature = "runtime")]
mod jobs;
mod paint;
mod painter;
mod panel;
mod row;
mod scene;
mod screen;
mod surface;
mod text;
mod view;
mod words;
mod writer;

use std::fmt;
use std::sync::Arc;

use indicatif::{MultiProgress, TermLike};

use above::Above;
use painter::Painter;
use surface::Surface;

#[cfg(feature = "runtime")]
pub use call::run;
pub use harmless::harmless;
pub use view::View;
pub use words::{in_words, took};
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

/// Ends the painter with the last handle.
struct Owner(Arc<Painter>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Mirror {
    /// On the error output of this process, as cargo does: bars if it is a terminal, else lines
    /// only.
    pub fn stderr() -> Self {
        Self::on(Surface::stderr())
    }

    /// On a terminal of your own, for tests an `indicatif::InMemoryTerm`. There are colours if
    /// there are on the error output.
    pub fn new(terminal: impl TermLike + 'static) -> Self {
        let colours = console::colors_enabled_stderr();
        Self::on(Surface::terminal(Arc::new(terminal), colours))
    }

    fn on(surface: Surface) -> Self {
        Self(Arc::new(Owner(Painter::start(surface))))
    }

    /// A place for one run, below those that are there. An empty label stands for the name of the
    /// run's job, with a number if another run here is called so.
    pub fn view(&self, label: impl AsRef<str>) -> View {
        View::new(self, label.as_ref())
    }

    /// Prints lines above the bars. They are this program's own: they are not made
    /// [`harmless()`], and may have colours.
    pub fn println(&self, text: impl Into<String>) {
        let own = Above::Own(text.into());
        self.painter().tell(|scene| scene.print(own));
    }

    /// A writer that prints whole lines above the bars, for what writes its lines by itself, such as
    /// `tracing`: `tracing_subscriber::fmt().with_writer(move || mirror.writer()).init()`. As with
    /// [`println`](Self::println), lines may have colours, and those that a stopped terminal does
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
        match self.multi() {
            Some(multi) => multi.suspend(print),
            None => print(),
        }
    }

    /// Waits until all that was told so far is drawn; a second at most, if the terminal takes
    /// nothing. It blocks the thread.
    pub fn flush(&self) {
        self.painter().flush();
    }

    /// What the bars are in, to add bars of your own below them. `None` if there are no bars, for
    /// want of a terminal.
    pub fn multi(&self) -> Option<&MultiProgress> {
        self.painter().surface().multi()
    }

    fn painter(&self) -> &Arc<Painter> {
        &self.0.0
    }
}

impl fmt::Debug for Mirror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mirror").finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "runtime"))]
mod tests;
