//! Who watches a run, and what becomes of it when nobody does.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::attendance::Attendance;
use super::policy::OnDisconnect;

/// The watchers of one run. A watcher holds a [`Seat`].
#[derive(Clone, Debug)]
pub(crate) struct Audience {
    policy: OnDisconnect,
    attendance: Arc<watch::Sender<Attendance>>,
}

impl Audience {
    pub(crate) fn new(policy: OnDisconnect) -> Self {
        Self {
            policy,
            attendance: Arc::default(),
        }
    }

    /// Takes a seat. `may_return` says whether the watcher is a client that reconnects: whoever
    /// is not leaves no grace behind.
    pub(crate) fn sit(&self, may_return: bool) -> Seat {
        self.attendance.send_modify(Attendance::sit);
        Seat {
            audience: self.clone(),
            may_return,
        }
    }

    pub(crate) fn watchers(&self) -> usize {
        self.attendance.borrow().watchers
    }

    /// Waits until nobody watches and nobody may come back any more: for ever, if the policy is
    /// to go on, or if there was never a watcher.
    pub(crate) async fn gone(&self) {
        let mut changes = self.attendance.subscribe();
        loop {
            let attendance = *changes.borrow_and_update();
            let deadline = match attendance.deadline() {
                Some(deadline) => deadline,
                None => {
                    // The sender is ours, so it outlives the wait.
                    if changes.changed().await.is_err() {
                        std::future::pending::<()>().await;
                    }
                    continue;
                }
            };
            // A timer would round up.
            if deadline <= Instant::now() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep_until(deadline) => return,
                _ = changes.changed() => {}
            }
        }
    }

    /// A watcher says that it leaves, or has left, for good: its run waits for
    /// [`Policy::LEAVE_GRACE`](super::Policy::LEAVE_GRACE) at most, in case that it is a page that is only loaded again.
    ///
    /// Who else watches, or has left and may come back, is not concerned.
    pub(crate) fn farewell(&self) {
        let now = Instant::now();
        self.attendance
            .send_modify(|attendance| attendance.farewell(now));
    }

    /// A watcher that has just come takes the place of one that is about to leave.
    pub(crate) fn hand_over(&self) {
        let now = Instant::now();
        self.attendance
            .send_modify(|attendance| attendance.hand_over(now));
    }

    fn leave(&self, may_return: bool) {
        let grace = match self.policy {
            OnDisconnect::Detach => None,
            OnDisconnect::CancelAfter(grace) if may_return => Some(grace),
            OnDisconnect::Cancel | OnDisconnect::CancelAfter(_) => Some(Duration::ZERO),
        };
        let now = Instant::now();
        self.attendance
            .send_modify(|attendance| attendance.leave(now, grace));
    }
}

/// One watcher's place, given up when dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    audience: Audience,
    may_return: bool,
}

impl Seat {
    pub(crate) fn may_return(&self) -> bool {
        self.may_return
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.audience.leave(self.may_return);
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::Policy;
    use super::*;
    use tokio::time::timeout;

    const GRACE: Duration = Duration::from_secs(5);

    async fn gone_after(audience: &Audience) -> Option<Duration> {
        let start = Instant::now();
        timeout(Duration::from_secs(3600), audience.gone())
            .await
            .ok()
            .map(|()| start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn grace_begins_with_the_last_to_leave() {
        let audience = Audience::new(OnDisconnect::CancelAfter(GRACE));
        let (first, last) = (audience.sit(true), audience.sit(true));
        drop(first);
        assert_eq!(gone_after(&audience).await, None);
        drop(last);
        let after = gone_after(&audience).await.unwrap();
        assert!(after >= GRACE && after < GRACE * 2, "{after:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_back_in_time_saves_the_run() {
        let audience = Audience::new(OnDisconnect::CancelAfter(GRACE));
        drop(audience.sit(true));
        tokio::select! {
            () = audience.gone() => panic!("too early"),
            () = tokio::time::sleep(GRACE / 2) => {}
        }
        let _back = audience.sit(true);
        assert_eq!(gone_after(&audience).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn who_cannot_come_back_leaves_no_grace_and_takes_none_away() {
        let audience = Audience::new(OnDisconnect::CancelAfter(GRACE));
        drop(audience.sit(false));
        assert!(gone_after(&audience).await.unwrap() < GRACE);

        let audience = Audience::new(OnDisconnect::CancelAfter(GRACE));
        let curl = audience.sit(false);
        drop(audience.sit(true));
        drop(curl);
        assert!(gone_after(&audience).await.unwrap() >= GRACE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_farewell_cuts_the_grace_before_the_watcher_leaves_and_after() {
        for farewell_first in [true, false] {
            let audience = Audience::new(OnDisconnect::CancelAfter(GRACE));
            let seat = audience.sit(true);
            if farewell_first {
                audience.farewell();
                drop(seat);
            } else {
                drop(seat);
                audience.farewell();
            }
            let after = gone_after(&audience).await.unwrap();
            let late = after.saturating_sub(Policy::LEAVE_GRACE);
            assert!(late < Duration::from_millis(10), "{after:?}");
            assert!(after >= Policy::LEAVE_GRACE, "{after:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_farewell_wakes_who_waits_for_a_longer_grace_and_a_reload_saves_the_run() {
        let audience = Audience::new(OnDisconnect::CancelAfter(GRACE * 100));
        drop(audience.sit(true));
        let waiting = gone_after(&audience);
        let farewell = async {
            tokio::time::sleep(GRACE).await;
            audience.farewell();
        };
        let (after, ()) = tokio::join!(waiting, farewell);
        assert!(after.unwrap() < GRACE + Policy::LEAVE_GRACE * 2);

        let audience = Audience::new(OnDisconnect::CancelAfter(GRACE));
        drop(audience.sit(true));
        audience.farewell();
        let _again = audience.sit(true);
        assert_eq!(gone_after(&audience).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_farewell_ends_no_run_that_is_detached_and_none_that_was_never_watched() {
        let audience = Audience::new(OnDisconnect::Detach);
        drop(audience.sit(true));
        audience.farewell();
        assert_eq!(gone_after(&audience).await, None);
        let audience = Audience::new(OnDisconnect::Cancel);
        audience.farewell();
        assert_eq!(gone_after(&audience).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_detached_run_and_an_unwatched_one_go_on() {
        let audience = Audience::new(OnDisconnect::Detach);
        drop(audience.sit(false));
        assert_eq!(gone_after(&audience).await, None);
        let audience = Audience::new(OnDisconnect::Cancel);
        assert_eq!(gone_after(&audience).await, None);
    }
}
