//! The numbers and words of one bar, as the job writes them.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use crate::sync::{AtomicU64, Mutex, MutexGuard, Ordering};

use super::counters::{Counter, Counters};
use super::ending::{Ending, EndingMark};
use super::pace::Pace;
use super::times::{Noted, Times};
use super::unread::Unread;

/// The longest message, label or unit in bytes. They are sent again with each snapshot, so they
/// are no place for a text; a log line is.
pub(crate) const MAX_TEXT: usize = 16 * 1024;

/// `length` for "unknown". No job has so many items.
const UNKNOWN: u64 = u64::MAX;

/// A bar. What counts writes to [counters](super::counters) without a lock; the rest of the position
/// and the words have locks that only the job and the sampler take.
///
/// Whoever changes it tells [`Unread`].
#[derive(Debug)]
pub(crate) struct Bar {
    unread: Alone<Unread>,
    numbers: Mutex<Numbers>,
    length: AtomicU64,
    text: Mutex<Text>,
    times: Times,
    ending: EndingMark,
    pace: Arc<Pace>,
}

/// Keeps a value in cache lines of its own. Every step reads the mark in it. If something that is
/// often written shared its line, each write would make the cores that read the mark fetch the line
/// again. 128 bytes are two lines: see [`Counter`].
#[derive(Debug, Default)]
#[repr(align(128))]
struct Alone<T>(T);

/// Where a bar stands: what was counted, and what `set_position` has put on top of it. They are kept
/// apart so that work can be told from a change of place. All of it wraps around.
///
/// Counters grow without the lock. Everything else, `dec` and `set_position`, reads the position first
/// and writes what follows from it, and so holds the lock: two threads that move the bar back take turns,
/// and the sampler reads `taken` and `placed` as they are at one moment.
#[derive(Debug, Default)]
struct Numbers {
    counters: Counters,
    /// What `dec` has taken away from what was counted.
    taken: u64,
    placed: u64,
}

impl Numbers {
    fn counted(&self) -> u64 {
        self.counters.sum().wrapping_sub(self.taken)
    }

    fn position(&self) -> u64 {
        self.counted().wrapping_add(self.placed)
    }
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
    /// Whether the work has begun anew since the bar was last read.
    pub(crate) begun_anew: bool,
    /// Where to note how fast it is shown to move.
    pub(crate) pace: Arc<Pace>,
    /// Whether it may have missed the last steps, so that the bar has to be read once more.
    pub(crate) provisional: bool,
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
            unread: Alone::default(),
            numbers: Mutex::default(),
            length: AtomicU64::new(UNKNOWN),
            text: Mutex::new(Text {
                message: String::new(),
                unit,
            }),
            times: Times::default(),
            ending: EndingMark::default(),
            pace: Arc::default(),
        }
    }

    /// The work begins: time is counted from now on.
    pub(crate) fn start(&self) {
        self.times.start();
    }

    /// For how long the work has been going on.
    pub(crate) fn elapsed(&self) -> Duration {
        self.times.elapsed()
    }

    /// The work is over: time stands still from now on.
    pub(crate) fn end(&self) {
        self.times.end();
    }

    /// The work begins anew, and its time, too, if `restart` says so.
    pub(crate) fn reset(&self, restart: bool) {
        self.set_position(0);
        self.ending.set(None);
        self.times.begin_anew(restart);
        self.pace.clear();
    }

    /// How the job has said that the work ends.
    pub(crate) fn ending(&self) -> Option<Ending> {
        self.ending.get()
    }

    pub(crate) fn set_ending(&self, ending: Ending) {
        self.ending.set(Some(ending));
    }

    /// How fast watchers see it move.
    pub(crate) fn pace(&self) -> &Pace {
        &self.pace
    }

    pub(crate) fn message(&self) -> String {
        self.text().message.clone()
    }

    pub(crate) fn position(&self) -> u64 {
        self.numbers().position()
    }

    /// What is counted meanwhile, on another thread, comes on top.
    pub(crate) fn set_position(&self, position: u64) {
        let mut numbers = self.numbers();
        numbers.placed = position.wrapping_sub(numbers.counted());
    }

    /// Stops at zero.
    pub(crate) fn dec(&self, delta: u64) {
        let mut numbers = self.numbers();
        let delta = delta.min(numbers.position());
        numbers.taken = numbers.taken.wrapping_add(delta);
    }

    /// A counter, and whether nobody else writes to it. Then it is to be given back.
    pub(crate) fn claim(&self) -> (Arc<Counter>, bool) {
        let counters = &mut self.numbers().counters;
        match counters.claim() {
            Some(counter) => (counter, true),
            None => (counters.share(), false),
        }
    }

    pub(crate) fn give_back(&self, counter: Arc<Counter>) {
        self.numbers().counters.give_back(counter);
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

    /// What is to be told of every change.
    #[inline]
    pub(crate) fn unread(&self) -> &Unread {
        &self.unread.0
    }

    /// What the bar shows now. It is read for the sampler, which is to be told of the next change.
    pub(crate) fn read(&self) -> Reading {
        let provisional = self.unread().lower();
        let numbers = self.numbers();
        let (counted, placed) = (numbers.counted(), numbers.placed);
        drop(numbers);
        let Noted {
            started,
            ended,
            begun_anew,
        } = self.times.read();
        Reading {
            counted,
            placed,
            length: self.length(),
            text: self.text().clone(),
            started,
            ended,
            begun_anew,
            pace: self.pace.clone(),
            provisional,
        }
    }

    fn numbers(&self) -> MutexGuard<'_, Numbers> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
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
    use crate::run::reporter::Reporter;

    fn reporter() -> Reporter {
        Reporter::new(Arc::new(Bar::new("items".into())))
    }

    #[test]
    fn dec_stops_at_zero() {
        let reporter = reporter();
        let bar = reporter.bar();
        reporter.inc(3);
        bar.dec(5);
        assert_eq!(bar.position(), 0);
        bar.set_position(10);
        reporter.inc(5);
        bar.dec(12);
        assert_eq!(bar.position(), 3);
        bar.dec(u64::MAX);
        assert_eq!(bar.position(), 0);
    }

    #[test]
    fn what_was_counted_is_told_from_where_the_bar_was_placed() {
        let reporter = reporter();
        let bar = reporter.bar();
        reporter.inc(7);
        bar.set_position(3);
        reporter.inc(2);
        let reading = bar.read();
        assert_eq!(bar.position(), 5);
        assert_eq!((reading.position(), reading.counted), (5, 9));
    }

    #[test]
    fn a_length_grows_from_unknown() {
        let bar = Bar::new("items".into());
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
        let bar = Bar::new("items".into());
        bar.set_message("é".repeat(MAX_TEXT));
        let message = bar.read().text.message;
        assert!(
            message.ends_with("é… (16384 bytes more)"),
            "{}",
            message.len()
        );
    }
}
