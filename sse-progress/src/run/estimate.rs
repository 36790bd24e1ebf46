//! Rate and time to go (ETA) of one bar.
//!
//! The rate is how far the bar has moved in the last few seconds, divided by how long that took: a
//! sliding window, so that what happened before it, a pause say, is forgotten altogether. The
//! window is longer for a bar that moves in few, long steps.
//!
//! Not every change of position is work that was done:
//!
//! * Where the bar stands when it is first seen, and where the job places it before it moves
//!   (`set_position(500)` of a download that is resumed), is where it starts.
//! * Time counts from the first movement, so that neither the wait in the queue nor the preparation
//!   is taken for slow work.
//! * A position that the job sets far ahead of the present pace is a jump (items that are skipped).
//!   Neither the way nor the time that it took counts. Two such steps in a row are a new pace.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How much time the rate is measured over: of the last movements, as few as took this long
/// together. A bar that slows down shows its new rate alone two seconds later.
const WINDOW: Duration = Duration::from_secs(2);

/// How many movements the rate is measured over at least. A bar that moves every five seconds has a
/// window of 15 seconds, since one step in two seconds would say little about its rate.
const WINDOW_STEPS: u64 = 3;

/// The window can begin at remembered points, which are at least this far apart. It bounds their
/// number: a bar that is read every millisecond has about 20 in its two seconds, not 2,000.
const MARK_EVERY: Duration = Duration::from_millis(100);

/// A movement is far off when it is more than this many times what the present pace would give in the
/// same time. A bar at 10 units per second that the job sets 50 units ahead within a second has jumped,
/// since that is more than 40; 30 units would be work.
const FAR: f64 = 4.0;

/// A bar stands still when it has not moved for this many of its usual steps, and for [`WINDOW`] at
/// least. With a step every five seconds it does after 15 seconds, with ten steps a second after two.
const PATIENCE: u32 = 3;

/// No rate is shown before the movements that it is measured over took this long. A burst of 100 units
/// in the first 10 ms is not shown as 10,000 per second.
const RATE_AFTER: Duration = Duration::from_millis(500);

/// No ETA is shown before the movements took this long. It is more than for a rate, since people plan
/// by an ETA.
const ETA_AFTER: Duration = Duration::from_secs(1);

/// No ETA is shown before this many steps. The first may be unlike the others, such as a download that
/// opens its connection in it.
const ETA_STEPS: u64 = 2;

/// Follows the position of one bar. The time is given, so that nothing here has to wait for it.
#[derive(Clone, Debug)]
pub(crate) struct Estimate {
    /// When it was last told of the bar.
    seen: Instant,
    /// When the bar last moved.
    moved_at: Instant,
    /// Where it has stood since: see [`Reading`](super::bar::Reading).
    counted: u64,
    placed: u64,
    /// Whether the job has placed it before it moved.
    was_placed: bool,
    /// All the work since the first movement.
    total: Mark,
    /// What `total` was at some moments, oldest first. The window begins with the first of them.
    /// There is none before the first movement.
    marks: VecDeque<Mark>,
    /// Whether there has been no more than one step, which the next may show to be none.
    provisional: bool,
    /// Whether the last movement was a jump.
    jumped: bool,
}

/// How much work had been done at one moment.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    /// The time that it took.
    time: Duration,
    /// The way, in units. It may be less than nothing.
    way: i64,
    /// The same with steps back counted as steps: how much there was of it.
    distance: u64,
    /// In so many steps: a step is a movement between two readings of the bar.
    steps: u64,
}

/// How fast the bar moves.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// Units per second.
    rate: f64,
    /// The same of the distance. It is never small by chance, as a rate is where steps back and
    /// steps forward are about even.
    speed: f64,
    /// How long one step takes.
    step: Duration,
}

impl Mark {
    fn since(self, earlier: Self) -> Self {
        Self {
            time: self.time.saturating_sub(earlier.time),
            way: self.way.wrapping_sub(earlier.way),
            distance: self.distance.wrapping_sub(earlier.distance),
            steps: self.steps - earlier.steps,
        }
    }

    fn pace(self) -> Option<Pace> {
        let steps = u32::try_from(self.steps).unwrap_or(u32::MAX);
        let seconds = self.time.as_secs_f64();
        (steps > 0 && !self.time.is_zero()).then(|| Pace {
            rate: number(self.way) / seconds,
            speed: number(self.distance.try_into().unwrap_or(i64::MAX)) / seconds,
            step: self.time / steps,
        })
    }
}

impl Estimate {
    /// For a bar that is seen for the first time.
    pub(crate) fn new(now: Instant, counted: u64, placed: u64) -> Self {
        Self {
            seen: now,
            moved_at: now,
            counted,
            placed,
            was_placed: false,
            total: Mark::default(),
            marks: VecDeque::new(),
            provisional: true,
            jumped: false,
        }
    }

