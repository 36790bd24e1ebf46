//! Where a client stands in several runs at once, as one id.
//!
//! The ids of sixteen runs and of their events have no room in the 128 bytes that a browser sends
//! back without asking. But the address names the runs, and it is asked for again: so the id has
//! only how many lines of each run its holder has been sent, which is what resuming takes, and a
//! check that it belongs to these runs.

use std::fmt;

use crate::protocol::{EventId, Position, RunId};

/// How many characters a number may have. Sixteen of them, the check and the end are 126 bytes.
const MAX_WIDTH: usize = 7;

/// The most that fits: two million million lines, and one bit for the end of the run. Beyond, an
/// id says less than was sent, so that lines would come twice, and none is missed.
const MAX_NUMBER: u64 = (1 << (6 * MAX_WIDTH)) - 1;

const CHECK_WIDTH: usize = 8;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The `id` of every event of a stream of several runs: `<check>.<numbers>`, and `.done` behind it
/// when all of them are over.
///
/// The numbers are in the order of the runs, all equally long, with 6 bits in each character. It
/// never goes back, and it stands still from one snapshot to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StreamId {
    check: u64,
    reached: Vec<Reached>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reached {
    lines: u64,
    done: bool,
}

impl StreamId {
    /// Where a client stands that has these ids.
    pub(super) fn new(ids: &[EventId]) -> Self {
        let reached = |id: &EventId| Reached {
            lines: id.position.lines(),
            done: id.done,
        };
        Self {
            check: check(ids.iter().map(|id| &id.run)),
            reached: ids.iter().map(reached).collect(),
        }
    }

    /// What an id of a stream of these runs says; `None` for any other text.
    pub(super) fn parse<'a>(
        text: &str,
        runs: impl Iterator<Item = &'a RunId> + Clone,
    ) -> Option<Self> {
        let count = runs.clone().count();
        let text = text.strip_suffix(".done").unwrap_or(text);
        let (written, numbers) = text.split_once('.')?;
        let check = check(runs);
        let width = numbers.len().checked_div(count)?;
        let fits = written.len() == CHECK_WIDTH
            && number(written)? == check
            && (1..=MAX_WIDTH).contains(&width)
            && numbers.len() == width * count;
        if !fits {
            return None;
        }
        let reached = numbers.as_bytes().chunks(width).map(|digits| {
            let number = number(std::str::from_utf8(digits).ok()?)?;
            Some(Reached {
                lines: number / 2,
                done: number % 2 == 1,
            })
        });
        Some(Self {
            check,
            reached: reached.collect::<Option<_>>()?,
        })
    }

    /// The client has been sent the event with this id, of the run at `index`.
    pub(super) fn advance(&mut self, index: usize, id: &EventId) {
        if let Some(reached) = self.reached.get_mut(index) {
            reached.lines = reached.lines.max(id.position.lines());
            reached.done |= id.done;
        }
    }

    /// From where each run goes on; `None` for one that is over.
    pub(super) fn positions(&self) -> impl Iterator<Item = Option<Position>> + '_ {
        let reached = self.reached.iter();
        reached.map(|reached| (!reached.done).then(|| Position::after_lines(reached.lines)))
    }

    /// Whether all runs are over.
    pub(super) fn is_over(&self) -> bool {
        self.reached.iter().all(|reached| reached.done)
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = self.reached.iter().map(|reached| {
            let lines = reached.lines.min(MAX_NUMBER / 2);
            lines * 2 + u64::from(reached.done)
        });
        let most = numbers.clone().max().unwrap_or(0);
        let bits = u64::BITS - most.leading_zeros();
        let width = bits.div_ceil(6).max(1);
        write_number(f, self.check, CHECK_WIDTH as u32)?;
        f.write_str(".")?;
        for number in numbers {
            write_number(f, number, width)?;
        }
        if self.is_over() {
            f.write_str(".done")?;
        }
        Ok(())
    }
}

fn write_number(f: &mut fmt::Formatter<'_>, number: u64, width: u32) -> fmt::Result {
    for place in (0..width).rev() {
        let digit = (number >> (6 * place)) & 63;
        fmt::Write::write_char(f, char::from(DIGITS[digit as usize]))?;
    }
    Ok(())
}

/// Of ten digits at most, which a `u64` has room for.
fn number(text: &str) -> Option<u64> {
    text.bytes().try_fold(0, |number, byte| {
        let digit = DIGITS.iter().position(|digit| *digit == byte)?;
        Some(number << 6 | digit as u64)
    })
}

