//! A terminal is left alone while its size changes.
//!
//! Terminals wrap their lines anew when they become narrower or wider, and lose nothing by it as long as nobody
//! writes: what was wrapped is whole again when the window is as wide as before. Whoever writes meanwhile has
//! to know how wide it is, which a program learns late if one size follows the other: tmux tells of the second
//! one after a quarter of a second. So nothing is drawn until the size has stayed the same for a while.

use std::time::{Duration, Instant};

/// How long a size stays the same before it is drawn for it: more than the time after which tmux tells of it.
const CALM: Duration = Duration::from_millis(300);

/// How long nothing is drawn at most, however often the size changes: log lines wait for it.
const MOST: Duration = Duration::from_secs(2);

/// Whether a terminal is being resized.
#[derive(Debug, Default)]
pub(super) struct Resizing {
    /// The columns and rows that it had last.
    size: Option<(u16, u16)>,
    /// Until when nothing is drawn, and until when at most.
    wait: Option<(Instant, Instant)>,
}

impl Resizing {
    /// When it may be drawn on, if that is not now. `ends` says that somebody waits for what is to be drawn, who does
    /// not wait for another change.
    pub(super) fn until(&mut self, size: (u16, u16), now: Instant, ends: bool) -> Option<Instant> {
        let old = self.size.replace(size);
        if old.is_some_and(|old| old != size) {
            let (until, most) = match self.wait {
                Some((until, most)) => (if ends { until } else { now + CALM }, most),
                None => (now + CALM, now + MOST),
            };
            self.wait = Some((until.min(most), most));
        }
        self.wait = self.wait.filter(|(until, _)| *until > now);
        self.wait.map(|(until, _)| until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_left_alone_until_its_size_has_stayed_for_a_while() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut resizing = Resizing::default();
        assert_eq!(resizing.until((80, 24), at(0), false), None);
        assert_eq!(resizing.until((80, 24), at(10), false), None);
        assert_eq!(resizing.until((60, 24), at(100), false), Some(at(400)));
        assert_eq!(resizing.until((60, 20), at(300), false), Some(at(600)));
        assert_eq!(resizing.until((60, 20), at(599), false), Some(at(600)));
        assert_eq!(resizing.until((60, 20), at(600), false), None);
        // Whoever waits for the end waits for one change, and not for all that follow.
        assert_eq!(resizing.until((50, 20), at(700), true), Some(at(1000)));
        assert_eq!(resizing.until((40, 20), at(900), true), Some(at(1000)));
        assert_eq!(resizing.until((30, 20), at(1000), true), None);
    }

    #[test]
    fn it_is_drawn_on_now_and_then_although_its_size_changes_all_the_time() {
        let start = Instant::now();
        let mut resizing = Resizing::default();
        let mut drawn = Vec::new();
        for tenth in 0..50_u16 {
            let now = start + Duration::from_millis(100) * u32::from(tenth);
            if resizing.until((tenth, 24), now, false).is_none() {
                drawn.push(tenth);
            }
        }
        // Each time it waits for two seconds after the first change.
        assert_eq!(drawn, [0, 21, 42]);
    }
}
