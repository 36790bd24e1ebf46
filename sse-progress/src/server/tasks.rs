//! The tasks of a server: who ends them, and how it knows that they have ended.

use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use futures_util::FutureExt as _;
use pin_project_lite::pin_project;
use slab::Slab;
use tokio::sync::{Notify, oneshot};

/// How long dropped connections may take to be gone. They take no time unless a filter blocks its
/// thread, and then it must not hold up the server's end.
const END_TIMEOUT: Duration = Duration::from_secs(1);

/// What [`Shared::phase`] says, which begins as 0.
const DRAINING: u8 = 1;
const ENDED: u8 = 2;

/// The owner of all tasks. They end with it.
#[derive(Debug)]
pub(super) struct Tasks(Tracker);

/// Starts tasks of its owner's, and tells them when they are to come to an end. Tasks can have tasks of
/// their own. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Tracker(Arc<Shared>);

/// A task finds the phase by one load each time it is polled, and is polled when it changes.
#[derive(Debug, Default)]
struct Shared {
    phase: AtomicU8,
    /// One for each task that is there, with its waker once it has been polled.
    tasks: Mutex<Slab<Option<Waker>>>,
    /// Told when there is no task left.
    empty: Notify,
}

impl Tasks {
    pub(super) fn new() -> Self {
        Self(Tracker(Arc::default()))
    }

    pub(super) fn tracker(&self) -> Tracker {
        self.0.clone()
    }

    /// Asks all tasks to come to an end, and drops those that have not when `deadline` completes.
    pub(super) async fn finish(self, deadline: impl Future<Output = ()>) {
        let shared = &self.0.0;
        shared.enter(DRAINING);
        tokio::select! {
            () = shared.emptied() => {}
            () = deadline => {
                shared.enter(ENDED);
                let _ = tokio::time::timeout(END_TIMEOUT, shared.emptied()).await;
            }
        }
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.0.0.enter(ENDED);
    }
}

impl Shared {
    fn enter(&self, phase: u8) {
        self.phase.store(phase, Ordering::SeqCst);
        // Under the lock that a task takes to leave its waker: it leaves it before, and is woken,
        // or after, and then it sees the phase.
        let wakers: Vec<Waker> = self
            .lock()
            .iter()
            .filter_map(|(_, waker)| waker.clone())
            .collect();
        wakers.into_iter().for_each(Waker::wake);
    }

    fn is_at(&self, phase: u8) -> bool {
        self.phase.load(Ordering::SeqCst) >= phase
    }

    async fn emptied(&self) {
        while !self.lock().is_empty() {
            self.empty.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Slab<Option<Waker>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tracker {
    /// Whether the tasks are to come to an end. A task that was started here is polled again
    /// when that changes.
    pub(super) fn is_draining(&self) -> bool {
        self.0.is_at(DRAINING)
    }

    /// Runs a task until it or its owner ends.
    pub(super) fn spawn(self, task: impl Future<Output = ()> + Send + 'static) {
        let key = self.0.lock().insert(None);
        tokio::spawn(Task {
            task,
            waker: None,
            entry: Entry { tracker: self, key },
        });
    }

    /// Runs `work` as a task of its own, and drops it when the result is dropped. `None` if it has
    /// panicked, or has come to an end with its owner.
    pub(super) fn run<T>(
        self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = Option<T>> + Send + 'static
    where
        T: Send + 'static,
    {
        let (mut sender, receiver) = oneshot::channel();
        self.spawn(async move {
            tokio::select! {
                biased;
                () = sender.closed() => {}
                result = work => {
                    let _ = sender.send(result);
                }
            }
        });
        receiver.map(Result::ok)
    }
}

pin_project! {
    struct Task<F> {
        // Dropped before the entry, so that its owner sees it end when it has ended.
        #[pin]
        task: F,
        // The one that the owner has.
        waker: Option<Waker>,
        entry: Entry,
    }
}

/// A task among those of its owner, until this is dropped.
struct Entry {
    tracker: Tracker,
    key: usize,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let shared = &self.tracker.0;
        let mut tasks = shared.lock();
        tasks.remove(self.key);
        if tasks.is_empty() {
            shared.empty.notify_one();
        }
    }
}

impl<F: Future<Output = ()>> Future for Task<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        let known = this.waker.as_ref();
        if !known.is_some_and(|waker| waker.will_wake(cx.waker())) {
            *this.waker = Some(cx.waker().clone());
            this.entry.tracker.0.lock()[this.entry.key] = Some(cx.waker().clone());
        }
        if this.entry.tracker.0.is_at(ENDED) {
            return Poll::Ready(());
        }
        ready!(this.task.poll(cx));
        Poll::Ready(())
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, poll_fn};

    use super::*;

    /// A task that tells when it has been dropped.
    fn endless(tracker: &Tracker) -> oneshot::Receiver<()> {
        let (dropped, receiver) = oneshot::channel::<()>();
        tracker.clone().spawn(async move {
            let _dropped = dropped;
            pending::<()>().await;
        });
        receiver
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_sees_that_it_is_to_end_and_one_that_does_not_is_dropped() {
        let tasks = Tasks::new();
        let tracker = tasks.tracker();
        let watched = tracker.clone();
        tracker
            .clone()
            .spawn(poll_fn(move |_| match watched.is_draining() {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }));
        let dropped = endless(&tracker);
        tokio::task::yield_now().await;
        tasks
            .finish(async {
                tokio::time::sleep(Duration::from_secs(1)).await;
                assert_eq!(tracker.0.lock().len(), 1);
            })
            .await;
        assert!(dropped.await.is_err());
        assert!(tracker.0.lock().is_empty());
    }

    #[tokio::test]
    async fn tasks_end_with_their_owner_even_if_they_were_never_polled() {
        let tasks = Tasks::new();
        let (tracker, first) = (tasks.tracker(), endless(&tasks.tracker()));
        tokio::task::yield_now().await;
        let second = endless(&tracker);
        drop(tasks);
        assert!(first.await.is_err() && second.await.is_err());
        // Whoever comes later ends at once, too.
        assert!(endless(&tracker).await.is_err());
    }
}
