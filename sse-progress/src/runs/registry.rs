//! The runs that can be found by their ids.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;

use super::idempotency::{Claim, Claimed, Key, Keys};
use super::list::ByOwner;
use super::retention::{Ended, Forget, Sweep, spawn_sweeper};
use crate::protocol::RunId;
use crate::run::{ListCursor, Observers, Principal, Run, RunEvent};

/// Every run from its start until it is forgotten.
#[derive(Debug)]
pub(super) struct Registry {
    /// A place for each run that may be under way.
    places: Arc<Semaphore>,
    known: Mutex<Known>,
    /// How many runs are under way. A run gives its place back before it tells of its end, so that
    /// whoever hears of that finds room, and counts here until all of it is known.
    live: watch::Sender<usize>,
    /// See [`Sweep::deadline_is_earlier`].
    deadline_is_earlier: Arc<Notify>,
    /// Told of what becomes of runs, until a shutdown is over.
    observers: Arc<Observers>,
}

#[derive(Debug, Default)]
struct Known {
    runs: HashMap<RunId, (Run, Option<Key>)>,
    by_owner: ByOwner,
    keys: Keys,
    ended: Ended,
    closed: bool,
}

/// Why there is no room for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoRoom {
    Full,
    Closed,
}

impl Registry {
    pub(super) fn new(max_live: usize) -> Arc<Self> {
        let places = Semaphore::new(max_live.min(Semaphore::MAX_PERMITS));
        Arc::new(Self {
            places: Arc::new(places),
            known: Mutex::default(),
            live: watch::Sender::new(0),
            deadline_is_earlier: Arc::default(),
            observers: Arc::default(),
        })
    }

    /// Counts a run that is about to begin, and gives it its place.
    pub(super) fn enter(self: &Arc<Self>) -> Result<(Permit, OwnedSemaphorePermit), NoRoom> {
        self.live.send_modify(|live| *live += 1);
        // Counted before it is asked whether this is closed: whoever closes and then waits until
        // nothing is under way waits for this, too.
        let permit = Permit {
            registry: self.clone(),
            used: false,
        };
        if self.lock().closed {
            return Err(NoRoom::Closed);
        }
        let place = self.places.clone().try_acquire_owned();
        place.map(|place| (permit, place)).map_err(|_| NoRoom::Full)
    }

    pub(super) fn get(&self, id: &RunId) -> Option<Run> {
        self.lock().runs.get(id).map(|(run, _)| run.clone())
    }

    /// All of them, newest first.
    pub(super) fn all(&self) -> Vec<Run> {
        let runs: Vec<Run> = self
            .lock()
            .runs
            .values()
            .map(|(run, _)| run.clone())
            .collect();
        let mut runs: Vec<(ListCursor, Run)> = runs
            .into_iter()
            .map(|run| (ListCursor::of(&run), run))
            .collect();
        runs.sort_by(|(one, _), (two, _)| two.cmp(one));
        runs.into_iter().map(|(_, run)| run).collect()
    }

    /// At most `limit` runs of somebody, newest first, those behind `before` if it is given.
    pub(super) fn page(
        &self,
        owner: &Principal,
        before: Option<&ListCursor>,
        limit: usize,
    ) -> Vec<Run> {
        let known = self.lock();
        let ids = known.by_owner.page(owner, before, limit);
        let runs = ids.iter().filter_map(|id| known.runs.get(id));
        runs.map(|(run, _)| run.clone()).collect()
    }

    /// What a key has led to, for as long as that is known.
    pub(super) fn claimed(&self, claim: &Claim) -> Claimed {
        self.lock().keys.claimed(claim)
    }

    /// No run begins any more.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.close_observers();
    }

    /// Who is told of what becomes of runs.
    pub(super) fn observers(&self) -> Arc<Observers> {
        self.observers.clone()
    }

    /// If no run begins any more and none is under way, nothing is left to be told.
    fn close_observers(&self) {
        if self.live() == 0 && self.lock().closed {
            self.observers.close();
        }
    }

    /// Waits until no run is under way.
    pub(super) async fn idle(&self) {
        let mut live = self.live.subscribe();
        // The sender is ours, so it outlives the wait.
        let _ = live.wait_for(|live| *live == 0).await;
    }

    /// How many runs are under way.
    pub(super) fn live(&self) -> usize {
        *self.live.borrow()
    }

    /// The runs that have not ended.
    pub(super) fn unfinished(&self) -> Vec<Run> {
        let known = self.lock();
        let runs = known.runs.values().map(|(run, _)| run);
        runs.filter(|run| run.done().is_none()).cloned().collect()
    }

    fn add(&self, run: &Run, claim: Option<Claim>) {
        let mut known = self.lock();
        let key = claim.map(|claim| known.keys.insert(claim, run.id().clone()));
        self.observers.tell(|| RunEvent::Started(run.clone()));
        known.by_owner.add(run);
        known.runs.insert(run.id().clone(), (run.clone(), key));
    }

    /// The run has ended. It stays known for its retention, if there is room.
    pub(super) fn ended(self: &Arc<Self>, run: &Run) {
        let bytes = run.weight();
        let now = Instant::now();
        let mut known = self.lock();
        let id = run.id();
        let key = known.runs.get_mut(id).and_then(|(_, key)| key.take());
        let key = key.filter(|key| known.keys.ended(key));
        let retention = run.policy().retention;
        let before = known.ended.next_deadline();
        let due = known.ended.push(id.clone(), key, bytes, now, retention);
        let forgotten = known.forget(due);
        let start_sweeper = known.ended.needs_sweeper();
        let is_first = before.is_none_or(|before| known.ended.next_deadline() < Some(before));
        drop(known);
        drop(forgotten);
        if start_sweeper {
            spawn_sweeper(self);
        } else if is_first {
            self.deadline_is_earlier.notify_one();
        }
        if let Some(done) = run.done() {
            self.observers.tell(|| RunEvent::Ended(run.clone(), done));
        }
        self.live.send_modify(|live| *live -= 1);
        self.close_observers();
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sweep for Registry {
    fn sweep(&self, now: Instant) -> Option<Instant> {
        let mut known = self.lock();
        let due = known.ended.due(now);
        let forgotten = known.forget(due);
        let next = known.ended.next_sweep();
        drop(known);
        // A run may hold much, and what it holds may take time to free.
        drop(forgotten);
        next
    }

    fn sweeper_gone(&self) {
        self.lock().ended.sweeper_gone();
    }

    fn deadline_is_earlier(&self) -> Arc<Notify> {
        self.deadline_is_earlier.clone()
    }
}

impl Known {
    /// Takes things out of the maps, and returns them, to be dropped without the lock.
    fn forget(&mut self, forgotten: Vec<Forget>) -> Vec<Run> {
        let mut runs = Vec::new();
        for forget in forgotten {
            match forget {
                Forget::Run(id) => {
                    if let Some((run, _)) = self.runs.remove(&id) {
                        self.by_owner.remove(&run);
                        runs.push(run);
                    }
                }
                Forget::Key(key) => self.keys.remove(&key),
            }
        }
        runs
    }
}

/// Counts as one run under way until it is dropped, or until the run that used it has ended.
#[derive(Debug)]
pub(super) struct Permit {
    registry: Arc<Registry>,
    used: bool,
}

impl Permit {
    /// Makes a run known, under its key, too. It counts until [`Registry::ended`].
    pub(super) fn begin(mut self, run: &Run, claim: Option<Claim>) {
        self.registry.add(run, claim);
        self.used = true;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.used {
            self.registry.live.send_modify(|live| *live -= 1);
        }
    }
}
