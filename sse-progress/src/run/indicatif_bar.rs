//! A bar of indicatif, for code that takes one.
//!
//! What such code does to the bar is found out by looking at it, some times a second: its position,
//! length and message are what the bar says of itself, whatever style or draw target it was given.
//! Lines are not a part of the bar. They go to its draw target, so this is one that prints nothing
//! and notes the lines.
//!
//! Whoever looks takes the bar's lock, which code of the job may hold for long: `suspend(f)` does
//! while `f` runs. So a thread of its own looks, and nothing else of a run waits for it.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use console::strip_ansi_codes;
use indicatif::{ProgressBar, ProgressDrawTarget, TermLike};

use super::Progress;

/// How often the bar is looked at.
const EVERY: Duration = Duration::from_millis(50);

impl Progress {
    /// A bar of indicatif that reports to this one, for code that takes an `&indicatif::ProgressBar`.
    ///
    /// It starts where this one stands. Its position, length and message are those of this one, 50
    /// ms later at most and at its end at once, and what is printed with its `println` is logged.
    /// Nothing is drawn, so a style has no effect.
    ///
    /// It follows the bar until it is dropped; a clone of the bar that lives longer reports nothing
    /// any more. Asking the run to stop does not stop the code that has the bar.
    ///
    /// ```
    /// use sse_progress::Progress;
    ///
    /// /// Somebody else's.
    /// fn add_up(bar: &indicatif::ProgressBar, numbers: &[u64]) -> u64 {
    ///     bar.set_length(numbers.len() as u64);
    ///     let sum = numbers.iter().inspect(|_| bar.inc(1)).sum();
    ///     bar.finish_with_message("added up");
    ///     sum
    /// }
    ///
    /// fn job(progress: Progress) -> u64 {
    ///     add_up(&progress.indicatif(), &[1, 2, 3])
    /// }
    ///
    /// let progress = Progress::hidden();
    /// assert_eq!(job(progress.clone()), 6);
    /// assert_eq!((progress.position(), progress.length()), (3, Some(3)));
    /// assert_eq!(progress.message(), "added up");
    /// ```
    pub fn indicatif(&self) -> IndicatifBar {
        IndicatifBar::new(self)
    }
}

/// A bar of indicatif that reports to a [`Progress`]: see [`Progress::indicatif`].
pub struct IndicatifBar {
    bar: ProgressBar,
    shared: Arc<Shared>,
    /// Who hears what is printed.
    heard: Arc<Mutex<Option<Progress>>>,
}

/// What the bar and the thread share.
struct Shared {
    following: Mutex<Option<Following>>,
    /// Wakes the thread when there is nothing to follow any more.
    over: Condvar,
}

/// Whom to tell of what.
struct Following {
    progress: Progress,
    bar: ProgressBar,
    told: Shown,
}

/// What of a bar is told.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    position: u64,
    length: Option<u64>,
    message: String,
}

impl IndicatifBar {
    fn new(progress: &Progress) -> Self {
        let shown = Shown {
            position: progress.position(),
            length: progress.length(),
            message: progress.message(),
        };
        let heard = Arc::new(Mutex::new(Some(progress.clone())));
        let lines = ProgressDrawTarget::term_like(Box::new(Lines {
            progress: heard.clone(),
            spaces: AtomicBool::new(false),
        }));
        let bar = ProgressBar::with_draw_target(shown.length, lines)
            .with_position(shown.position)
            .with_message(shown.message.clone());
        let shared = Arc::new(Shared {
            following: Mutex::new(Some(Following {
                progress: progress.clone(),
                bar: bar.clone(),
                told: shown,
            })),
            over: Condvar::new(),
        });
        let follower = shared.clone();
        let thread = thread::Builder::new().name("indicatif bar".to_owned());
        if let Err(error) = thread.spawn(move || follower.follow()) {
            tracing::warn!(%error, "a bar of indicatif is not followed before its end");
        }
        Self { bar, shared, heard }
    }
}

impl Deref for IndicatifBar {
    type Target = ProgressBar;

    fn deref(&self) -> &ProgressBar {
        &self.bar
    }
}

