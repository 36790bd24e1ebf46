//! The handle through which a job reports.

mod data;
mod end;
mod show;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::value::RawValue;

use crate::log::Limits;
use crate::protocol::{CancelReason, Level, RunId};

use super::bar::Bar;
use super::cancel::{Cancelled, Stop};
use super::pending::PendingLine;
use super::report::Report;
use super::reporter::Reporter;
use super::steps::Steps;

/// A bar, and the run that it belongs to: what a job reports through.
///
/// It speaks the vocabulary of indicatif's `ProgressBar`. Clones report to the same bar, from any
/// thread. A job gets the bar of the run itself by taking a `Progress` as an argument; further
/// bars inside it come from [`child`](Self::child).
///
/// Reporting is synchronous, never waits for a client and cannot fail. What watchers see is sampled
/// from it, at the job's `interval` at most, and always with the last value.
///
/// [`inc`](Self::inc) costs one atomic operation. Each clone has a counter of its own, so that
/// threads which report from a clone each do not slow each other down, as they do when they share
/// one by reference. An item of [`wrap_iter`](Self::wrap_iter) costs less: a store and a load.
///
/// ```
/// use sse_progress::Progress;
///
/// fn add_up(progress: Progress, numbers: &[u64]) -> u64 {
///     progress.set_message("adding up");
///     progress.wrap_iter(numbers.iter()).sum()
/// }
///
/// let progress = Progress::hidden();
/// assert_eq!(add_up(progress.clone(), &[1, 2, 3]), 6);
/// assert_eq!((progress.position(), progress.length()), (3, Some(3)));
/// ```
#[derive(Clone)]
pub struct Progress {
    task: Arc<Inner>,
    reporter: Reporter,
}

/// One bar and its place in the run. The task ends when the last handle is dropped.
struct Inner {
    id: Option<u64>,
    report: Arc<Report>,
    /// Held so that a parent is not over before its children.
    _parent: Option<Arc<Inner>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.report.tasks.end(id);
            self.report.wake.raise();
        }
    }
}

impl Progress {
    /// A bar that nobody watches, for the unit tests of a job.
    ///
    /// It counts as any other does, so that [`position`](Self::position) can be asserted; with the
    /// feature `testing`, `testing::told` gives its message, its lines and its children, too. It is
    /// cancelled by [`cancel`](Self::cancel) alone.
    pub fn hidden() -> Self {
        // Nobody can ask for the lines without `testing::told`.
        let limits = match cfg!(feature = "testing") {
            true => Limits {
                lines: 10_000,
                bytes: 8 << 20,
            },
            false => Limits { lines: 1, bytes: 0 },
        };
        let progress = Self::new(Arc::new(Report::new(RunId::unknown(), limits)));
        progress.bar().start();
        progress
    }

    /// The run's own bar.
    pub(crate) fn new(report: Arc<Report>) -> Self {
        Self {
            reporter: Reporter::new(report.root.clone()),
            task: Arc::new(Inner {
                id: None,
                report,
                _parent: None,
            }),
        }
    }

    pub(super) fn report(&self) -> &Arc<Report> {
        &self.task.report
    }

    /// A new bar inside this one, in the same unit, shown below it until its last handle is
    /// dropped: as finished if it has come to its length or has none, as stopped if not.
    ///
    /// A snapshot shows the first 256 bars of a run and counts the rest; of those that have ended,
    /// the newest 32 stay.
    ///
    /// ```
    /// # use sse_progress::Progress;
    /// fn pack(progress: Progress, albums: &[(&str, u64)]) {
    ///     for (name, pictures) in progress.wrap_iter(albums) {
    ///         let album = progress.child(*name);
    ///         for _ in album.wrap_iter(0..*pictures) {
    ///             // … one picture …
    ///         }
    ///     } // The bar of each album ends here, as its handle is dropped.
    /// }
    ///
    /// let progress = Progress::hidden();
    /// pack(progress.clone(), &[("summer", 12), ("winter", 7)]);
    /// assert_eq!(progress.position(), 2);
    /// ```
    pub fn child(&self, label: impl Into<String>) -> Self {
        let bar = Arc::new(Bar::new(self.bar().unit()));
        bar.start();
        let report = self.task.report.clone();
        let id = report.tasks.begin(self.task.id, label.into(), bar.clone());
        report.wake.raise();
        Self {
            task: Arc::new(Inner {
                id: Some(id),
                report,
                _parent: Some(self.task.clone()),
            }),
            reporter: Reporter::new(bar),
        }
    }

