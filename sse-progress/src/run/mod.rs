//! One execution of a job: what it reports, how it is conducted, who watches it.
//!
//! A job writes to its [`Report`](report::Report) through [`Progress`] handles. The sampler reads
//! the report and writes the run's log. The supervisor starts the function, ends it, and writes
//! `done`. Watchers read the log. Nothing goes the other way, so a job is never held up by its
//! watchers.

mod bar;
mod begin;
mod cancel;
mod confine;
mod counters;
mod ending;
mod estimate;
mod events;
mod grace;
#[cfg(feature = "indicatif")]
mod indicatif_bar;
mod list_cursor;
#[cfg(feature = "mirror")]
mod local;
#[cfg(feature = "tracing-layer")]
mod log_layer;
mod newest_data;
mod outcome;
mod pace;
mod panic;
mod peers;
mod pending;
mod policy;
mod principal;
mod progress;
mod queue;
mod report;
mod reporter;
mod sampler;
mod span;
mod spawned;
mod spawned_work;
mod steps;
mod summary;
mod supervise;
mod tasks;
mod times;
#[cfg(feature = "testing")]
mod told;
mod unread;
mod wake;
mod watch;
mod watchers;
mod work;
mod wrap;

use std::fmt;
use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, SystemTime};

use serde_json::value::RawValue;

use crate::log::{Log as _, MemoryLog};
use crate::metrics::RunMetrics;
use crate::protocol::{CancelReason, Done, Position, RunId, RunState, Snapshot};

use report::Report;
use sampler::CurrentState;
use watchers::Watchers;

pub use cancel::Cancelled;
pub use events::{RunEvent, RunEvents};
#[cfg(feature = "indicatif")]
pub use indicatif_bar::IndicatifBar;
#[cfg(feature = "tracing-layer")]
pub use log_layer::LogLayer;
pub use outcome::{BoxError, Returned};
pub use policy::{OnDisconnect, Policy};
pub use principal::Principal;
pub use progress::Progress;
pub use spawned::{SpawnError, Spawned};
pub use watch::Watch;
pub use work::Work;
#[cfg(feature = "rayon")]
pub use wrap::{ParallelProgressIterator, WrapParIter};
pub use wrap::{ProgressIterator, ProgressStream};
pub use wrap::{WrapAsyncRead, WrapAsyncWrite, WrapIter, WrapRead, WrapStream, WrapWrite};

pub(crate) use begin::{NewRun, Prepared};
pub(crate) use events::Observers;
pub(crate) use list_cursor::ListCursor;
#[cfg(feature = "mirror")]
pub(crate) use local::LocalRun;
pub(crate) use outcome::{DescribeError, failed, succeeded};
#[cfg(feature = "redis")]
pub(crate) use peers::Answer;
pub(crate) use peers::{Peers, Unreachable};
pub(crate) use queue::Queue;
#[cfg(any(feature = "mirror", feature = "redis"))]
pub(crate) use watch::Follower;
#[cfg(feature = "redis")]
pub(crate) use watchers::{WatcherCounts, WatcherGuard};

/// A run: a handle to watch and cancel it by. Cheap to clone.
#[derive(Clone)]
pub struct Run(Arc<Inner>);

/// What stays of a run until it is forgotten.
struct Inner {
    id: RunId,
    job: &'static str,
    policy: Policy,
    owner: Option<Principal>,
    parameters: Option<Box<RawValue>>,
    started: SystemTime,
    /// When it was seen to have ended.
    ended: OnceLock<SystemTime>,
    state: Arc<CurrentState>,
    log: MemoryLog,
    watchers: Watchers,
    metrics: RunMetrics,
    /// The job's `Progress` handles and the supervisor keep it: it goes when the run has ended, and
    /// another process's run has none here.
    report: Weak<Report>,
    /// The other processes, if the run is known to them, too.
    peers: OnceLock<Weak<dyn Peers>>,
    /// Whether another process executes it; `log` is a copy then.
    is_remote: bool,
}

impl Run {
    /// Its id. Whoever knows it may watch and cancel the run, unless the application has an
    /// [`authorize`](crate::JobsBuilder::authorize) hook.
    pub fn id(&self) -> &RunId {
        &self.0.id
    }

