//! The watchers of a run, and what becomes of it when it has none.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::grace::Grace;
use super::peers::Peers;
use super::policy::OnDisconnect;
use crate::protocol::RunId;

/// Counts the watchers of one run. Each holds a [`WatcherGuard`]. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Watchers(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    on_disconnect: OnDisconnect,
    present: Mutex<Present>,
    /// Who is told of each change, if the run is another process's: that one counts them all.
    peers: Option<(Weak<dyn Peers>, RunId)>,
    /// Wakes the run's supervisor, which waits in [`Watchers::gone`], after each change of `present`.
    changed: Notify,
}

#[derive(Debug, Default)]
struct Present {
    grace: Grace,
    /// How many of the watchers are clients that reconnect.
    returning: usize,
}

/// How many watch a run here.
#[cfg(feature = "redis")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WatcherCounts {
    /// Clients that reconnect.
    pub(crate) returning: usize,
    /// Clients that do not.
    pub(crate) others: usize,
}

impl Watchers {
    pub(crate) fn new(on_disconnect: OnDisconnect) -> Self {
        Self(Arc::new(Inner {
            on_disconnect,
            present: Mutex::default(),
            peers: None,
            changed: Notify::new(),
        }))
    }

    /// Those of another process's run. Nothing becomes of it here when they are gone.
    #[cfg(feature = "redis")]
    pub(super) fn remote(run: RunId, peers: Weak<dyn Peers>) -> Self {
        Self(Arc::new(Inner {
            on_disconnect: OnDisconnect::Detach,
            present: Mutex::default(),
            peers: Some((peers, run)),
            changed: Notify::new(),
        }))
    }

    /// What becomes of the run when they are gone.
    pub(super) fn on_disconnect(&self) -> OnDisconnect {
        self.0.on_disconnect
    }