    /// Takes note of where the bar stands.
    pub(crate) fn record(&mut self, now: Instant, counted: u64, placed: u64) {
        self.seen = now;
        let placing = difference(placed, self.placed);
        let moved = difference(counted.wrapping_add(placed), self.position());
        let time = now.saturating_duration_since(self.moved_at);
        if moved == 0 {
            (self.counted, self.placed) = (counted, placed);
            return;
        }
        if time.is_zero() && !self.marks.is_empty() {
            return;
        }
        (self.moved_at, self.counted, self.placed) = (now, counted, placed);
        if self.marks.is_empty() {
            // The first time that it is placed, that is where it starts. A job that sets every
            // position has begun with the second.
            if placing == 0 || std::mem::replace(&mut self.was_placed, true) {
                self.marks.push_back(self.total);
            }
            return;
        }
        if self.is_work(moved, placing > 0, time) {
            self.add(moved, time);
        }
    }

    /// Whether a movement is a step of the work. What is not may start the estimate anew.
    fn is_work(&mut self, moved: i64, placed: bool, time: Duration) -> bool {
        let Some(pace) = self.window().pace() else {
            if moved < 0 {
                self.restart();
            }
            return moved > 0;
        };
        let moved = number(moved);
        let far = FAR * pace.speed * time.max(pace.step).as_secs_f64();
        if moved < -far {
            self.restart();
            return false;
        }
        let jumped = std::mem::replace(&mut self.jumped, placed && moved > far);
        if self.jumped {
            if !jumped {
                return false;
            }
            self.restart();
        } else if std::mem::take(&mut self.provisional) {
            let rate = moved / time.as_secs_f64();
            if rate > FAR * pace.rate || rate < pace.rate / FAR {
                self.restart();
                self.provisional = false;
            }
        }
        true
    }

    fn add(&mut self, moved: i64, time: Duration) {
        self.total.time = self.total.time.saturating_add(time);
        self.total.way = self.total.way.wrapping_add(moved);
        self.total.distance = self.total.distance.wrapping_add(moved.unsigned_abs());
        self.total.steps += 1;
        let newest = self.marks.back().map_or(Duration::ZERO, |mark| mark.time);
        if self.total.time.saturating_sub(newest) >= MARK_EVERY {
            self.marks.push_back(self.total);
        }
        // The window is to be as short as `WINDOW` and `WINDOW_STEPS` allow: its first mark goes as
        // long as what is left, from the second one on, is long enough.
        while self.marks.get(1).is_some_and(|mark| {
            let window = self.total.since(*mark);
            window.time >= WINDOW && window.steps >= WINDOW_STEPS
        }) {
            self.marks.pop_front();
        }
    }

    /// Forgets what was measured: from here on it is measured anew.
    fn restart(&mut self) {
        self.marks.clear();
        self.marks.push_back(self.total);
        self.provisional = true;
        self.jumped = false;
    }

    /// Units per second.
    pub(crate) fn rate(&self) -> Option<f64> {
        let window = self.window();
        let pace = window.pace().filter(|_| window.time >= RATE_AFTER)?;
        if self.stands_still(pace) {
            return Some(0.0);
        }
        Some(pace.rate.max(0.0))
    }

    /// Time until `length` is reached; none if it is passed, or if the bar stands still.
    pub(crate) fn eta(&self, length: Option<u64>) -> Option<Duration> {
        let window = self.window();
        let rate = self.rate().filter(|rate| *rate > 0.0)?;
        if window.time < ETA_AFTER || window.steps < ETA_STEPS {
            return None;
        }
        let left = length?.checked_sub(self.position())?;
        #[allow(clippy::cast_precision_loss, reason = "a time to go is an estimate")]
        let left = left as f64;
        // Fails for what no duration can hold, which is not worth showing.
        let from_then = Duration::try_from_secs_f64(left / rate).ok()?;
        Some(from_then.saturating_sub(self.waits()))
    }

    fn window(&self) -> Mark {
        let start = self.marks.front().copied();
        self.total.since(start.unwrap_or(self.total))
    }

    fn stands_still(&self, pace: Pace) -> bool {
        self.waits() > WINDOW.max(pace.step.saturating_mul(PATIENCE))
    }

    /// How long ago it moved.
    fn waits(&self) -> Duration {
        self.seen.saturating_duration_since(self.moved_at)
    }

    fn position(&self) -> u64 {
        self.counted.wrapping_add(self.placed)
    }
}

/// How far it is from `old` to `new`, which wrap around: a difference of more than `i64::MAX` ahead is
/// taken for a movement back. From 10 to 7 it is -3, which the unsigned subtraction has as 2^64 - 3.
#[allow(clippy::cast_possible_wrap, reason = "see above")]
fn difference(new: u64, old: u64) -> i64 {
    new.wrapping_sub(old) as i64
}

#[allow(clippy::cast_precision_loss, reason = "a rate is an estimate")]
fn number(units: i64) -> f64 {
    units as f64
}

#[cfg(test)]
mod tests;
