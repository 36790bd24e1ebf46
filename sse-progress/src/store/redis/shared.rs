//! What the tasks of a process have in common.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use redis::Pipeline;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

use super::catch_up::catch_up;
use super::connection::Link;
use super::held::Held;
use super::keys::Keys;
use super::liveness::Liveness;
use super::mutex::lock;
use super::outbox::{Message, Outbox};
use super::owned::Owned;
use super::record::{End, FIRST_GENERATION, Ownership, Record, list, millis};
use super::replica::{self, Found, Replica};
use crate::log::{Limits, moment};
use crate::protocol::{CancelReason, Done, RunId};
use crate::run::{Answer, Peers, Policy, Run, Unreachable, WatcherCounts};

/// For how long what is in Redis of a living run stays there without its owner, at least.
const KEEP: Duration = Duration::from_secs(600);

#[derive(Debug)]
pub(super) struct Shared {
    /// For all commands but those that wait.
    pub(super) commands: Link,
    pub(super) keys: Keys,
    /// The name of this process.
    pub(super) me: String,
    pub(super) lease: Duration,
    pub(super) renew_every: Duration,
    /// The jobs that this process has.
    pub(super) jobs: HashMap<&'static str, Policy>,
    pub(super) limits: Limits,
    pub(super) liveness: Liveness,
    pub(super) outbox: Outbox,
    owned: Mutex<HashMap<RunId, Arc<Owned>>>,
    /// Wakes whoever waits until no run is owned.
    disowned: Notify,
    /// Wakes the writer when it has runs that nobody waits for any more.
    pub(super) given_up: Notify,
    replicas: Mutex<HashMap<RunId, Arc<Replica>>>,
    to_write: mpsc::UnboundedSender<Arc<Owned>>,
    /// When the lease was last renewed.
    renewed: Mutex<Instant>,
    letting_go: AtomicBool,
    this: Weak<Self>,
}

/// What [`Shared`] is made of.
pub(super) struct Parts {
    pub(super) commands: Link,
    pub(super) keys: Keys,
    pub(super) me: String,
    pub(super) lease: Duration,
    pub(super) renew_every: Duration,
    pub(super) jobs: HashMap<&'static str, Policy>,
    pub(super) limits: Limits,
    pub(super) to_write: mpsc::UnboundedSender<Arc<Owned>>,
}

impl Shared {
    pub(super) fn new(parts: Parts) -> Arc<Self> {
        let Parts {
            commands,
            keys,
            me,
            lease,
            renew_every,
            jobs,
            limits,
            to_write,
        } = parts;
        Arc::new_cyclic(|this| Self {
            commands,
            keys,
            me,
            lease,
            renew_every,
            jobs,
            limits,
            liveness: Liveness::for_lease(lease),
            outbox: Outbox::default(),
            owned: Mutex::default(),
            disowned: Notify::new(),
            given_up: Notify::new(),
            replicas: Mutex::default(),
            to_write,
            renewed: Mutex::new(Instant::now()),
            letting_go: AtomicBool::new(false),
            this: this.clone(),
        })
    }

    /// How often the processes look whether the others live.
    pub(super) fn look_every(&self) -> Duration {
        (self.lease / 15).max(Duration::from_millis(20))
    }

    /// For how many milliseconds the keys of a living run, and of a process, stay without it.
    pub(super) fn keep_ms(&self) -> u64 {
        millis(self.keep())
    }

    pub(super) fn keep(&self) -> Duration {
        KEEP.max(self.lease.saturating_mul(10))
    }

    /// The other processes, as the runs see them.
    fn peers(&self) -> Weak<dyn Peers> {
        self.this.clone()
    }

    // The runs of this process.

    pub(super) fn own(&self, run: &Run, claim: Option<Held>) {
        let owned = Arc::new(Owned::new(run.clone(), claim));
        run.share(self.peers());
        lock(&self.owned).insert(run.id().clone(), owned.clone());
        // It is taken as long as the writer lives, which is as long as this process does.
        let _ = self.to_write.send(owned);
    }

    pub(super) fn owned(&self, run: &RunId) -> Option<Arc<Owned>> {
        lock(&self.owned).get(run).cloned()
    }

    pub(super) fn all_owned(&self) -> Vec<Arc<Owned>> {
        lock(&self.owned).values().cloned().collect()
    }

    /// Its end is where the others see it, or never will be.
    pub(super) fn disown(&self, owned: &Owned) {
        lock(&self.owned).remove(owned.run.id());
        owned.registered.send_replace(true);
        self.disowned.notify_waiters();
    }

