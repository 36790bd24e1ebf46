//! Run ids, positions in a run, and the event ids made of the two.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest id that a browser sends back without a CORS preflight (Fetch, "CORS-safelisted
/// request-header").
const MAX_ID_LEN: usize = 128;

/// The name of one run: 128 random bits as 22 characters of `[A-Za-z0-9_-]`.
///
/// Whoever knows it may watch and cancel the run, so it cannot be guessed. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(Arc<str>);

impl RunId {
    /// How many characters an id has: 22 of 6 bits each, the last of which has 4 bits too many.
    const LEN: usize = 22;

    /// The id as it stands in addresses and events.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Only what executes runs gives them ids.
#[cfg(feature = "runtime")]
impl RunId {
    /// A new id from the operating system's random numbers.
    ///
    /// # Errors
    ///
    /// When the operating system has none to give.
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits)?;
        Ok(Self::from_bits(bits))
    }

    pub(crate) fn from_bits(bits: [u8; 16]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bits).into())
    }

    /// The id that stands where there is no run, as in the answer to a request for one that is
    /// not known. No run has it.
    pub(crate) fn unknown() -> Self {
        Self::from_bits([0; 16])
    }
}

impl FromStr for RunId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        // The length first, so that a long text is not decoded.
        if text.len() == Self::LEN && URL_SAFE_NO_PAD.decode(text).is_ok() {
            Ok(Self(text.into()))
        } else {
            Err(InvalidId)
        }
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far a run has come: how many log lines it has said, and how many snapshots there were since
/// the last of them.
///
/// It is written as one decimal number that never shrinks, `lines × 1 000 000 + snapshots`. So
/// events have different ids, and from any id one can tell how many log lines its holder has been
/// sent.
///
/// Both parts have an end, at which they stop growing instead of running into each other:
///
/// * After 999 999 snapshots without a line, further snapshots have the same position. Their ids
///   are equal then, and still true: no line came between them, and a snapshot is complete in
///   itself. Whoever needs to tell two snapshots apart must not compare positions.
/// * After 18 446 744 073 709 lines, further lines have the same position. That is as much as fits
///   in 64 bits; a run that says a million lines per second comes to it after 213 days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Position(u64);

impl Position {
    const STEP: u64 = 1_000_000;

    /// The most lines that a position can tell apart.
    #[cfg(test)]
    const MAX_LINES: u64 = u64::MAX / Self::STEP;

    /// Before the first event.
    pub const START: Self = Self(0);

    /// Just after line number `lines` (the first is 1), with no snapshot since.
    #[must_use]
    pub fn after_lines(lines: u64) -> Self {
        Self(lines.saturating_mul(Self::STEP))
    }

    /// The number of log lines up to here.
    #[must_use]
    pub fn lines(self) -> u64 {
        self.0 / Self::STEP
    }

    /// The position of a snapshot that follows this one.
    #[must_use]
    pub fn next_snapshot(self) -> Self {
        match self.0.checked_add(1) {
            Some(next) if next % Self::STEP != 0 => Self(next),
            _ => self,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The `id` of an event: `<run>.<position>`, or `<run>.<position>.done` for the last one.
///
/// It is a promise: whoever holds it has been sent every log line up to it. It has characters of
/// `[A-Za-z0-9._-]` only and at most 128 bytes, so a browser may send it across origins without
/// asking first.
///
/// ```
/// use sse_progress::protocol::EventId;
///
/// let id: EventId = "4qJ0mX2vT9cB7yKdR1sN3w.2000001".parse()?;
/// assert_eq!(id.position.lines(), 2);
/// assert!(!id.done);
/// # Ok::<(), sse_progress::protocol::InvalidId>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EventId {
    /// The run that the event belongs to.
    pub run: RunId,
    /// What its holder has been sent.
    pub position: Position,
    /// Whether this is the id of the run's `done`, after which there is nothing to resume.
    pub done: bool,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.done { ".done" } else { "" };
        write!(f, "{}.{}{end}", self.run, self.position)
    }
}

impl FromStr for EventId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if text.len() > MAX_ID_LEN {
            return Err(InvalidId);
        }
        let (run, rest) = text.split_once('.').ok_or(InvalidId)?;
        let (number, done) = match rest.strip_suffix(".done") {
            Some(number) => (number, true),
            None => (rest, false),
        };
        // `u64::from_str` also takes a sign, which no id of ours has.
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidId);
        }
        Ok(Self {
            run: run.parse()?,
            position: Position(number.parse().map_err(|_| InvalidId)?),
            done,
        })
    }
}

