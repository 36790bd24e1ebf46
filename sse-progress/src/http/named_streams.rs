//! Runs that a page leaves while the stream that carries them goes on.
//!
//! A page that is closed says so with `POST /runs/{run}/leave`. Its stream may be open still: it belongs
//! to a worker that several pages share, which the browser may have suspended, with its connections,
//! before it could close one. So the page names the stream, and the run is taken off it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Context;

use futures_util::task::AtomicWaker;

use crate::protocol::RunId;

/// More runs are not on one stream.
const MAX_RUNS: usize = 16;

/// A longer name is none of ours.
const MAX_NAME: usize = 64;

/// The open streams that have names, which their clients make up at random.
#[derive(Debug, Default)]
pub(super) struct NamedStreams(Mutex<HashMap<String, Arc<Left>>>);

/// The runs that are to be taken off a stream.
#[derive(Debug, Default)]
struct Left {
    runs: Mutex<Vec<RunId>>,
    reader: AtomicWaker,
}

/// The name of an open stream. It is forgotten with this.
#[derive(Debug)]
pub(super) struct Name {
    streams: Arc<NamedStreams>,
    name: String,
    left: Arc<Left>,
}

impl NamedStreams {
    /// Names a stream.
    pub(super) fn open(self: &Arc<Self>, name: String) -> Option<Name> {
        if name.len() > MAX_NAME {
            return None;
        }
        let left = Arc::<Left>::default();
        lock(&self.0).insert(name.clone(), left.clone());
        Some(Name {
            streams: self.clone(),
            name,
            left,
        })
    }

    /// Takes a run off the stream of this name, if there is such a stream.
    pub(super) fn leave(&self, name: &str, run: &RunId) {
        let Some(left) = lock(&self.0).get(name).cloned() else {
            return;
        };
        let mut runs = lock(&left.runs);
        if runs.len() < MAX_RUNS {
            runs.push(run.clone());
        }
        drop(runs);
        left.reader.wake();
    }
}

impl Name {
    /// The runs to take off the stream now. The task is woken when there are more.
    pub(super) fn take_left(&self, cx: &mut Context<'_>) -> Vec<RunId> {
        self.left.reader.register(cx.waker());
        std::mem::take(&mut *lock(&self.left.runs))
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        let mut streams = lock(&self.streams.0);
        // Another one may have taken the name.
        if streams
            .get(&self.name)
            .is_some_and(|left| Arc::ptr_eq(left, &self.left))
        {
            streams.remove(&self.name);
        }
    }
}

/// Nobody panics with the lock held.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