    /// Gives the runs up that have ended and that Redis does not take: those whose retention is over, so
    /// that nobody could ask for them any more, and the oldest if there are too many.
    pub(super) fn give_ended_up(&self, now: Instant) {
        /// As many as a process remembers by itself.
        const MAX_ENDED: usize = 1_000;
        let mut ended: Vec<(Instant, Arc<Owned>)> = Vec::new();
        for owned in self.all_owned() {
            ended.extend(owned.ended(now).map(|since| (since, owned)));
        }
        ended.sort_by_key(|(since, _)| std::cmp::Reverse(*since));
        let mut any = false;
        for (place, (since, owned)) in ended.into_iter().enumerate() {
            let retention = owned.run.policy().retention;
            if place >= MAX_ENDED || now.saturating_duration_since(since) > retention {
                owned.give_up();
                self.disown(&owned);
                any = true;
            }
        }
        if any {
            self.given_up.notify_one();
        }
    }

    /// Waits until the others know how every run has ended.
    pub(super) async fn owns_nothing(&self) {
        loop {
            let changed = self.disowned.notified();
            if lock(&self.owned).is_empty() {
                return;
            }
            changed.await;
        }
    }

    /// So many watch a run of this process in another.
    pub(super) fn set_guests(
        &self,
        owned: &Owned,
        process: &str,
        counts: WatcherCounts,
        now: Instant,
    ) {
        if owned.set_guests(process, counts, now) {
            // It has read the run before it said so, and is told of what is new from now on. This is for
            // what came in between.
            let news = Message::News(vec![owned.run.id().clone()]);
            self.outbox.say(process, news);
        }
    }

    /// Others have been told that a run of this process has ended: it ends here, too.
    pub(super) fn fence(&self, owned: &Owned, end: End) {
        let run = &owned.run;
        if run.done().is_none() {
            tracing::warn!(run = %run.id(), job = run.job(), status = %end.done.status, "this process was silent for too long, and the run has been ended by another");
        }
        run.fence(end.done, moment(end.at_us));
        self.disown(owned);
    }

    /// The idempotency key of a run of this process leads to another run by now. There is to be one for a
    /// key, so this one ends.
    ///
    /// Redis still has it among the runs of this process, which looks for such at its next renewal and
    /// ends it there, too.
    pub(super) fn fence_by_key(&self, owned: &Owned) {
        tracing::warn!(run = %owned.run.id(), job = owned.run.job(), "this process was silent for too long, and another has started the run of this idempotency key");
        let end = End::lost(&owned.run);
        owned.run.fence(end.done, moment(end.at_us));
        self.disown(owned);
    }

    /// Of whom a run of this process is now. Asks until there is an answer.
    pub(super) async fn ownership(&self, run: &RunId) -> Ownership {
        loop {
            match self.ask_ownership(run).await {
                Ok(ownership) => return ownership,
                Err(Unreachable) => tokio::time::sleep(self.look_every()).await,
            }
        }
    }

    pub(super) async fn ask_ownership(&self, run: &RunId) -> Result<Ownership, Unreachable> {
        let mut commands = Pipeline::new();
        commands.cmd("HGETALL").arg(self.keys.run(run));
        let answers = self.commands.query(&commands).await?;
        Ok(match answers.first().and_then(Record::parse) {
            None => Ownership::Unknown,
            Some(record) => match record.end {
                Some(end) => Ownership::Ended(end),
                None if record.generation == FIRST_GENERATION => Ownership::Ours,
                None => Ownership::Unknown,
            },
        })
    }

    /// The lease was renewed by a command that was sent at this time.
    pub(super) fn set_renewed(&self, sent: Instant) -> Instant {
        std::mem::replace(&mut *lock(&self.renewed), sent)
    }

    /// Whether no other process can take this one for dead.
    fn lease_holds(&self) -> bool {
        lock(&self.renewed).elapsed() < self.lease
    }

    // The runs of other processes.

    pub(super) fn replica(&self, run: &RunId) -> Option<Arc<Replica>> {
        lock(&self.replicas).get(run).cloned()
    }

    pub(super) fn all_replicas(&self) -> Vec<Arc<Replica>> {
        lock(&self.replicas).values().cloned().collect()
    }

    /// Nobody here wants to know of it any more.
    pub(super) fn forget(&self, run: &RunId) {
        lock(&self.replicas).remove(run);
    }