/// The text is not an id that this crate has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidId;

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id of a run or of its events")
    }
}

impl std::error::Error for InvalidId {}

impl Serialize for RunId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RunId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
#[cfg(feature = "runtime")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_survives_the_round_trip(bits: [u8; 16], position: u64, done: bool) {
            let id = EventId { run: RunId::from_bits(bits), position: Position(position), done };
            let text = id.to_string();
            prop_assert!(text.len() <= MAX_ID_LEN);
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)));
            prop_assert_eq!(text.parse(), Ok(id));
        }

        #[test]
        fn no_text_makes_parsing_panic(text: String) {
            let _ = text.parse::<EventId>();
        }
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        let run = RunId::from_bits([7; 16]);
        for text in [
            "",
            ".",
            "x.1",
            &format!("{run}"),
            &format!("{run}."),
            &format!("{run}.+1"),
            &format!("{run}.-1"),
            &format!("{run}.1.gone"),
            &format!("{run}.1.done.done"),
            &format!("{run}.99999999999999999999"),
            &format!("{run}.{}", "1".repeat(200)),
        ] {
            assert_eq!(text.parse::<EventId>(), Err(InvalidId), "{text:?}");
        }
    }

    #[test]
    fn positions_grow_and_remember_the_lines() {
        let mut position = Position::after_lines(3);
        for _ in 0..5 {
            let next = position.next_snapshot();
            assert!(next > position);
            assert_eq!(next.lines(), 3);
            position = next;
        }
        assert!(Position::after_lines(4) > position);
    }

    #[test]
    fn snapshots_never_run_into_the_next_line() {
        let last = Position(4 * Position::STEP - 1);
        assert_eq!(last.next_snapshot(), last);
        assert_eq!(Position(last.0 - 1).next_snapshot(), last);
    }

    #[test]
    fn the_largest_numbers_stand_still_and_go_nowhere_else() {
        let end = Position(u64::MAX);
        assert_eq!(end.next_snapshot(), end);
        assert_eq!(Position(u64::MAX - 1).next_snapshot(), end);
        for lines in [Position::MAX_LINES, Position::MAX_LINES + 1, u64::MAX] {
            let position = Position::after_lines(lines);
            assert_eq!(position.lines(), Position::MAX_LINES);
            assert!(position.next_snapshot() >= position);
        }
        let before = Position::after_lines(Position::MAX_LINES - 1);
        assert_eq!(before.lines(), Position::MAX_LINES - 1);
    }

    #[test]
    fn every_number_of_64_bits_is_read_as_it_was_written() {
        let run = RunId::from_bits([7; 16]);
        for number in [0, 1, 999_999, 1_000_000, u64::MAX - 1, u64::MAX] {
            for end in ["", ".done"] {
                let text = format!("{run}.{number}{end}");
                let id: EventId = text.parse().unwrap();
                assert_eq!((id.position, id.done), (Position(number), !end.is_empty()));
                assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn a_run_has_one_way_to_be_written() {
        let run = RunId::from_bits([0xff; 16]);
        assert_eq!(run.as_str(), "_____________________w");
        assert_eq!(run.as_str().parse(), Ok(run));
        for text in [
            // The same 128 bits, and others behind them.
            "_____________________x",
            // One character less and one more, and padding.
            "____________________w",
            "______________________w",
            "_____________________w==",
            // The other alphabet.
            "/////////////////////w",
            "é____________________w",
        ] {
            assert_eq!(text.parse::<RunId>(), Err(InvalidId), "{text:?}");
        }
    }
}
