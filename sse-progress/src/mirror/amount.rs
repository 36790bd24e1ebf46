//! Numbers as people read them.

use std::time::Duration;

use indicatif::HumanBytes;

use crate::protocol::Bar;

use super::harmless;

/// The unit that is shown with binary prefixes.
pub(super) const BYTES: &str = "bytes";

/// The unit that goes without saying.
const ITEMS: &str = "items";

/// Rates beyond have more digits than anybody reads.
const MAX_RATE: f64 = 1e15;

/// How much of the length is done, in whole percent: 100 when all is done, and never before.
pub(super) fn percent(bar: &Bar) -> Option<u64> {
    let length = bar.length?;
    if bar.position >= length {
        return Some(100);
    }
    let done = u128::from(bar.position) * 100 / u128::from(length);
    u64::try_from(done).ok()
}

/// Position, length and unit: `420/1000`, `1.50 GiB/3.00 GiB`, `7 rows`.
pub(super) fn amount(bar: &Bar) -> String {
    let position = bar.position;
    match (&*bar.unit, bar.length) {
        (BYTES, Some(length)) => format!("{}/{}", HumanBytes(position), HumanBytes(length)),
        (BYTES, None) => HumanBytes(position).to_string(),
        (ITEMS | "", Some(length)) => format!("{position}/{length}"),
        (ITEMS | "", None) => position.to_string(),
        (unit, Some(length)) => format!("{position}/{length} {}", harmless(unit)),
        (unit, None) => format!("{position} {}", harmless(unit)),
    }
}

/// Units per second, `None` for what is no rate.
pub(super) fn rate(bar: &Bar) -> Option<String> {
    let rate = bar
        .rate
        .filter(|rate| rate.is_finite() && (0.0..MAX_RATE).contains(rate))?;
    Some(if bar.unit == BYTES {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rate is shown, and in these bounds"
        )]
        let whole = rate as u64;
        format!("{}/s", HumanBytes(whole))
    } else {
        let digits = match rate {
            0.0 | 9.95.. => 0,
            0.1.. => 1,
            _ => 2,
        };
        format!("{rate:.digits$}/s")
    })
}

/// A time that goes on, in whole seconds: `3s`, `4m 05s`, `3h 12m`, `2d 4h`.
pub(super) fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{minutes}m {:02}s", seconds % 60),
        3600..86_400 => format!("{hours}h {:02}m", minutes % 60),
        _ => format!("{days}d {}h", hours % 24),
    }
}

/// A time that is over, with a tenth of a second where that matters.
pub(super) fn span(time: Duration) -> String {
    if time < Duration::from_secs(60) {
        let tenths = time.as_millis() / 100;
        return format!("{}.{}s", tenths / 10, tenths % 10);
    }
    clock(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(position: u64, length: Option<u64>, unit: &'static str) -> Bar {
        Bar {
            position,
            length,
            unit: unit.into(),
            message: String::new(),
            fraction: None,
            elapsed_ms: 0,
            rate: None,
            eta_ms: None,
        }
    }

    #[test]
    fn it_is_not_all_done_before_all_is_done() {
        let percent = |position, length| percent(&bar(position, length, ITEMS));
        assert_eq!(percent(999_999, Some(1_000_000)), Some(99));
        assert_eq!(percent(u64::MAX - 1, Some(u64::MAX)), Some(99));
        assert_eq!(percent(5, Some(5)), Some(100));
        assert_eq!(percent(7, Some(5)), Some(100));
        assert_eq!(percent(0, Some(0)), Some(100));
        assert_eq!(percent(5, None), None);
    }

    #[test]
    fn amounts_have_their_unit() {
        for (position, length, unit, said) in [
            (420, Some(1000), "items", "420/1000"),
            (420, None, "items", "420"),
            (7, None, "rows", "7 rows"),
            (512, Some(1536), "bytes", "512 B/1.50 KiB"),
            (1023 << 20, Some(3 << 30), "bytes", "1023.00 MiB/3.00 GiB"),
            (u64::MAX, None, "bytes", "16.00 EiB"),
            (0, None, "bytes", "0 B"),
            (1, None, "\u{1b}[2J", "1 ␛[2J"),
        ] {
            assert_eq!(amount(&bar(position, length, unit)), said);
        }
    }

    #[test]
    fn rates_are_those_that_can_be() {
        for (given, unit, said) in [
            (38.4, "items", Some("38/s")),
            (3.25, "items", Some("3.2/s")),
            (9.99, "items", Some("10/s")),
            (0.05, "items", Some("0.05/s")),
            (0.0, "items", Some("0/s")),
            (2048.0, "bytes", Some("2.00 KiB/s")),
            (f64::NAN, "items", None),
            (f64::INFINITY, "bytes", None),
            (-1.0, "items", None),
            (1e300, "items", None),
        ] {
            let mut bar = bar(0, None, unit);
            bar.rate = Some(given);
            assert_eq!(rate(&bar).as_deref(), said, "{given}");
        }
    }

    #[test]
    fn times_are_as_exact_as_they_are_long() {
        let said = |seconds| clock(Duration::from_secs(seconds));
        assert_eq!(said(59), "59s");
        assert_eq!(said(245), "4m 05s");
        assert_eq!(said(11_520), "3h 12m");
        assert_eq!(said(187_200), "2d 4h");
        assert_eq!(span(Duration::from_millis(3_290)), "3.2s");
        assert_eq!(span(Duration::from_millis(61_900)), "1m 01s");
    }
}
