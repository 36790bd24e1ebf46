//! Times in words and in numbers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last moment that RFC 3339 has a text for: the end of the year 9999, in milliseconds.
const LAST: Duration = Duration::from_millis(253_402_300_799_999);

/// A time in RFC 3339, in UTC and with milliseconds. A clock that is set to before 1970 or after
/// 9999 is shown as the nearest time that has a text.
pub(crate) fn timestamp(time: SystemTime) -> String {
    let time = time.clamp(UNIX_EPOCH, UNIX_EPOCH + LAST);
    humantime::format_rfc3339_millis(time).to_string()
}

/// A moment in microseconds since 1970; 0 for one before that.
pub(crate) fn since_1970(moment: SystemTime) -> u64 {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

/// The moment so many microseconds after the beginning of 1970.
#[cfg(feature = "redis")]
pub(crate) fn moment(since_1970: u64) -> SystemTime {
    let moment = UNIX_EPOCH.checked_add(Duration::from_micros(since_1970));
    moment.unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clock_has_a_time() {
        let year = Duration::from_secs(365 * 24 * 3600);
        for (time, text) in [
            (UNIX_EPOCH, "1970-01-01T00:00:00.000Z"),
            (UNIX_EPOCH - year, "1970-01-01T00:00:00.000Z"),
            (UNIX_EPOCH + LAST, "9999-12-31T23:59:59.999Z"),
            (UNIX_EPOCH + year * 9000, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(timestamp(time), text);
        }
        assert_eq!(since_1970(UNIX_EPOCH - year), 0);
        assert_eq!(since_1970(UNIX_EPOCH + year), 365 * 24 * 3_600_000_000);
    }
}