/// 48 bits of the runs and their order (FNV-1a). It guards against mistakes, not against an attack:
/// a client that forges one gets wrong positions on its own stream, and nothing else.
fn check<'a>(runs: impl Iterator<Item = &'a RunId>) -> u64 {
    let bytes = runs.flat_map(|run| run.as_str().bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ (hash >> 48)) & ((1 << (6 * CHECK_WIDTH)) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::request::MAX_RUNS;
    use proptest::prelude::*;

    fn ids() -> impl Strategy<Value = Vec<EventId>> {
        let lines = prop_oneof![0..100u64, 0..=MAX_NUMBER / 2, 0..=u64::MAX / 1_000_000];
        prop::collection::vec((any::<[u8; 16]>(), lines, any::<bool>()), 1..=MAX_RUNS).prop_map(
            |runs| {
                let id = |(bits, lines, done)| EventId {
                    run: RunId::from_bits(bits),
                    position: Position::after_lines(lines),
                    done,
                };
                runs.into_iter().map(id).collect()
            },
        )
    }

    fn runs(ids: &[EventId]) -> impl Iterator<Item = &RunId> + Clone {
        ids.iter().map(|id| &id.run)
    }

    proptest! {
        #[test]
        fn an_id_is_short_and_says_where_to_go_on(ids in ids()) {
            let stream_id = StreamId::new(&ids);
            let text = stream_id.to_string();
            prop_assert!(text.len() <= 128, "{}", text);
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)));
            prop_assert_eq!(text.ends_with(".done"), ids.iter().all(|id| id.done));
            let read = StreamId::parse(&text, runs(&ids)).unwrap();
            for (id, position) in ids.iter().zip(read.positions()) {
                let lines = id.position.lines().min(MAX_NUMBER / 2);
                let expected = (!id.done).then(|| Position::after_lines(lines));
                prop_assert_eq!(position, expected);
            }
            prop_assert_eq!(read.to_string(), text);
        }

        #[test]
        fn it_never_goes_back(
            ids in ids(),
            events in prop::collection::vec((0..MAX_RUNS, 0..1000u64, any::<bool>()), 0..30),
        ) {
            let mut stream_id = StreamId::new(&ids);
            for (index, lines, done) in events {
                let index = index % ids.len();
                let before = stream_id.clone();
                let position = Position::after_lines(lines);
                stream_id.advance(index, &EventId { run: ids[index].run.clone(), position, done });
                for (was, is) in before.reached.iter().zip(&stream_id.reached) {
                    prop_assert!(is.lines >= was.lines && is.done >= was.done);
                }
                prop_assert!(stream_id.reached[index].lines >= lines);
            }
        }

        #[test]
        fn other_runs_make_nothing_of_it(ids in ids(), other: [u8; 16]) {
            let text = StreamId::new(&ids).to_string();
            let mut others = ids.clone();
            others[0].run = RunId::from_bits(other);
            prop_assert_eq!(StreamId::parse(&text, runs(&others)), None);
            prop_assert_eq!(StreamId::parse(&text, runs(&ids[1..])), None);
            let mut turned = ids.clone();
            turned.rotate_left(1);
            prop_assert!(ids.len() == 1 || StreamId::parse(&text, runs(&turned)).is_none());
        }

        #[test]
        fn no_text_makes_it_panic(ids in ids(), text: String, digits in "[A-Za-z0-9_-]{0,20}") {
            let runs = runs(&ids);
            let _ = StreamId::parse(&text, runs.clone());
            let mut check = StreamId::new(&ids).to_string();
            check.truncate(CHECK_WIDTH + 1);
            let _ = StreamId::parse(&format!("{check}{digits}"), runs.clone());
            let _ = StreamId::parse(&format!("{check}{text}"), runs);
        }
    }

    #[test]
    fn an_id_byte_for_byte() {
        let id = |text: &str| text.parse::<EventId>().unwrap();
        let ids = [
            id("AAAAAAAAAAAAAAAAAAAAAA.2000007"),
            id("BBBBBBBBBBBBBBBBBBBBBA.5"),
            id("CCCCCCCCCCCCCCCCCCCCCA.40000000.done"),
        ];
        let mut stream_id = StreamId::new(&ids);
        let check = stream_id.to_string().split_once('.').unwrap().0.to_owned();
        assert_eq!(stream_id.to_string(), format!("{check}.AEAABR"));
        stream_id.advance(1, &id("BBBBBBBBBBBBBBBBBBBBBA.1000000"));
        assert_eq!(stream_id.to_string(), format!("{check}.AEACBR"));
        stream_id.advance(0, &id("AAAAAAAAAAAAAAAAAAAAAA.2000009.done"));
        stream_id.advance(1, &id("BBBBBBBBBBBBBBBBBBBBBA.1000000.done"));
        assert_eq!(stream_id.to_string(), format!("{check}.AFADBR.done"));
    }
}
