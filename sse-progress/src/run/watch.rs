//! One watcher of a run.

use std::fmt;
use std::task::{Context, Poll};

use crate::log::{Cursor, Entry, Log as _};
use crate::metrics::{Gauged, Sent};
use crate::protocol::{Event, EventId, Position};

use super::Run;
use super::watchers::WatcherGuard;

/// The events of a run, from a position on: a snapshot first, then every log line after the
/// position, the newest snapshot whenever there is a newer one, and `done` at the end.
///
/// While it exists the run has a watcher; when it is dropped, the job's `on_disconnect` decides
/// what becomes of a run without any.
///
/// ```
/// use sse_progress::protocol::Event;
/// use sse_progress::{Jobs, Progress, job, jobs};
///
/// #[job("/count/{to}")]
/// async fn count(progress: Progress, to: u64) -> u64 {
///     progress.wrap_iter(0..to).count() as u64
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let jobs = Jobs::builder().jobs(jobs![count]).build()?;
/// let mut watch = count::start(&jobs, 3)?.watch();
/// while let Some((id, event)) = watch.next().await {
///     match event {
///         Event::Progress(snapshot) => println!("{id}: {:?}", snapshot.bar.fraction),
///         Event::Log(line) => println!("{id}: {}", line.message),
///         Event::Done(done) => println!("{id}: {}", done.status),
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Watch {
    follower: Follower,
    /// What its stream was sent.
    sent: Sent,
    /// Counts as a watcher until it is dropped.
    _guard: WatcherGuard,
    /// The same for whoever collects metrics.
    _counted: Gauged,
}

/// The same events for a reader that does not count as a watcher.
#[derive(Debug)]
pub(crate) struct Follower {
    run: Run,
    cursor: Cursor,
    opening: Option<Entry>,
}

impl Watch {
    /// Watches from the start. `may_return` says whether the watcher is a client that reconnects.
    pub(crate) fn open(run: &Run, may_return: bool) -> Self {
        Self::at(Follower::open(run), may_return)
    }

    /// Watches from `after` on. `None` if the run has never been there.
    pub(crate) async fn resume(run: &Run, after: Position, may_return: bool) -> Option<Self> {
        let at = run.log().open(after)?;
        Some(Self::at(Follower::at(run, at), may_return))
    }

    fn at(follower: Follower, may_return: bool) -> Self {
        Self {
            _guard: follower.run.0.watchers.join(may_return),
            _counted: follower.run.metrics().watched(),
            sent: Sent::default(),
            follower,
        }
    }

    /// The run that is watched.
    pub fn run(&self) -> &Run {
        &self.follower.run
    }

    /// The next event with its id, or `None` after `done`.
    ///
    /// # Cancel safety
    ///
    /// No event is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<(EventId, Event)> {
        let entry = self.follower.next().await?;
        Some((entry.id().clone(), entry.event().clone()))
    }

    /// The next event, or `None` after `done`. When there is none yet, the task is woken by the
    /// next one.
    pub(crate) fn poll_entry(&mut self, cx: &mut Context<'_>) -> Poll<Option<Entry>> {
        let polled = self.follower.poll_next(cx);
        match &polled {
            Poll::Ready(Some(entry)) => self.sent.event(entry.event()),
            Poll::Ready(None) | Poll::Pending => self.count(),
        }
        polled
    }

    /// Passes on what its stream was sent.
    fn count(&mut self) {
        #[cfg(feature = "metrics")]
        {
            self.sent.superseded += self.follower.cursor.take_superseded();
        }
        self.follower.run.metrics().sent(&mut self.sent);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.count();
    }
}

impl Follower {
    /// Follows from the start.
    pub(crate) fn open(run: &Run) -> Self {
        Self::at(run, run.log().open_start())
    }

    fn at(run: &Run, (cursor, opening): (Cursor, Entry)) -> Self {
        Self {
            run: run.clone(),
            cursor,
            opening: Some(opening),
        }
    }

    /// The next event, or `None` after `done`.
    ///
    /// # Cancel safety
    ///
    /// No event is lost if the future is dropped.
    pub(crate) async fn next(&mut self) -> Option<Entry> {
        match self.opening.take() {
            Some(opening) => Some(opening),
            None => self.run.log().next(&mut self.cursor).await,
        }
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Entry>> {
        match self.opening.take() {
            Some(opening) => Poll::Ready(Some(opening)),
            None => self.run.log().poll_next(&mut self.cursor, cx),
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.run.log().close(&mut self.cursor);
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("run", self.run().id())
            .field("cursor", &self.follower.cursor)
            .finish_non_exhaustive()
    }
}