    /// Moves the bar on by `delta` units. It may pass the length.
    #[inline]
    pub fn inc(&self, delta: u64) {
        if self.reporter.inc(delta) {
            self.task.report.wake.raise();
        }
    }

    /// Moves the bar back by `delta` units, to 0 at the furthest.
    pub fn dec(&self, delta: u64) {
        self.bar().dec(delta);
        self.changed();
    }

    /// Moves the bar to `position`.
    ///
    /// Far from where the present pace would have brought it, that is a jump, which rate and ETA
    /// leave out: items that are skipped, the start of a download that is resumed.
    pub fn set_position(&self, position: u64) {
        self.bar().set_position(position);
        self.changed();
    }

    /// Where the bar stands, in units.
    pub fn position(&self) -> u64 {
        self.bar().position()
    }

    /// Says how far there is to go. The length is unknown until then.
    pub fn set_length(&self, length: u64) {
        self.bar().set_length(Some(length));
        self.changed();
    }

    /// There is more to do than was known. An unknown length counts as 0.
    pub fn inc_length(&self, delta: u64) {
        self.bar().inc_length(delta);
        self.changed();
    }

    /// There is less to do than was known, down to nothing. An unknown length stays unknown.
    pub fn dec_length(&self, delta: u64) {
        self.bar().dec_length(delta);
        self.changed();
    }

    /// Nobody knows how far there is to go.
    pub fn unset_length(&self) {
        self.bar().set_length(None);
        self.changed();
    }

    /// How far there is to go, if it is known.
    pub fn length(&self) -> Option<u64> {
        self.bar().length()
    }

    /// Says what the job is doing. Beyond 16 KiB the text is cut.
    pub fn set_message(&self, message: impl Into<Cow<'static, str>>) {
        self.bar().set_message(message.into().into_owned());
        self.changed();
    }

    /// Says what is counted: `items` (the default), `bytes`, which are shown as KiB and MiB, or a
    /// word of your own.
    pub fn set_unit(&self, unit: impl Into<Cow<'static, str>>) {
        self.bar().set_unit(unit.into());
        self.changed();
    }

    /// Logs a line at [`Level::Info`].
    pub fn println(&self, message: impl Into<String>) {
        self.log(Level::Info, message);
    }

    /// Logs a line. Every line reaches every watcher, in order; one that falls too far behind
    /// what a run remembers is told how many lines it lost. Beyond 1 MiB a line is cut.
    ///
    /// ```
    /// use sse_progress::{Level, Progress};
    ///
    /// # let progress = Progress::hidden();
    /// progress.println("4 of 5 mirrors answer");
    /// progress.log(Level::Warn, "the fifth is slow");
    /// ```
    pub fn log(&self, level: Level, message: impl Into<String>) {
        self.say(level, message.into(), None);
    }

    fn say(&self, level: Level, message: String, data: Option<Box<RawValue>>) {
        self.task.report.log(PendingLine {
            level,
            message,
            time: SystemTime::now(),
            task: self.task.id,
            target: None,
            data,
        });
    }

    /// The id of the run, under which it can be watched and cancelled.
    pub fn run_id(&self) -> RunId {
        self.task.report.run.clone()
    }

    /// Whether the run was asked to stop. One atomic load, for loops that do not wait.
    #[inline]
    pub fn is_cancelled(&self) -> bool {
        self.task.report.stop.is_made()
    }

    /// Waits until the run is asked to stop.
    ///
    /// The future of an `async` job is dropped at that moment, unless the job has a `clean_up`
    /// time: with `#[job("/…", clean_up = "5s")]` it may go on for so long. Without, this is for
    /// the tasks and threads that the job has started.
    ///
    /// ```
    /// use sse_progress::{Progress, job};
    /// use tokio::time::{Duration, sleep};
    ///
    /// #[job("/record", clean_up = "5s")]
    /// async fn record(progress: Progress) -> &'static str {
    ///     tokio::select! {
    ///         () = sleep(Duration::from_secs(3600)) => "recorded",
    ///         () = progress.cancelled() => {
    ///             // … five seconds to close the file …
    ///             "cut short"
    ///         }
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let progress = Progress::hidden();
    /// progress.cancel();
    /// assert_eq!(record(progress).await, "cut short");
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Safe to drop and to call again.
    pub async fn cancelled(&self) {
        self.task.report.stop.made().await;
    }