impl Drop for IndicatifBar {
    /// Tells the last values. Every handle of the [`Progress`] is gone when this returns, so that a
    /// child's end is not put off by the thread.
    fn drop(&mut self) {
        if let Some(mut following) = self.shared.lock().take() {
            following.tell();
        }
        self.shared.over.notify_one();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        *heard = None;
    }
}

impl fmt::Debug for IndicatifBar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IndicatifBar").finish_non_exhaustive()
    }
}

impl Shared {
    /// Tells what is new, until there is nothing to follow any more.
    fn follow(&self) {
        let mut following = self.lock();
        while let Some(it) = &mut *following {
            it.tell();
            let waited = self.over.wait_timeout(following, EVERY);
            following = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Following>> {
        self.following
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Following {
    /// Tells what the bar has changed, and leaves the rest as the job has set it.
    fn tell(&mut self) {
        let shown = Shown {
            position: self.bar.position(),
            length: self.bar.length(),
            message: self.bar.message(),
        };
        if shown == self.told {
            return;
        }
        if shown.length != self.told.length {
            match shown.length {
                Some(length) => self.progress.set_length(length),
                None => self.progress.unset_length(),
            }
        }
        if shown.position != self.told.position {
            self.progress.set_position(shown.position);
        }
        if shown.message != self.told.message {
            self.progress.set_message(shown.message.clone());
        }
        self.told = shown;
    }
}

/// A terminal that logs the lines which are printed above a bar.
///
/// Nothing says whether what is written is such a line or the bar. But a bar is written only where
/// it has room, and this terminal is of no height.
#[derive(Debug)]
struct Lines {
    /// Gone when the bar is not followed any more. Whoever prints holds the bar's lock, so this is
    /// no part of what the thread locks: it takes the bar's lock in its turn.
    progress: Arc<Mutex<Option<Progress>>>,
    /// Each line is followed by the spaces that fill it up, which this says to be next.
    spaces: AtomicBool,
}

impl TermLike for Lines {
    fn width(&self) -> u16 {
        80
    }

    fn height(&self) -> u16 {
        0
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        // Both orders are the bar's lock's.
        if self.spaces.fetch_xor(true, Ordering::Relaxed) {
            return Ok(());
        }
        let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(progress) = &*progress {
            progress.println(strip_ansi_codes(text));
        }
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        self.spaces.store(false, Ordering::Relaxed);
        Ok(())
    }

    fn write_line(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_up(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_down(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::ProgressStyle;
    use std::time::Instant;

    #[test]
    fn what_the_bar_says_at_its_end_is_told_at_once() {
        let progress = Progress::hidden();
        progress.set_message("mine");
        progress.set_position(2);
        let bar = progress.indicatif();
        assert_eq!((bar.position(), bar.length()), (2, None));
        assert_eq!(bar.message(), "mine");
        let style = ProgressStyle::with_template("{bar} {pos}/{len}").unwrap();
        bar.set_style(style);
        bar.inc_length(1);
        bar.set_length(5);
        for _ in 0..3 {
            bar.inc(1);
        }
        bar.finish_with_message("over");
        let clone = bar.clone();
        drop(bar);
        assert_eq!((progress.position(), progress.length()), (5, Some(5)));
        assert_eq!(progress.message(), "over");
        clone.set_message("nobody hears it");
        clone.unset_length();
        assert_eq!(progress.message(), "over");
    }

    /// Waits for what the other thread does.
    fn until(is_done: impl Fn() -> bool) {
        let start = Instant::now();
        while !is_done() {
            assert!(start.elapsed() < Duration::from_secs(60), "it never comes");
            thread::yield_now();
        }
    }

    #[test]
    fn it_is_followed_while_it_moves() {
        let progress = Progress::hidden();
        let bar = progress.indicatif();
        bar.inc(7);
        until(|| progress.position() == 7);
        // What the job says itself stands as long as the bar says nothing else.
        progress.set_message("mine");
        bar.inc(1);
        until(|| progress.position() == 8);
        assert_eq!(progress.message(), "mine");
    }

    #[test]
    fn a_child_ends_with_its_bar() {
        let progress = Progress::hidden();
        let bar = progress.child("child").indicatif();
        let clone = bar.clone();
        drop(bar);
        let (tasks, _) = progress.report().tasks.list();
        assert_eq!(tasks[0].state, crate::protocol::TaskState::Finished);
        clone.println("nobody hears it");
    }
}
