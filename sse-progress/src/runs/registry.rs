//! The runs that can be found by their ids.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{broadcast, watch};

use super::idempotency::{Intention, Key};
use crate::protocol::RunId;
use crate::run::Run;

/// How many runs are still known after they have ended; the oldest are forgotten first.
const MAX_FINISHED: usize = 1_000;

/// About how much memory these may take together, in bytes.
const MAX_FINISHED_BYTES: usize = 128 << 20;

/// How many new runs a mirror may have before it that it has not looked at.
#[cfg(feature = "mirror")]
const MAX_STARTED: usize = 1_000;

/// Every run from its start until it is forgotten.
#[derive(Debug)]
pub(crate) struct Registry {
    max_live: usize,
    state: Mutex<State>,
    live: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct State {
    runs: HashMap<RunId, Known>,
    keys: HashMap<Key, (RunId, u64)>,
    finished: VecDeque<(RunId, usize)>,
    finished_bytes: usize,
    /// Tells mirrors of new runs, once there is a mirror and until this is closed.
    started: Option<broadcast::Sender<Run>>,
    closed: bool,
}

#[derive(Debug)]
struct Known {
    run: Run,
    key: Option<Key>,
}

impl State {
    fn remove(&mut self, id: &RunId) {
        if let Some(Known { key: Some(key), .. }) = self.runs.remove(id) {
            self.keys.remove(&key);
        }
    }
}

/// What is known of an intention.
#[derive(Debug)]
pub(crate) enum Intended {
    /// Nothing.
    New,
    /// It has started this run.
    Started(Run),
    /// The key has come before, with other parameters.
    Otherwise,
}

/// Why there is no room for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRoom {
    Full,
    Closed,
}

impl Registry {
    pub(crate) fn new(max_live: usize) -> Self {
        Self {
            max_live,
            state: Mutex::default(),
            live: watch::Sender::new(0),
        }
    }

    /// Takes a place for a run that is about to begin, to be followed by [`add`](Self::add).
    pub(crate) fn reserve(&self) -> Result<Place<'_>, NoRoom> {
        let taken = self.live.send_if_modified(|live| {
            let room = *live < self.max_live;
            *live += usize::from(room);
            room
        });
        // Counted before it is asked whether this is closed: whoever closes and then waits until
        // nothing is under way waits for this, too.
        let place = taken.then(|| Place(self));
        if self.lock().closed {
            return Err(NoRoom::Closed);
        }
        place.ok_or(NoRoom::Full)
    }

    /// Makes a run known, and under its intention, too.
    fn add(&self, run: Run, intention: Option<Intention>) {
        let id = run.id().clone();
        let mut state = self.lock();
        let key = intention.map(|Intention { key, parameters }| {
            state.keys.insert(key.clone(), (id.clone(), parameters));
            key
        });
        if let Some(mirrors) = &state.started {
            // It may be that there is none any more.
            let _ = mirrors.send(run.clone());
        }
        state.runs.insert(id, Known { run, key });
    }

    pub(crate) fn get(&self, id: &RunId) -> Option<Run> {
        self.lock().runs.get(id).map(|known| known.run.clone())
    }

    /// The run that an intention has started, for as long as that is known.
    pub(crate) fn intended(&self, intention: &Intention) -> Intended {
        let state = self.lock();
        let Some((id, parameters)) = state.keys.get(&intention.key) else {
            return Intended::New;
        };
        match state.runs.get(id) {
            _ if *parameters != intention.parameters => Intended::Otherwise,
            Some(known) => Intended::Started(known.run.clone()),
            None => Intended::New,
        }
    }

    /// The run has ended. It stays known, if there is room.
    pub(crate) fn finished(&self, run: &Run) {
        let bytes = run.weight();
        let mut state = self.lock();
        state.finished_bytes += bytes;
        state.finished.push_back((run.id().clone(), bytes));
        while state.finished.len() > MAX_FINISHED || state.finished_bytes > MAX_FINISHED_BYTES {
            let Some((oldest, bytes)) = state.finished.pop_front() else {
                break;
            };
            state.finished_bytes -= bytes;
            state.remove(&oldest);
        }
        drop(state);
        self.live.send_modify(|live| *live -= 1);
    }

    /// Forgets a run that has ended.
    pub(crate) fn forget(&self, id: &RunId) {
        let mut state = self.lock();
        state.remove(id);
        if let Some(index) = state.finished.iter().position(|(other, _)| other == id) {
            if let Some((_, bytes)) = state.finished.remove(index) {
                state.finished_bytes -= bytes;
            }
        }
    }

    /// No run begins any more.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.started = None;
    }

    /// The runs that begin from now on, until this is closed. Who does not look at them in time
    /// is told how many were missed.
    #[cfg(feature = "mirror")]
    pub(crate) fn started(&self) -> broadcast::Receiver<Run> {
        let mut state = self.lock();
        let new = || broadcast::Sender::new(MAX_STARTED);
        if state.closed {
            // Its sender goes at once, so it is at its end.
            return new().subscribe();
        }
        state.started.get_or_insert_with(new).subscribe()
    }

    /// Waits until no run is under way.
    pub(crate) async fn idle(&self) {
        let mut live = self.live.subscribe();
        // The sender is ours, so it outlives the wait.
        let _ = live.wait_for(|live| *live == 0).await;
    }

    /// How many runs are under way.
    pub(crate) fn live(&self) -> usize {
        *self.live.borrow()
    }

    /// The runs that have not ended.
    pub(crate) fn unfinished(&self) -> Vec<Run> {
        let state = self.lock();
        let runs = state.runs.values().map(|known| &known.run);
        runs.filter(|run| run.done().is_none()).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place among the runs under way, given back unless a run takes it.
#[derive(Debug)]
pub(crate) struct Place<'a>(&'a Registry);

impl Place<'_> {
    /// The run takes the place, until [`Registry::finished`].
    pub(crate) fn take(self, run: Run, intention: Option<Intention>) {
        self.0.add(run, intention);
        std::mem::forget(self);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.live.send_modify(|live| *live -= 1);
    }
}
