//! The numbers and words of one bar, as the job writes them.

use std::borrow::Cow;
use std::sync::{OnceLock, PoisonError};
use std::time::Instant;

use crate::sync::{AtomicBool, AtomicU64, Mutex, MutexGuard, Ordering};

/// The longest message, label or unit in bytes. They are sent again with each snapshot, so they
/// are no place for a text; a log line is.
pub(crate) const MAX_TEXT: usize = 16 * 1024;

/// `length` for "unknown". No job has so many items.
const UNKNOWN: u64 = u64::MAX;

/// A bar. Numbers are atomics; the words have a lock that only the job and the sampler take.
///
/// The position is the sum of two numbers, so that work can be told from a change of place: what
/// `inc` and `dec` have counted, and what `set_position` has put on top of it. Both wrap around.
///
/// # Ordering
///
/// A reporter writes its value and then reads `unread`; the sampler clears `unread` and then reads
/// the values. Either the reporter finds the flag down and raises it, or the sampler sees the value:
/// that needs all four to be in one order, hence `SeqCst`.
#[derive(Debug)]
pub(crate) struct Bar {
    counted: AtomicU64,
    placed: AtomicU64,
    /// Whether the sampler has to be told of a change: see [`Bar::touch`]. Beside the position, so
    /// that both come with one cache line.
    unread: AtomicBool,
    length: AtomicU64,
    text: Mutex<Text>,
    started: OnceLock<Instant>,
    ended: OnceLock<Instant>,
}

/// The words of a bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) message: String,
    pub(crate) unit: Cow<'static, str>,
}

/// What a bar shows at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// What `inc` and `dec` have counted.
    pub(crate) counted: u64,
    /// What `set_position` has put on top of it.
    pub(crate) placed: u64,
    pub(crate) length: Option<u64>,
    pub(crate) text: Text,
    pub(crate) started: Option<Instant>,
    pub(crate) ended: Option<Instant>,
}

impl Reading {
    pub(crate) fn position(&self) -> u64 {
        self.counted.wrapping_add(self.placed)
    }
}

/// Two readings are the same if they show the same.
impl PartialEq for Reading {
    fn eq(&self, other: &Self) -> bool {
        self.position() == other.position()
            && self.length == other.length
            && self.text == other.text
            && self.started == other.started
            && self.ended == other.ended
    }
}

impl Bar {
    pub(crate) fn new(unit: Cow<'static, str>) -> Self {
        Self {
            counted: AtomicU64::new(0),
            placed: AtomicU64::new(0),
            unread: AtomicBool::new(false),
            length: AtomicU64::new(UNKNOWN),
            text: Mutex::new(Text {
                message: String::new(),
                unit,
            }),
            started: OnceLock::new(),
            ended: OnceLock::new(),
        }
    }

    /// The work begins: time is counted from now on.
    pub(crate) fn start(&self) {
        self.started.get_or_init(Instant::now);
    }

    /// The work is over: time stands still from now on.
    pub(crate) fn end(&self) {
        self.ended.get_or_init(Instant::now);
    }

    pub(crate) fn position(&self) -> u64 {
        let placed = self.placed.load(Ordering::SeqCst);
        self.counted.load(Ordering::SeqCst).wrapping_add(placed)
    }

    /// What is counted meanwhile, on another thread, comes on top.
    pub(crate) fn set_position(&self, position: u64) {
        let counted = self.counted.load(Ordering::SeqCst);
        self.placed
            .store(position.wrapping_sub(counted), Ordering::SeqCst);
    }

    #[inline]
    pub(crate) fn inc(&self, delta: u64) {
        self.counted.fetch_add(delta, Ordering::SeqCst);
    }

    /// Stops at zero.
    pub(crate) fn dec(&self, delta: u64) {
        let placed = self.placed.load(Ordering::SeqCst);
        update(&self.counted, |counted| {
            let position = counted.wrapping_add(placed);
            counted.wrapping_sub(delta.min(position))
        });
    }

    pub(crate) fn length(&self) -> Option<u64> {
        match self.length.load(Ordering::SeqCst) {
            UNKNOWN => None,
            length => Some(length),
        }
    }

