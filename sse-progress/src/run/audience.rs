//! Who watches a run, and what becomes of it when nobody does.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::policy::OnDisconnect;

/// The watchers of one run. A watcher holds a [`Seat`].
#[derive(Clone, Debug)]
pub(crate) struct Audience {
    policy: OnDisconnect,
    attendance: Arc<watch::Sender<Attendance>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Attendance {
    watchers: usize,
    /// Until when the last of those who left may come back; none while nobody has left.
    grace_until: Option<Instant>,
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
        self.attendance.send_modify(|now| now.watchers += 1);
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
            let now = *changes.borrow_and_update();
            let deadline = match now.grace_until {
                Some(deadline) if now.watchers == 0 => deadline,
                _ => {
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

    fn leave(&self, may_return: bool) {
        let grace = match self.policy {
            OnDisconnect::Detach => None,
            OnDisconnect::CancelAfter(grace) if may_return => Some(grace),
            OnDisconnect::Cancel | OnDisconnect::CancelAfter(_) => Some(Duration::ZERO),
        };
        self.attendance.send_modify(|now| {
            now.watchers -= 1;
            // A grace too long for the clock is for ever.
            let until = grace.and_then(|grace| Instant::now().checked_add(grace));
            now.grace_until = now.grace_until.max(until);
        });
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
    async fn a_detached_run_and_an_unwatched_one_go_on() {
        let audience = Audience::new(OnDisconnect::Detach);
        drop(audience.sit(false));
        assert_eq!(gone_after(&audience).await, None);
        let audience = Audience::new(OnDisconnect::Cancel);
        assert_eq!(gone_after(&audience).await, None);
    }
}