    /// A run of another process.
    ///
    /// # Errors
    ///
    /// [`Unreachable`], when that cannot be known, and when the run is of a job that this process does not
    /// have: another may.
    pub(super) async fn find(&self, id: &RunId) -> Result<Option<Run>, Unreachable> {
        if self.is_letting_go() {
            return Err(Unreachable);
        }
        let now = Instant::now();
        if let Some(replica) = self.replica(id) {
            replica.touch(now);
            if replica.run.watchers() == 0 {
                // Nobody tells this process what is new in it. If Redis is away, it is as it was.
                let _ = catch_up(&self.commands, std::slice::from_ref(&replica)).await;
            }
            return Ok(Some(replica.run.clone()));
        }
        let Some(found) = self.ask(id).await? else {
            return Ok(None);
        };
        let job = self.jobs.get_key_value(found.record.job.as_str());
        let (job, policy) = job.ok_or(Unreachable)?;
        let replica = Replica::new(
            id,
            found,
            (job, *policy),
            self.limits,
            &self.keys,
            self.peers(),
        );
        let replica = lock(&self.replicas)
            .entry(id.clone())
            .or_insert_with(|| Arc::new(replica))
            .clone();
        if self.is_letting_go() {
            replica.run.log().let_go();
        }
        Ok(Some(replica.run.clone()))
    }

    /// All that Redis has of a run.
    pub(super) async fn ask(&self, id: &RunId) -> Result<Option<Found>, Unreachable> {
        let mut commands = Pipeline::new();
        replica::ask(&mut commands, &self.keys, id);
        Ok(Found::parse(&self.commands.query(&commands).await?))
    }

    /// Writes down that a run is to be cancelled. Its owner looks at every renewal.
    pub(super) fn mark_cancelled(&self, run: &RunId, commands: &mut Pipeline) {
        commands
            .cmd("SET")
            .arg(self.keys.cancel(run))
            .arg("requested")
            .arg("PX")
            .arg(self.keep_ms());
    }

    pub(super) fn is_letting_go(&self) -> bool {
        self.letting_go.load(Ordering::Acquire)
    }

    /// Sends the watchers of other processes' runs away.
    pub(super) fn let_go(&self) {
        // Before the runs are looked through: one that is found later sees it.
        self.letting_go.store(true, Ordering::Release);
        for replica in self.all_replicas() {
            replica.run.log().let_go();
        }
    }

    /// The runs in a set.
    pub(super) fn run_ids(answer: &redis::Value) -> Vec<RunId> {
        let ids = list(answer).unwrap_or_default().iter();
        ids.filter_map(|id| super::record::text(id)?.parse().ok())
            .collect()
    }
}

impl Peers for Shared {
    fn settle<'a>(&'a self, run: &'a Run, done: Done) -> Answer<'a, Done> {
        Box::pin(async move {
            if self.lease_holds() || self.owned(run.id()).is_none() {
                return done;
            }
            // This process was silent for so long that others may have ended the run. If they cannot
            // be asked, nobody else can have asked them either.
            match self.ask_ownership(run.id()).await {
                Ok(Ownership::Ended(end)) => end.done,
                _ => done,
            }
        })
    }

    fn cancel<'a>(
        &'a self,
        run: &'a RunId,
        _reason: CancelReason,
    ) -> Answer<'a, Result<(), Unreachable>> {
        Box::pin(async move {
            let replica = self.replica(run);
            let mut commands = Pipeline::new();
            self.mark_cancelled(run, &mut commands);
            self.commands.query(&commands).await?;
            // This only makes the owner look now.
            if let Some(replica) = replica {
                self.outbox
                    .say(&replica.owner, Message::Cancel(run.clone()));
            }
            Ok(())
        })
    }

    fn cancel_soon(&self, run: &RunId) {
        self.outbox.cancel(run);
    }

    fn watchers_changed(&self, run: &RunId) {
        // Known for a while, in which its owner is told.
        if let Some(replica) = self.replica(run) {
            replica.touch(Instant::now());
        }
        self.outbox.watchers_changed(run);
    }

    fn announce_leave(&self, run: &RunId) {
        if let Some(replica) = self.replica(run) {
            self.outbox.say(&replica.owner, Message::Leave(run.clone()));
        }
    }

    fn replace_watcher(&self, run: &RunId) {
        if let Some(replica) = self.replica(run) {
            self.outbox
                .say(&replica.owner, Message::Replace(run.clone()));
        }
    }
}
