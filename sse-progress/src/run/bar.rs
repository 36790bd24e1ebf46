//! The numbers and words of one bar, as the job writes them.

use std::borrow::Cow;
use std::sync::{OnceLock, PoisonError};
use std::time::Instant;

use crate::sync::{AtomicBool, AtomicU64, Mutex, MutexGuard, Ordering};

/// The longest message, label or unit in bytes. They are sent again with each snapshot, so they
/// are no place for a text; a log line is.
pub(crate) const MAX_TEXT: usize = 16 * 1024;

/// `length` for "unknown". A job that really has so many items will not live to see it matter.
const UNKNOWN: u64 = u64::MAX;

/// A bar. Numbers are atomics; the words have a lock that only the job and the sampler take.
///
/// # Ordering
///
/// A reporter writes its value and then reads `unread`; the sampler clears `unread` and then reads
/// the values. Either the reporter finds the flag down and raises it, or the sampler sees the value:
/// that needs all four to be in one order, hence `SeqCst`.
#[derive(Debug)]
pub(crate) struct Bar {
    position: AtomicU64,
    /// Beside the position, so that both come with one cache line.
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

/// What a bar says at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) position: u64,
    pub(crate) length: Option<u64>,
    pub(crate) text: Text,
    pub(crate) started: Option<Instant>,
    pub(crate) ended: Option<Instant>,
}

impl Bar {
    pub(crate) fn new(unit: Cow<'static, str>) -> Self {
        Self {
            position: AtomicU64::new(0),
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
        self.position.load(Ordering::SeqCst)
    }

    pub(crate) fn set_position(&self, position: u64) {
        self.position.store(position, Ordering::SeqCst);
    }

    #[inline]
    pub(crate) fn inc(&self, delta: u64) {
        self.position.fetch_add(delta, Ordering::SeqCst);
    }

    /// Stops at zero.
    pub(crate) fn dec(&self, delta: u64) {
        update(&self.position, |position| position.saturating_sub(delta));
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

    /// To be called after a change. Returns whether the sampler has to be told of it: for the
    /// first change since it has read the bar, and for no other.
    #[inline]
    pub(crate) fn touch(&self) -> bool {
        !self.unread.load(Ordering::SeqCst) && !self.unread.swap(true, Ordering::SeqCst)
    }

    /// What the bar says now. It is read for the sampler, which is told of the next change.
    pub(crate) fn read(&self) -> Reading {
        self.unread.store(false, Ordering::SeqCst);
        Reading {
            position: self.position(),
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

/// Shortens a text that is too long, and says so at its end.
pub(crate) fn cut(text: String) -> String {
    shorten(text, MAX_TEXT)
}

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
