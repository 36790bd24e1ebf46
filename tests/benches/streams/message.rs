//! What the events say, which is when they were made and which number they have, and the clocks.

use std::fmt::Write as _;

use rustix::time::{ClockId, clock_gettime};

/// So long that the data of a log event has about 200 bytes.
const LENGTH: usize = 130;

/// Nanoseconds of a clock that all processes of the machine share.
pub(crate) fn now() -> u64 {
    nanos(ClockId::Monotonic)
}

/// Nanoseconds that this process was on the CPU, in user space and in the system, with all threads that
/// there are and were.
pub(crate) fn cpu() -> u64 {
    nanos(ClockId::ProcessCPUTime)
}

fn nanos(clock: ClockId) -> u64 {
    let time = clock_gettime(clock);
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

/// The text of event `number`, made now.
pub(crate) fn write(number: u64) -> String {
    let mut text = String::with_capacity(LENGTH);
    let _ = write!(text, "@{}#{number} ", now());
    let padding = LENGTH.saturating_sub(text.len());
    text.extend(std::iter::repeat_n('x', padding));
    text
}

/// What [`write`] has put into a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) at: u64,
    pub(crate) number: u64,
}

impl Stamp {
    /// The stamp in the data of an event, if there is one.
    pub(crate) fn find(data: &[u8]) -> Option<Self> {
        let rest = &data[memchr::memchr(b'@', data)? + 1..];
        let (at, rest) = digits(rest);
        let (number, _) = digits(rest.strip_prefix(b"#")?);
        Some(Self { at, number })
    }
}

/// The number that the bytes begin with, and what comes after it.
pub(crate) fn digits(bytes: &[u8]) -> (u64, &[u8]) {
    let mut number = 0_u64;
    for (index, byte) in bytes.iter().enumerate() {
        if !byte.is_ascii_digit() {
            return (number, &bytes[index..]);
        }
        number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
    }
    (number, &[])
}