    /// One watcher more. `may_return` says whether it is a client that reconnects: the run does not
    /// wait for one that is not.
    pub(crate) fn join(&self, may_return: bool) -> WatcherGuard {
        self.change(|present| {
            present.grace.join();
            present.returning += usize::from(may_return);
        });
        WatcherGuard {
            watchers: self.clone(),
            may_return,
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.lock().grace.watchers()
    }

    /// The same by kind.
    #[cfg(feature = "redis")]
    pub(crate) fn counts(&self) -> WatcherCounts {
        let present = self.lock();
        WatcherCounts {
            returning: present.returning,
            others: present.grace.watchers() - present.returning,
        }
    }

    /// Waits until there is no watcher, and none that may come back: for ever, if the run goes on
    /// without, or if it has never had one. It is for one task, the run's supervisor.
    ///
    /// # Cancel safety
    ///
    /// Safe to drop and to call again.
    pub(crate) async fn gone(&self) {
        loop {
            // Bound first: in the head of the `match` the lock would be held to its end.
            let deadline = self.lock().grace.deadline();
            match deadline {
                // A timer would round up.
                Some(deadline) if deadline <= Instant::now() => return,
                Some(deadline) => tokio::select! {
                    // Whether it is over is decided above: a watcher may have come back meanwhile.
                    () = tokio::time::sleep_until(deadline) => {}
                    () = self.0.changed.notified() => {}
                },
                None => self.0.changed.notified().await,
            }
        }
    }

    /// A watcher says that it leaves, or has left, for good: the run waits for
    /// [`Policy::LEAVE_GRACE`](super::Policy::LEAVE_GRACE) at most, in case that it is a page that is only loaded again.
    ///
    /// Other watchers, and those that have left and may come back, are not concerned.
    pub(crate) fn announce_leave(&self) {
        let now = Instant::now();
        self.change(|present| present.grace.announce_leave(now));
    }

    /// The watcher that has just joined replaces one that is about to leave.
    pub(crate) fn replace(&self) {
        let now = Instant::now();
        self.change(|present| present.grace.replace(now));
    }

    fn leave(&self, may_return: bool) {
        let wait = match self.0.on_disconnect {
            OnDisconnect::Detach => None,
            OnDisconnect::CancelAfter(wait) if may_return => Some(wait),
            OnDisconnect::Cancel | OnDisconnect::CancelAfter(_) => Some(Duration::ZERO),
        };
        let now = Instant::now();
        self.change(|present| {
            present.grace.leave(now, wait);
            present.returning -= usize::from(may_return);
        });
    }

    fn change(&self, change: impl FnOnce(&mut Present)) {
        change(&mut self.lock());
        self.0.changed.notify_one();
        if let Some((peers, run)) = &self.0.peers {
            if let Some(peers) = peers.upgrade() {
                peers.watchers_changed(run);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Present> {
        self.0
            .present
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts as one watcher until it is dropped.
#[derive(Debug)]
pub(crate) struct WatcherGuard {
    watchers: Watchers,
    may_return: bool,
}

impl Drop for WatcherGuard {
    fn drop(&mut self) {
        self.watchers.leave(self.may_return);
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::Policy;
    use super::*;
    use futures_util::FutureExt as _;
    use tokio::time::timeout;

    const GRACE: Duration = Duration::from_secs(60);

    async fn gone_after(watchers: &Watchers) -> Option<Duration> {
        let start = Instant::now();
        timeout(Duration::from_secs(3600), watchers.gone())
            .await
            .ok()
            .map(|()| start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn grace_begins_with_the_last_to_leave() {
        let watchers = Watchers::new(OnDisconnect::CancelAfter(GRACE));
        let (first, last) = (watchers.join(true), watchers.join(true));
        drop(first);
        assert_eq!(gone_after(&watchers).await, None);
        drop(last);
        let after = gone_after(&watchers).await.unwrap();
        assert!(after >= GRACE && after < GRACE * 2, "{after:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_comes_back_in_time_saves_the_run() {
        let watchers = Watchers::new(OnDisconnect::CancelAfter(GRACE));
        drop(watchers.join(true));
        tokio::select! {
            () = watchers.gone() => panic!("too early"),
            () = tokio::time::sleep(GRACE / 2) => {}
        }
        let _back = watchers.join(true);
        assert_eq!(gone_after(&watchers).await, None);
    }

    // The timer and the word of the watcher are both there when the supervisor, which is late, looks.
    #[tokio::test(start_paused = true)]
    async fn whoever_comes_back_in_time_saves_the_run_even_if_nobody_looks_in_time() {
        for _ in 0..50 {
            let watchers = Watchers::new(OnDisconnect::CancelAfter(GRACE));
            drop(watchers.join(true));
            let mut gone = std::pin::pin!(watchers.gone());
            assert!(gone.as_mut().now_or_never().is_none());
            tokio::time::advance(GRACE / 2).await;
            let _back = watchers.join(true);
            tokio::time::advance(GRACE).await;
            assert!(gone.as_mut().now_or_never().is_none());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_cannot_come_back_leaves_no_grace_and_takes_none_away() {
        let watchers = Watchers::new(OnDisconnect::CancelAfter(GRACE));
        drop(watchers.join(false));
        assert!(gone_after(&watchers).await.unwrap() < GRACE);

        let watchers = Watchers::new(OnDisconnect::CancelAfter(GRACE));
        let curl = watchers.join(false);
        drop(watchers.join(true));
        drop(curl);
        assert!(gone_after(&watchers).await.unwrap() >= GRACE);
    }

    #[tokio::test(start_paused = true)]
    async fn an_announcement_cuts_the_grace_before_the_watcher_leaves_and_after() {
        for announced_first in [true, false] {
            let watchers = Watchers::new(OnDisconnect::CancelAfter(GRACE));
            let watcher = watchers.join(true);
            if announced_first {
                watchers.announce_leave();
                drop(watcher);
            } else {
                drop(watcher);
                watchers.announce_leave();
            }
            let after = gone_after(&watchers).await.unwrap();
            let late = after.saturating_sub(Policy::LEAVE_GRACE);
            assert!(late < Duration::from_millis(10), "{after:?}");
            assert!(after >= Policy::LEAVE_GRACE, "{after:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_announcement_wakes_the_supervisor_and_a_reload_saves_the_run() {
        let watchers = Watchers::new(OnDisconnect::CancelAfter(GRACE * 100));
        drop(watchers.join(true));
        let waiting = gone_after(&watchers);
        let announcement = async {
            tokio::time::sleep(GRACE).await;
            watchers.announce_leave();
        };
        let (after, ()) = tokio::join!(waiting, announcement);
        assert!(after.unwrap() < GRACE + Policy::LEAVE_GRACE * 2);

        let watchers = Watchers::new(OnDisconnect::CancelAfter(GRACE));
        drop(watchers.join(true));
        watchers.announce_leave();
        let _again = watchers.join(true);
        assert_eq!(gone_after(&watchers).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_announcement_ends_no_run_that_is_detached_and_none_that_was_never_watched() {
        let watchers = Watchers::new(OnDisconnect::Detach);
        drop(watchers.join(true));
        watchers.announce_leave();
        assert_eq!(gone_after(&watchers).await, None);
        let watchers = Watchers::new(OnDisconnect::Cancel);
        watchers.announce_leave();
        assert_eq!(gone_after(&watchers).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_detached_run_and_an_unwatched_one_go_on() {
        let watchers = Watchers::new(OnDisconnect::Detach);
        drop(watchers.join(false));
        assert_eq!(gone_after(&watchers).await, None);
        let watchers = Watchers::new(OnDisconnect::Cancel);
        assert_eq!(gone_after(&watchers).await, None);
    }
}