    /// The name of its job.
    pub fn job(&self) -> &'static str {
        self.0.job
    }

    /// How it is conducted: the options of its job.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// Whom it belongs to: whoever started it over HTTP, if the application has an authorize hook.
    pub fn owner(&self) -> Option<&Principal> {
        self.0.owner.as_ref()
    }

    /// What it was started with, as one JSON object: a text for what was given as text, a list for what
    /// was given several times. Without secrets, which are parameters whose schema has `format: password`
    /// or `writeOnly`.
    ///
    /// `None` for a run that a program has started with the function's own arguments, and if they are
    /// longer than 16 KiB.
    pub fn parameters(&self) -> Option<&RawValue> {
        self.0.parameters.as_deref()
    }

    /// When it was accepted. It may have had to wait for its turn after that.
    pub fn started(&self) -> SystemTime {
        self.0.started
    }

    /// When it ended, once it has.
    pub fn ended_at(&self) -> Option<SystemTime> {
        self.done()?;
        Some(*self.0.ended.get_or_init(SystemTime::now))
    }

    /// The newest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.0.log.snapshot()
    }

    /// How it ended, once it has.
    pub fn done(&self) -> Option<Arc<Done>> {
        self.0.log.done()
    }

    /// How many watch it now.
    pub fn watchers(&self) -> usize {
        self.0.watchers.count()
    }

    /// What becomes of it when nobody watches it any more; `None` for another process's run whose
    /// job does not say so, since that depends on how it was started.
    pub(crate) fn on_disconnect(&self) -> Option<OnDisconnect> {
        if self.0.is_remote {
            return self.0.policy.on_disconnect;
        }
        Some(self.0.watchers.on_disconnect())
    }

    /// Watches it from the start, that is from the oldest log line that is still remembered. See
    /// [`Jobs::watch`](crate::Jobs::watch) for an example.
    pub fn watch(&self) -> Watch {
        Watch::open(self, true)
    }

    /// Waits for its end.
    ///
    /// This does not count as watching: a run that everybody leaves is cancelled all the same.
    ///
    /// # Cancel safety
    ///
    /// Safe to drop and to call again.
    pub async fn ended(&self) -> Arc<Done> {
        self.0.log.ended().await
    }

    /// Asks it to stop, as a client does that cancels it. Harmless when it was asked before, or has
    /// ended. [`ended`](Self::ended) says when it has stopped.
    ///
    /// For another process's run the request is written down as soon as that can be done, and lasts from then
    /// on; until then it lasts as long as this process. `Jobs::find_and_cancel` says when it has been.
    pub fn cancel(&self) {
        if !self.0.is_remote {
            self.stop(CancelReason::Requested);
        } else if let Some(peers) = self.peers().filter(|_| self.done().is_none()) {
            peers.cancel_soon(self.id());
        }
    }

    /// Asks it to stop. The first to ask gives the reason; asking again, or too late, changes
    /// nothing.
    pub(crate) fn stop(&self, reason: CancelReason) {
        if let Some(report) = self.0.report.upgrade() {
            report.stop.make(cancel::Stop::Cancelled(reason));
        }
    }

    /// The same, wherever the run is executed. When this returns, the request lasts.
    ///
    /// # Errors
    ///
    /// [`Unreachable`], when it is another process's and cannot be asked.
    pub(crate) async fn cancel_anywhere(&self, reason: CancelReason) -> Result<(), Unreachable> {
        if !self.0.is_remote {
            self.stop(reason);
            return Ok(());
        }
        if self.done().is_some() {
            return Ok(());
        }
        match self.peers() {
            Some(peers) => peers.cancel(self.id(), reason).await,
            None => Err(Unreachable),
        }
    }

    /// A watcher leaves it, or has left it, and does not come back: see [`Policy::LEAVE_GRACE`].
    pub(crate) fn announce_leave(&self) {
        match self.peers().filter(|_| self.0.is_remote) {
            Some(peers) => peers.announce_leave(self.id()),
            None => self.0.watchers.announce_leave(),
        }
    }

    /// The watcher that has just come replaces another, which is about to leave.
    pub(crate) fn replace_watcher(&self) {
        match self.peers().filter(|_| self.0.is_remote) {
            Some(peers) => peers.replace_watcher(self.id()),
            None => self.0.watchers.replace(),
        }
    }

    /// The other processes, if there are any.
    fn peers(&self) -> Option<Arc<dyn Peers>> {
        self.0.peers.get()?.upgrade()
    }

    /// The end that stands, of the one that its function has come to.
    async fn settle(&self, done: Done) -> Done {
        match self.peers() {
            Some(peers) => peers.settle(self, done).await,
            None => done,
        }
    }

    /// Waits until this process knows the run up to `position`. A client may come from another process
    /// with an id that has not reached this one yet. A run that is executed here needs no wait.
    ///
    /// # Errors
    ///
    /// [`Unreachable`], when the run has neither ended nor reached `position` within two seconds.
    pub(crate) async fn catch_up(&self, position: Position) -> Result<(), Unreachable> {
        /// The owner shows an event to its own watchers first, and it takes a moment to reach the copies
        /// in other processes. A copy that is this far behind has more than a delay.
        const PATIENCE: Duration = Duration::from_secs(2);
        if !self.0.is_remote {
            return Ok(());
        }
        let reached = tokio::time::timeout(PATIENCE, self.log().reached(position));
        reached.await.map_err(|_| Unreachable)
    }

    /// Ends it although its function has not ended.
    pub(crate) fn give_up(&self) {
        let stop = cancel::Stop::Cancelled(CancelReason::Shutdown);
        let _ = self.0.log.finish(supervise::stopped(stop, self.elapsed()));
    }

    /// For how long its function has been running, while it has not ended.
    fn elapsed(&self) -> Duration {
        let report = self.0.report.upgrade();
        report.map_or(Duration::ZERO, |report| report.root.elapsed())
    }

    /// About how many bytes of memory it takes once it has ended, with what its events take when
    /// they are sent.
    pub(crate) fn weight(&self) -> usize {
        let parameters = self.parameters().map_or(0, |json| json.get().len());
        size_of::<Inner>() + parameters + self.0.log.weight()
    }

    pub(crate) fn metrics(&self) -> &RunMetrics {
        &self.0.metrics
    }

    pub(crate) fn log(&self) -> &MemoryLog {
        &self.0.log
    }

    /// Shows what the run is doing now.
    fn enter(&self, state: RunState, report: &Report) {
        self.0.state.set(state);
        report.wake.raise();
    }
}