    pub(crate) fn set_length(&self, length: Option<u64>) {
        self.length
            .store(length.unwrap_or(UNKNOWN), Ordering::SeqCst);
    }

    /// An unknown length counts as zero.
    pub(crate) fn inc_length(&self, delta: u64) {
        update(&self.length, |length| {
            let known = if length == UNKNOWN { 0 } else { length };
            known.saturating_add(delta).min(UNKNOWN - 1)
        });
    }

    pub(crate) fn dec_length(&self, delta: u64) {
        update(&self.length, |length| match length {
            UNKNOWN => UNKNOWN,
            known => known.saturating_sub(delta),
        });
    }

    pub(crate) fn unit(&self) -> Cow<'static, str> {
        self.text().unit.clone()
    }

    pub(crate) fn set_message(&self, message: String) {
        self.text().message = cut(message);
    }

    pub(crate) fn set_unit(&self, unit: Cow<'static, str>) {
        self.text().unit = match unit {
            Cow::Owned(unit) => cut(unit).into(),
            unit => unit,
        };
    }

    /// To be called after a change. Returns whether the sampler has to be woken: for the first
    /// change since it has read the bar, and for no other, so that a loop which reports each step
    /// costs one load more.
    #[inline]
    pub(crate) fn touch(&self) -> bool {
        !self.unread.load(Ordering::SeqCst) && !self.unread.swap(true, Ordering::SeqCst)
    }

    /// What the bar shows now. It is read for the sampler, which is to be told of the next change.
    pub(crate) fn read(&self) -> Reading {
        self.unread.store(false, Ordering::SeqCst);
        Reading {
            counted: self.counted.load(Ordering::SeqCst),
            placed: self.placed.load(Ordering::SeqCst),
            length: self.length(),
            text: self.text().clone(),
            started: self.started.get().copied(),
            ended: self.ended.get().copied(),
        }
    }

    fn text(&self) -> MutexGuard<'_, Text> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn update(number: &AtomicU64, change: impl Fn(u64) -> u64) {
    // The closure always answers, so this cannot fail.
    let _ = number.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |old| Some(change(old)));
}

/// Shortens a text to [`MAX_TEXT`].
pub(crate) fn cut(text: String) -> String {
    shorten(text, MAX_TEXT)
}

/// Shortens a text to `max` bytes, and says at its end how many are left out.
pub(crate) fn shorten(mut text: String, max: usize) -> String {
    if text.len() > max {
        let mut end = max;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let gone = text.len() - end;
        text.truncate(end);
        text.push_str(&format!("… ({gone} bytes more)"));
        text.shrink_to_fit();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar() -> Bar {
        Bar::new("items".into())
    }

    #[test]
    fn dec_stops_at_zero() {
        let bar = bar();
        bar.inc(3);
        bar.dec(5);
        assert_eq!(bar.position(), 0);
        bar.set_position(10);
        bar.inc(5);
        bar.dec(12);
        assert_eq!(bar.position(), 3);
        bar.dec(u64::MAX);
        assert_eq!(bar.position(), 0);
    }

    #[test]
    fn what_was_counted_is_told_from_where_the_bar_was_placed() {
        let bar = bar();
        bar.inc(7);
        bar.set_position(3);
        bar.inc(2);
        let reading = bar.read();
        assert_eq!(bar.position(), 5);
        assert_eq!((reading.position(), reading.counted), (5, 9));
    }

    #[test]
    fn a_length_grows_from_unknown() {
        let bar = bar();
        assert_eq!(bar.length(), None);
        bar.inc_length(4);
        bar.inc_length(4);
        assert_eq!(bar.length(), Some(8));
        bar.inc_length(u64::MAX);
        assert_eq!(bar.length(), Some(UNKNOWN - 1));
        bar.dec_length(1);
        assert_eq!(bar.length(), Some(UNKNOWN - 2));
        bar.dec_length(u64::MAX);
        assert_eq!(bar.length(), Some(0));
        bar.set_length(None);
        bar.dec_length(1);
        assert_eq!(bar.length(), None);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let bar = bar();
        bar.set_message("é".repeat(MAX_TEXT));
        let message = bar.read().text.message;
        assert!(
            message.ends_with("é… (16384 bytes more)"),
            "{}",
            message.len()
        );
    }
}
