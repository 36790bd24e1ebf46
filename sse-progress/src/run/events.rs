//! What becomes of runs, told to whoever keeps books of it in this process.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::Run;
use crate::protocol::Done;

/// How many events an observer may have before it that it has not looked at.
const CAPACITY: usize = 1_000;

/// Something that has happened to a run of this process.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RunEvent {
    /// It has been accepted. It may have to wait for its turn.
    Started(Run),
    /// Its function has begun. A run that was cancelled while it waited never does.
    Began(Run),
    /// It has ended, so. Every run does that once.
    Ended(Run, Arc<Done>),
    /// As many events were overwritten before they were looked at.
    Missed(u64),
}

/// What becomes of the runs of this process, from [`Jobs::events`](crate::Jobs::events) on.
#[derive(Debug)]
pub struct RunEvents(broadcast::Receiver<RunEvent>);

impl RunEvents {
    /// The next event; `None` after the end of the last run, when the jobs have been shut down.
    ///
    /// # Cancel safety
    ///
    /// An event that was not returned is returned by the next call.
    pub async fn next(&mut self) -> Option<RunEvent> {
        match self.0.recv().await {
            Ok(event) => Some(event),
            Err(RecvError::Lagged(missed)) => Some(RunEvent::Missed(missed)),
            Err(RecvError::Closed) => None,
        }
    }
}

/// Where events come from. It has a buffer once there is an observer, and none without.
#[derive(Debug, Default)]
pub(crate) struct Observers(Mutex<State>);

#[derive(Debug, Default)]
enum State {
    #[default]
    None,
    Some(broadcast::Sender<RunEvent>),
    Closed,
}

impl Observers {
    /// One observer more, which sees what happens from now on.
    pub(crate) fn subscribe(&self) -> RunEvents {
        let mut state = self.lock();
        if let State::None = *state {
            *state = State::Some(broadcast::Sender::new(CAPACITY));
        }
        RunEvents(match &*state {
            State::Some(sender) => sender.subscribe(),
            // The sender goes at once, so that the receiver is at its end.
            _ => broadcast::Sender::new(1).subscribe(),
        })
    }

    /// Tells all observers. It never waits for one.
    pub(crate) fn tell(&self, event: impl FnOnce() -> RunEvent) {
        if let State::Some(sender) = &*self.lock() {
            // It may be that no observer is left.
            let _ = sender.send(event());
        }
    }

    /// Nothing happens any more.
    pub(crate) fn close(&self) {
        *self.lock() = State::Closed;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
