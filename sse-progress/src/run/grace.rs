//! The grace timer: until when a run that nobody watches waits for a watcher to come back.
//!
//! The time is given, so that nothing here has to wait for it. [`Watchers`](super::watchers::Watchers)
//! sleeps until the deadline.

use std::time::Duration;

use tokio::time::Instant;

use super::policy::Policy;

/// As good as for ever, and a time that the clock of every system can hold: beyond it, the deadline
/// would be none, which says that nobody is waited for.
const FOR_EVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Grace {
    watchers: usize,
    /// Until when the last watcher that has left may come back.
    last: Option<Instant>,
    /// Until when the others that have left may: the latest of their times.
    others: Option<Instant>,
    /// A watcher has announced that it leaves. Which one is not known, so the next one to leave, if it
    /// does so before this instant, is taken for it.
    announced: Option<Instant>,
}

impl Grace {
    /// How many watch the run.
    pub(super) fn watchers(&self) -> usize {
        self.watchers
    }

    /// Until when the run waits; none while it is watched, or if nobody is waited for.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let until = self.others.max(self.last);
        until.filter(|_| self.watchers == 0)
    }

    /// A watcher comes.
    pub(super) fn join(&mut self) {
        self.watchers += 1;
    }

    /// A watcher leaves, and the run waits for so long. `None` if it goes on without any watcher.
    pub(super) fn leave(&mut self, now: Instant, wait: Option<Duration>) {
        self.watchers -= 1;
        let announced = self.announced.take().is_some_and(|until| now <= until);
        let wait = match wait {
            Some(wait) if announced => wait.min(Policy::LEAVE_GRACE),
            Some(wait) => wait,
            None => return,
        };
        self.others = self.others.max(self.last);
        self.last = Some(now + wait.min(FOR_EVER));
    }

    /// The watcher that has just come replaces another, if there is one: that one is the next to
    /// leave, and does not come back.
    pub(super) fn replace(&mut self, now: Instant) {
        if self.watchers > 1 {
            self.announce_leave(now);
        }
    }

    /// A watcher says that it leaves, or has left.
    ///
    /// The announcement and the end of its stream come over two connections, in either order. If
    /// there is no watcher, the last one to leave has made it. Otherwise the next one to leave is
    /// taken to have made it, and no other: a watcher that loses its connection keeps the whole
    /// grace. Should the one that made it have left already while another stays, then the next one
    /// is the wrong one, but only if it leaves within this short time.
    pub(super) fn announce_leave(&mut self, now: Instant) {
        let soon = now + Policy::LEAVE_GRACE;
        if self.watchers == 0 {
            self.last = self.last.map(|until| until.min(soon));
        } else {
            self.announced = Some(soon);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GRACE: Duration = Duration::from_secs(60);
    const SOON: Duration = Policy::LEAVE_GRACE;
    const TICK: Duration = Duration::from_millis(100);

    fn watched_by(watchers: usize) -> (Grace, Instant) {
        let grace = Grace {
            watchers,
            ..Grace::default()
        };
        (grace, Instant::now())
    }

    #[test]
    fn another_watcher_is_not_concerned() {
        for announced_first in [true, false] {
            let (mut two, start) = watched_by(2);
            if announced_first {
                two.announce_leave(start);
                two.leave(start + TICK, Some(GRACE));
            } else {
                two.leave(start, Some(GRACE));
                two.announce_leave(start + TICK);
            }
            assert_eq!(two.deadline(), None);
            // Later the other loses its connection.
            let later = start + SOON * 2;
            two.leave(later, Some(GRACE));
            assert_eq!(two.deadline(), Some(later + GRACE));
        }
    }

    #[test]
    fn whoever_was_replaced_is_not_waited_for() {
        let (mut one, start) = watched_by(1);
        one.join();
        one.replace(start);
        one.leave(start + TICK, Some(GRACE * 100));
        one.announce_leave(start + SOON);
        one.leave(start + SOON, Some(GRACE * 100));
        assert_eq!(one.deadline(), Some(start + SOON * 2));

        // There was none to replace.
        let (mut one, start) = watched_by(1);
        one.replace(start);
        one.leave(start + TICK, Some(GRACE));
        assert_eq!(one.deadline(), Some(start + TICK + GRACE));
    }

    #[test]
    fn one_announcement_is_for_one() {
        let (mut two, start) = watched_by(2);
        two.announce_leave(start);
        two.leave(start + TICK, Some(GRACE));
        two.leave(start + TICK * 2, Some(GRACE));
        assert_eq!(two.deadline(), Some(start + TICK * 2 + GRACE));
    }

    #[test]
    fn whoever_lost_its_connection_before_keeps_its_grace() {
        let (mut two, start) = watched_by(2);
        two.leave(start, Some(GRACE));
        two.leave(start + TICK, Some(GRACE));
        two.announce_leave(start + TICK * 2);
        assert_eq!(two.deadline(), Some(start + GRACE));
    }

    #[test]
    fn an_announcement_that_nobody_keeps_is_forgotten() {
        let (mut one, start) = watched_by(1);
        one.announce_leave(start);
        let later = start + SOON + TICK;
        one.leave(later, Some(GRACE));
        assert_eq!(one.deadline(), Some(later + GRACE));
    }

    // It was no deadline at all, so that an announcement behind it had nothing to cut, and the next to
    // leave ended it.
    #[test]
    fn a_grace_without_end_is_one_like_any_other() {
        for announced_first in [true, false] {
            let (mut one, start) = watched_by(1);
            if announced_first {
                one.announce_leave(start);
                one.leave(start, Some(Duration::MAX));
            } else {
                one.leave(start, Some(Duration::MAX));
                one.announce_leave(start);
            }
            assert_eq!(one.deadline(), Some(start + SOON));
        }

        let (mut two, start) = watched_by(2);
        two.leave(start, Some(Duration::MAX));
        two.leave(start, Some(Duration::ZERO));
        assert!(two.deadline() > Some(start + GRACE * 1_000_000));
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Join,
        Leave,
        Announce,
    }

    proptest! {
        /// Whatever happens: an announcement never makes a run wait longer, and never ends one at once
        /// that would have waited.
        #[test]
        fn an_announcement_never_prolongs(
            steps in prop::collection::vec(
                (prop_oneof![Just(Step::Join), Just(Step::Leave), Just(Step::Announce)], 0u32..40),
                0..40,
            ),
            wait in 0u32..200,
        ) {
            let wait = TICK * wait;
            let (mut with, start) = watched_by(0);
            let (mut without, mut now) = (with, start);
            for (step, ticks) in steps {
                now += TICK * ticks;
                match step {
                    Step::Join => {
                        with.join();
                        without.join();
                    }
                    Step::Leave if with.watchers > 0 => {
                        with.leave(now, Some(wait));
                        without.leave(now, Some(wait));
                        let least = wait.min(SOON);
                        prop_assert!(with.deadline().is_none_or(|until| until >= now + least));
                    }
                    Step::Leave => {}
                    Step::Announce => {
                        let before = with.deadline();
                        with.announce_leave(now);
                        let least = before.map(|until| until.min(now + SOON));
                        prop_assert!(with.deadline() >= least);
                    }
                }
                prop_assert_eq!(with.deadline().is_some(), without.deadline().is_some());
                prop_assert!(with.deadline() <= without.deadline());
            }
        }
    }
}
