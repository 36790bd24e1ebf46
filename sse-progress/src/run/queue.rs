//! The queue of a job: how many of its runs go on at once, and which ones wait.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::protocol::QueuePlace;

/// Lets at most `concurrency` runs of a job go on at once, and at most `size` wait behind them:
/// first come, first served.
#[derive(Debug)]
pub(crate) struct Queue {
    concurrency: usize,
    size: usize,
    runs: Mutex<Runs>,
}

#[derive(Debug, Default)]
struct Runs {
    /// How many go on.
    admitted: usize,
    /// Those that wait, the next one first.
    waiting: VecDeque<Arc<StatusSender>>,
}

/// How the queue tells one run of its turn.
type StatusSender = watch::Sender<Status>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Waiting(QueuePlace),
    Admitted,
    /// The queue was closed before it was its turn.
    Closed,
}

/// The queue is as long as it may be.
#[derive(Debug)]
pub(crate) struct Full;

/// The queue was closed: it will never be this run's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Closed;

impl Queue {
    /// `concurrency` of `None` is no bound at all.
    pub(crate) fn new(concurrency: Option<usize>, size: usize) -> Arc<Self> {
        Arc::new(Self {
            concurrency: concurrency.unwrap_or(usize::MAX),
            size,
            runs: Mutex::default(),
        })
    }

    /// Lets a run go on at once, if there is room, or puts it at the end of the queue.
    pub(crate) fn enter(self: &Arc<Self>) -> Result<Turn, Full> {
        let mut runs = self.lock();
        let status = if runs.admitted < self.concurrency {
            runs.admitted += 1;
            None
        } else if runs.waiting.len() < self.size {
            // `renumber` sets the place.
            let place = QueuePlace {
                position: 0,
                size: 0,
            };
            let status = Arc::new(StatusSender::new(Status::Waiting(place)));
            runs.waiting.push_back(status.clone());
            runs.renumber();
            Some(status)
        } else {
            return Err(Full);
        };
        drop(runs);
        Ok(Turn {
            queue: self.clone(),
            waited: status,
        })
    }

    /// Turns away the runs that wait, so that none of them begins any more: for a shutdown. Those
    /// that go on are not concerned.
    pub(crate) fn close(&self) {
        for status in std::mem::take(&mut self.lock().waiting) {
            status.send_replace(Status::Closed);
        }
    }

    fn leave(&self, waited: Option<&Arc<StatusSender>>) {
        let mut runs = self.lock();
        let was = waited.map_or(Status::Admitted, |status| *status.borrow());
        match was {
            Status::Waiting(_) => runs.waiting.retain(|other| {
                let is_other = |status| !Arc::ptr_eq(other, status);
                waited.is_none_or(is_other)
            }),
            Status::Admitted => match runs.waiting.pop_front() {
                // As many go on as before.
                Some(next) => {
                    next.send_replace(Status::Admitted);
                }
                None => runs.admitted -= 1,
            },
            Status::Closed => {}
        }
        runs.renumber();
    }

    fn lock(&self) -> MutexGuard<'_, Runs> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Runs {
    /// Tells the runs that wait where they stand now.
    fn renumber(&self) {
        let size = self.waiting.len() as u64;
        for (position, status) in (1..).zip(&self.waiting) {
            let place = Status::Waiting(QueuePlace { position, size });
            status.send_if_modified(|old| std::mem::replace(old, place) != place);
        }
    }
}

/// A run's turn, which it has or waits for. When it is dropped, the next run has its turn.
#[derive(Debug)]
pub(crate) struct Turn {
    queue: Arc<Queue>,
    /// `None` if it was its turn at once.
    waited: Option<Arc<StatusSender>>,
}

impl Turn {
    /// The place in the queue, for as long as the run waits there.
    pub(crate) fn place(&self) -> Option<QueuePlace> {
        match *self.waited.as_ref()?.borrow() {
            Status::Waiting(place) => Some(place),
            Status::Admitted | Status::Closed => None,
        }
    }

    /// Waits until it is the run's turn, and calls `moved` whenever its place has changed.
    pub(crate) async fn admitted(&self, moved: impl Fn()) -> Result<(), Closed> {
        let Some(status) = &self.waited else {
            return Ok(());
        };
        let mut changes = status.subscribe();
        loop {
            match *changes.borrow_and_update() {
                Status::Waiting(_) => {}
                Status::Admitted => return Ok(()),
                Status::Closed => return Err(Closed),
            }
            // The sender is in `self`, so it outlives the wait.
            if changes.changed().await.is_err() {
                return Err(Closed);
            }
            moved();
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.queue.leave(self.waited.as_ref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(turn: &Turn) -> Option<(u64, u64)> {
        turn.place().map(|place| (place.position, place.size))
    }

    #[test]
    fn first_come_first_served() {
        let queue = Queue::new(Some(1), 3);
        let first = queue.enter().unwrap();
        let (second, third) = (queue.enter().unwrap(), queue.enter().unwrap());
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
        assert_eq!(queue.lock().admitted, 0);
    }

    #[test]
    fn whoever_leaves_the_queue_lets_the_others_move_up() {
        let queue = Queue::new(Some(1), 3);
        let _first = queue.enter().unwrap();
        let (second, third) = (queue.enter().unwrap(), queue.enter().unwrap());
        drop(second);
        assert_eq!(place(&third), Some((1, 1)));
    }

    #[test]
    fn a_full_queue_refuses() {
        let queue = Queue::new(Some(1), 1);
        let _first = queue.enter().unwrap();
        let waiting = queue.enter().unwrap();
        assert!(queue.enter().is_err());
        drop(waiting);
        assert!(queue.enter().is_ok());
    }

    #[tokio::test]
    async fn waiting_ends_with_the_turn() {
        let queue = Queue::new(Some(1), 1);
        let first = queue.enter().unwrap();
        let waiting = queue.enter().unwrap();
        let (admitted, ()) = tokio::join!(waiting.admitted(|| {}), async { drop(first) });
        assert_eq!(admitted, Ok(()));
        assert_eq!(waiting.place(), None);
    }

    #[tokio::test]
    async fn a_closed_queue_turns_away_who_waits_and_nobody_else() {
        let queue = Queue::new(Some(1), 2);
        let first = queue.enter().unwrap();
        let (second, third) = (queue.enter().unwrap(), queue.enter().unwrap());
        let (turned_away, ()) = tokio::join!(second.admitted(|| {}), async { queue.close() });
        assert_eq!(turned_away, Err(Closed));
        assert_eq!(first.admitted(|| {}).await, Ok(()));
        drop(second);
        drop(first);
        assert_eq!(third.admitted(|| {}).await, Err(Closed));
        drop(third);
        assert_eq!(queue.lock().admitted, 0);
    }
}