    /// Leaves a blocking job that was asked to stop, by `?`.
    ///
    /// ```
    /// # use sse_progress::{Cancelled, Progress};
    /// fn count(progress: Progress) -> Result<u64, Cancelled> {
    ///     for _ in progress.wrap_iter(0..1_000) {
    ///         progress.checkpoint()?;
    ///     }
    ///     Ok(progress.position())
    /// }
    /// assert_eq!(count(Progress::hidden()), Ok(1_000));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Cancelled`] once the run was asked to stop.
    #[inline]
    pub fn checkpoint(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() {
            return Err(Cancelled);
        }
        Ok(())
    }

    /// Goes past the point after which stopping would do harm: a commit, say. From then on, a
    /// cancel, a `timeout` or a watcher that leaves comes too late, and the run ends with what its
    /// function returns.
    ///
    /// Only a server that shuts down gives the run up after its grace, without an end to its
    /// function.
    ///
    /// ```
    /// # use sse_progress::{Cancelled, Progress};
    /// fn import(progress: Progress) -> Result<(), Cancelled> {
    ///     // … insert the rows, in a transaction …
    ///     progress.point_of_no_return()?;
    ///     // … commit …
    ///     Ok(())
    /// }
    /// assert_eq!(import(Progress::hidden()), Ok(()));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if the run was asked to stop before.
    pub fn point_of_no_return(&self) -> Result<(), Cancelled> {
        self.task.report.stop.refuse()
    }

    /// Asks the run to stop, as a client does that cancels it. Also a way to test what a job does
    /// then:
    ///
    /// ```
    /// # use sse_progress::{Cancelled, Progress};
    /// # fn count(progress: Progress) -> Result<(), Cancelled> { progress.checkpoint() }
    /// let progress = Progress::hidden();
    /// progress.cancel();
    /// assert_eq!(count(progress), Err(Cancelled));
    /// ```
    pub fn cancel(&self) {
        let stop = Stop::Cancelled(CancelReason::Requested);
        self.task.report.stop.make(stop);
    }

    /// Counts on to `count` for something that counts for itself alone. Returns what the next step goes
    /// on from.
    #[inline]
    pub(super) fn step(&self, steps: &mut Steps, count: u64) -> u64 {
        match steps.is_told(self.bar(), count) {
            true => count,
            false => self.tell(steps, count),
        }
    }

    #[cold]
    fn tell(&self, steps: &mut Steps, count: u64) -> u64 {
        let (count, wake) = steps.tell(self.bar(), count);
        if wake {
            self.task.report.wake.raise();
        }
        count
    }

    #[inline]
    fn bar(&self) -> &Arc<Bar> {
        self.reporter.bar()
    }

    fn changed(&self) {
        if self.bar().unread().touch() {
            self.task.report.wake.raise();
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("run", &self.task.report.run)
            .field("task", &self.task.id)
            .field("position", &self.position())
            .field("length", &self.length())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::TaskState;

    #[test]
    fn a_task_is_over_with_its_last_handle_and_not_before_its_children() {
        let progress = Progress::hidden();
        let states = || {
            let (tasks, _) = progress.report().tasks.list();
            tasks.iter().map(|task| task.state).collect::<Vec<_>>()
        };
        let child = progress.child("child");
        let grandchild = child.child("grandchild");
        drop(child);
        assert_eq!(states(), [TaskState::Running; 2]);
        drop(grandchild);
        assert_eq!(states(), [TaskState::Finished; 2]);
    }

    #[test]
    fn a_child_counts_in_its_parents_unit() {
        let progress = Progress::hidden();
        progress.set_unit("bytes");
        let _child = progress.child("child");
        assert_eq!(
            progress.report().tasks.list().0[0].bar.read().text.unit,
            "bytes"
        );
    }

    #[test]
    fn finish_goes_to_the_length_if_there_is_one() {
        let progress = Progress::hidden();
        progress.inc(2);
        progress.finish();
        assert_eq!(progress.position(), 2);
        progress.set_length(7);
        progress.finish();
        assert_eq!(progress.position(), 7);
    }
}
