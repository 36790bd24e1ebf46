//! How many watch a run, and until when those who have left may come back. The time is given, so
//! that nothing here has to wait for it.

use std::time::Duration;

use tokio::time::Instant;

use super::policy::Policy;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Attendance {
    pub(super) watchers: usize,
    /// Until when those who have left may come back, but for the last of them.
    earlier: Option<Instant>,
    /// Until when the last of them may.
    last: Option<Instant>,
    /// Somebody has said that it leaves, and is the next to do so if that is before this.
    expected: Option<Instant>,
}

impl Attendance {
    /// Until when the run waits; none while somebody watches or nobody has left.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let until = self.earlier.max(self.last);
        until.filter(|_| self.watchers == 0)
    }

    pub(super) fn sit(&mut self) {
        self.watchers += 1;
    }

    /// A watcher leaves. `grace` is `None` if the run goes on without it.
    pub(super) fn leave(&mut self, now: Instant, grace: Option<Duration>) {
        self.watchers -= 1;
        let expected = self.expected.take().is_some_and(|until| now <= until);
        let grace = match grace {
            Some(grace) if expected => grace.min(Policy::LEAVE_GRACE),
            Some(grace) => grace,
            None => return,
        };
        self.earlier = self.earlier.max(self.last);
        // A grace too long for the clock is for ever.
        self.last = now.checked_add(grace);
    }

    /// A watcher that has just come takes the place of another, if there is one: that one is the
    /// next to leave, and does not come back.
    pub(super) fn hand_over(&mut self, now: Instant) {
        if self.watchers > 1 {
            self.farewell(now);
        }
    }

    /// A watcher says that it leaves, or has left.
    ///
    /// Its word and the end of its stream come over two connections, in either order. Without
    /// watchers it has left, as the last one. Otherwise it is taken for the next to leave, and for
    /// one only: who just lost its connection keeps the whole grace. When it had left before
    /// another who stays, the next is the wrong one, but only within this short time.
    pub(super) fn farewell(&mut self, now: Instant) {
        let Some(soon) = now.checked_add(Policy::LEAVE_GRACE) else {
            return;
        };
        if self.watchers == 0 {
            self.last = self.last.map(|until| until.min(soon));
        } else {
            self.expected = Some(soon);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GRACE: Duration = Duration::from_secs(5);
    const SOON: Duration = Policy::LEAVE_GRACE;
    const TICK: Duration = Duration::from_millis(100);

    fn watched_by(watchers: usize) -> (Attendance, Instant) {
        let attendance = Attendance {
            watchers,
            ..Attendance::default()
        };
        (attendance, Instant::now())
    }

    #[test]
    fn another_who_watches_is_not_concerned() {
        for farewell_first in [true, false] {
            let (mut two, start) = watched_by(2);
            if farewell_first {
                two.farewell(start);
                two.leave(start + TICK, Some(GRACE));
            } else {
                two.leave(start, Some(GRACE));
                two.farewell(start + TICK);
            }
            assert_eq!(two.deadline(), None);
            // Later the other loses its connection.
            let later = start + SOON * 2;
            two.leave(later, Some(GRACE));
            assert_eq!(two.deadline(), Some(later + GRACE));
        }
    }

    #[test]
    fn who_has_handed_over_is_not_waited_for() {
        let (mut one, start) = watched_by(1);
        one.sit();
        one.hand_over(start);
        one.leave(start + TICK, Some(GRACE * 100));
        one.farewell(start + SOON);
        one.leave(start + SOON, Some(GRACE * 100));
        assert_eq!(one.deadline(), Some(start + SOON * 2));

        // Nobody was there whose place it takes.
        let (mut one, start) = watched_by(1);
        one.hand_over(start);
        one.leave(start + TICK, Some(GRACE));
        assert_eq!(one.deadline(), Some(start + TICK + GRACE));
    }

    #[test]
    fn one_farewell_is_for_one() {
        let (mut two, start) = watched_by(2);
        two.farewell(start);
        two.leave(start + TICK, Some(GRACE));
        two.leave(start + TICK * 2, Some(GRACE));
        assert_eq!(two.deadline(), Some(start + TICK * 2 + GRACE));
    }

    #[test]
    fn who_lost_its_connection_before_keeps_its_grace() {
        let (mut two, start) = watched_by(2);
        two.leave(start, Some(GRACE));
        two.leave(start + TICK, Some(GRACE));
        two.farewell(start + TICK * 2);
        assert_eq!(two.deadline(), Some(start + GRACE));
    }

    #[test]
    fn what_is_said_and_not_done_is_forgotten() {
        let (mut one, start) = watched_by(1);
        one.farewell(start);
        let later = start + SOON + TICK;
        one.leave(later, Some(GRACE));
        assert_eq!(one.deadline(), Some(later + GRACE));
    }

    #[test]
    fn a_grace_without_end_ends_with_a_farewell() {
        let (mut one, start) = watched_by(1);
        one.farewell(start);
        one.leave(start, Some(Duration::MAX));
        assert_eq!(one.deadline(), Some(start + SOON));
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Sit,
        Leave,
        Farewell,
    }

    proptest! {
        /// Whatever happens: a farewell never makes a run wait longer, and never ends one at once
        /// that would have waited.
        #[test]
        fn a_farewell_never_prolongs(
            steps in prop::collection::vec(
                (prop_oneof![Just(Step::Sit), Just(Step::Leave), Just(Step::Farewell)], 0u32..40),
                0..40,
            ),
            grace in 0u32..100,
        ) {
            let grace = TICK * grace;
            let (mut with, start) = watched_by(0);
            let (mut without, mut now) = (with, start);
            for (step, ticks) in steps {
                now += TICK * ticks;
                match step {
                    Step::Sit => {
                        with.sit();
                        without.sit();
                    }
                    Step::Leave if with.watchers > 0 => {
                        with.leave(now, Some(grace));
                        without.leave(now, Some(grace));
                        let least = grace.min(SOON);
                        prop_assert!(with.deadline().is_none_or(|until| until >= now + least));
                    }
                    Step::Leave => {}
                    Step::Farewell => {
                        let before = with.deadline();
                        with.farewell(now);
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