/// What is known of a run of another process, beside its log.
#[cfg(feature = "redis")]
#[derive(Debug)]
pub(crate) struct Remote {
    pub(crate) id: RunId,
    pub(crate) job: &'static str,
    pub(crate) policy: Policy,
    pub(crate) owner: Option<Principal>,
    pub(crate) parameters: Option<Box<RawValue>>,
    pub(crate) started: SystemTime,
}

/// What a store does with runs that several processes know.
#[cfg(feature = "redis")]
impl Run {
    /// A run of another process; `log` is a copy, which somebody feeds.
    pub(crate) fn remote(remote: Remote, log: MemoryLog, peers: Weak<dyn Peers>) -> Self {
        let Remote {
            id,
            job,
            policy,
            owner,
            parameters,
            started,
        } = remote;
        Self(Arc::new(Inner {
            job,
            policy,
            owner,
            parameters,
            started,
            ended: OnceLock::new(),
            state: Arc::new(CurrentState::new(RunState::Running)),
            log,
            watchers: Watchers::remote(id.clone(), peers.clone()),
            metrics: RunMetrics::new(job),
            report: Weak::new(),
            peers: OnceLock::from(peers),
            is_remote: true,
            id,
        }))
    }

    /// Other processes know this run from now on.
    pub(crate) fn share(&self, peers: Weak<dyn Peers>) {
        // Once is enough.
        let _ = self.0.peers.set(peers);
    }

    /// Ends it so, since other processes have been told that it has ended so, and stops its function.
    pub(crate) fn fence(&self, done: Done, ended: SystemTime) {
        self.set_ended(ended);
        let _ = self.0.log.finish(done);
        self.stop(CancelReason::Shutdown);
    }

    /// When it has ended, as its end says that is about to be written down.
    pub(crate) fn set_ended(&self, ended: SystemTime) {
        // What it has is the first that was said.
        let _ = self.0.ended.set(ended);
    }

    /// One watcher more, which is in another process.
    pub(crate) fn join(&self, may_return: bool) -> WatcherGuard {
        self.0.watchers.join(may_return)
    }

    /// Whether there are other handles to it. Whoever has one may wait for its end.
    pub(crate) fn is_held(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// How many watch it here, by kind.
    pub(crate) fn watcher_counts(&self) -> WatcherCounts {
        self.0.watchers.counts()
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("id", self.id())
            .field("job", &self.job())
            .field("state", &self.0.state.get())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
