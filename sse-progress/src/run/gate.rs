//! How many runs of a job go on at once, and who waits for a place.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::protocol::Place;

/// The way in to a job: at most `concurrency` runs at once, at most `queue` behind them, first
/// come, first served.
#[derive(Debug)]
pub(crate) struct Gate {
    concurrency: usize,
    queue: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    inside: usize,
    waiting: VecDeque<Arc<Slot>>,
}

/// What one run knows of its place: `None` once it is inside.
type Slot = watch::Sender<Option<Place>>;

/// The queue is as long as it may be.
#[derive(Debug)]
pub(crate) struct Full;

impl Gate {
    /// `concurrency` of `None` is no bound at all.
    pub(crate) fn new(concurrency: Option<usize>, queue: usize) -> Arc<Self> {
        Arc::new(Self {
            concurrency: concurrency.unwrap_or(usize::MAX),
            queue,
            state: Mutex::default(),
        })
    }

    /// Takes a place inside, or the last place in the queue.
    pub(crate) fn enter(self: &Arc<Self>) -> Result<Ticket, Full> {
        let mut state = self.lock();
        let slot = Arc::new(Slot::new(None));
        if state.inside < self.concurrency {
            state.inside += 1;
        } else if state.waiting.len() < self.queue {
            state.waiting.push_back(slot.clone());
            state.renumber();
        } else {
            return Err(Full);
        }
        drop(state);
        Ok(Ticket {
            gate: self.clone(),
            slot,
        })
    }

    fn leave(&self, slot: &Arc<Slot>) {
        let mut state = self.lock();
        let place = state
            .waiting
            .iter()
            .position(|waiting| Arc::ptr_eq(waiting, slot));
        match place {
            Some(index) => {
                state.waiting.remove(index);
            }
            None => match state.waiting.pop_front() {
                // The place inside passes on to the next.
                Some(next) => {
                    next.send_replace(None);
                }
                None => state.inside -= 1,
            },
        }
        state.renumber();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn renumber(&self) {
        let size = self.waiting.len() as u64;
        for (position, slot) in (1..).zip(&self.waiting) {
            let place = Some(Place { position, size });
            slot.send_if_modified(|old| std::mem::replace(old, place) != place);
        }
    }
}

/// A place inside or in the queue, given back when dropped.
#[derive(Debug)]
pub(crate) struct Ticket {
    gate: Arc<Gate>,
    slot: Arc<Slot>,
}

impl Ticket {
    /// The place in the queue, `None` inside.
    pub(crate) fn place(&self) -> Option<Place> {
        *self.slot.borrow()
    }

    /// Waits to be inside, and calls `moved` whenever the place has changed.
    pub(crate) async fn admitted(&self, moved: impl Fn()) {
        let mut places = self.slot.subscribe();
        while places.borrow_and_update().is_some() {
            // The sender is ours, so it outlives the wait.
            if places.changed().await.is_err() {
                return;
            }
            moved();
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.gate.leave(&self.slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(ticket: &Ticket) -> Option<(u64, u64)> {
        ticket.place().map(|place| (place.position, place.size))
    }

    #[test]
    fn first_come_first_served() {
        let gate = Gate::new(Some(1), 3);
        let first = gate.enter().unwrap();
        let (second, third) = (gate.enter().unwrap(), gate.enter().unwrap());
        assert_eq!(place(&first), None);
        assert_eq!(
            (place(&second), place(&third)),
            (Some((1, 2)), Some((2, 2)))
        );
        drop(first);
        assert_eq!((place(&second), place(&third)), (None, Some((1, 1))));
        drop(second);
        assert_eq!(place(&third), None);
        drop(third);
        assert_eq!(gate.lock().inside, 0);
    }

    #[test]
    fn whoever_leaves_the_queue_lets_the_others_move_up() {
        let gate = Gate::new(Some(1), 3);
        let _inside = gate.enter().unwrap();
        let (second, third) = (gate.enter().unwrap(), gate.enter().unwrap());
        drop(second);
        assert_eq!(place(&third), Some((1, 1)));
    }

    #[test]
    fn a_full_queue_refuses() {
        let gate = Gate::new(Some(1), 1);
        let _inside = gate.enter().unwrap();
        let waiting = gate.enter().unwrap();
        assert!(gate.enter().is_err());
        drop(waiting);
        assert!(gate.enter().is_ok());
    }

    #[tokio::test]
    async fn waiting_ends_inside() {
        let gate = Gate::new(Some(1), 1);
        let inside = gate.enter().unwrap();
        let waiting = gate.enter().unwrap();
        let ((), ()) = tokio::join!(waiting.admitted(|| {}), async { drop(inside) });
        assert_eq!(waiting.place(), None);
    }
}
