//! A watcher in a test.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, timeout};

use crate::jobs::Jobs;
use crate::protocol::{Done, Event, Status};
use crate::run::{Run, Watch};
use crate::runs::StartError;

use super::Seen;

/// A watcher of a run, with all that it has seen: a client that reconnects, without the network.
///
/// It counts among the run's watchers until it is dropped or [lost](Self::lose).
///
/// ```
/// use serde_json::json;
/// use sse_progress::{Jobs, Progress, job, jobs, testing::Watcher};
///
/// #[job("/count/{to}")]
/// async fn count(progress: Progress, to: u64) -> u64 {
///     for number in progress.wrap_iter(0..to) {
///         progress.println(format!("number {number}"));
///         tokio::time::sleep(std::time::Duration::from_secs(60)).await;
///     }
///     to
/// }
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let jobs = Jobs::builder().jobs(jobs![count]).build()?;
/// let mut watcher = Watcher::start(&jobs, "count", json!({ "to": 3 }))?;
/// watcher.next_line().await;
/// let watcher = watcher.lose().come_back().await;
/// let seen = watcher.to_the_end().await;
/// assert_eq!(seen.result::<u64>(), 3);
/// assert_eq!(seen.lines(), ["number 0", "number 1", "number 2"]);
/// assert_eq!(seen.snapshot().bar.position, 3);
/// seen.assert_no_gap();
/// seen.assert_ended_once();
/// # Ok(())
/// # }
/// ```
pub struct Watcher {
    watch: Watch,
    seen: Seen,
}

/// A watcher that has lost its connection: see [`Watcher::lose`].
#[derive(Debug)]
pub struct LostWatcher {
    run: Run,
    seen: Seen,
}

impl Watcher {
    /// For how long something may be waited for: a day, of paused time or of real time.
    pub const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

    /// Starts a run of the job `name`, as a client does that watches what it starts. `parameters` is an
    /// object with a member for each parameter. The run's `on_disconnect` applies to it.
    ///
    /// # Errors
    ///
    /// See [`StartError`].
    pub fn start(jobs: &Jobs, name: &str, parameters: Value) -> Result<Self, StartError> {
        jobs.start_watched(name, parameters)
            .map(|run| Self::of(&run))
    }

    /// Watches a run from its start.
    pub fn of(run: &Run) -> Self {
        Self {
            watch: run.watch(),
            seen: Seen::default(),
        }
    }

    /// The run that is watched.
    pub fn run(&self) -> &Run {
        self.watch.run()
    }

    /// What it has seen so far.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// The next event; `None` after `done`.
    ///
    /// # Panics
    ///
    /// If there is none for [`Self::PATIENCE`].
    ///
    /// # Cancel safety
    ///
    /// No event is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<&Event> {
        // Whoever comes back with the id of the end is told nothing more.
        if self.seen.last_id().is_some_and(|id| id.done) {
            return None;
        }
        let next = timeout(Self::PATIENCE, self.watch.next()).await;
        assert!(
            next.is_ok(),
            "nothing has happened for a day: {:?}",
            self.seen
        );
        let (id, event) = next.ok().flatten()?;
        self.seen.push(id, event);
        self.seen.events().last().map(|(_, event)| event)
    }

    /// Goes on to the first event that is looked for, which may be `done`.
    ///
    /// # Panics
    ///
    /// If the run ends without it.
    pub async fn until(&mut self, looked_for: impl Fn(&Event) -> bool) -> &Event {
        while let Some(event) = self.next().await {
            if looked_for(event) {
                break;
            }
        }
        let last = self.seen.events().last().map(|(_, event)| event);
        let found = last.filter(|event| looked_for(event));
        self.seen
            .expect(found, "the run has ended without what was looked for")
    }

    /// Goes on to the next log line, and gives its text.
    ///
    /// # Panics
    ///
    /// If the run ends without one.
    pub async fn next_line(&mut self) -> &str {
        match self.until(|event| matches!(event, Event::Log(_))).await {
            Event::Log(line) => &line.message,
            _ => "",
        }
    }

    /// Loses its connection behind the event that it was sent last, and does not tell anybody, as when a
    /// network goes away.
    pub fn lose(self) -> LostWatcher {
        LostWatcher {
            run: self.run().clone(),
            seen: self.seen,
        }
    }

    /// Goes on until it has been sent `events` events in all, or the run has ended, and
    /// [loses](Self::lose) its connection.
    pub async fn lose_at(mut self, events: usize) -> LostWatcher {
        while self.seen.events().len() < events && self.next().await.is_some() {}
        self.lose()
    }

    /// Watches to the end, and gives all that was seen.
    ///
    /// # Panics
    ///
    /// If the run does not end.
    pub async fn to_the_end(mut self) -> Seen {
        while self.next().await.is_some() {}
        self.seen
    }

    /// Cancels the run, as a client does.
    pub fn cancel(&self) {
        self.run().cancel();
    }

    /// Cancels the run, and watches to its end: it must end as cancelled, within this time.
    ///
    /// # Panics
    ///
    /// If it does not.
    pub async fn cancelled_within(self, time: Duration) -> Seen {
        let asked = Instant::now();
        self.cancel();
        let seen = self.to_the_end().await;
        let (took, status) = (asked.elapsed(), seen.done().status);
        assert_eq!(status, Status::Cancelled, "the cancel came too late");
        assert!(took <= time, "the function went on for {took:?}");
        seen
    }
}

impl LostWatcher {
    /// What it had seen until then.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// The run.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Comes back with the id of the last event, to the same run, and goes on from there.
    pub async fn come_back(self) -> Watcher {
        let watch = match self.seen.last_id() {
            Some(id) => Watch::resume(&self.run, id.position, true).await,
            None => None,
        };
        Watcher {
            watch: watch.unwrap_or_else(|| self.run.watch()),
            seen: self.seen,
        }
    }

    /// Stays away, and waits for the end of the run.
    ///
    /// # Panics
    ///
    /// If it does not end.
    pub async fn stay_away(self) -> Arc<Done> {
        let ended = timeout(Watcher::PATIENCE, self.run.ended()).await;
        match ended {
            Ok(done) => done,
            Err(_) => self.seen.fail("the run goes on without its watcher"),
        }
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher")
            .field("run", self.run())
            .field("seen", &self.seen)
            .finish()
    }
}
