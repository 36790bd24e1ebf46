//! The time of a line, in words.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last moment that RFC 3339 has a text for: the end of the year 9999, in milliseconds.
const LAST: Duration = Duration::from_millis(253_402_300_799_999);

/// A time in RFC 3339, in UTC and with milliseconds. A clock that is set to before 1970 or after
/// 9999 is shown as the nearest time that has a text.
pub(crate) fn timestamp(time: SystemTime) -> String {
    let time = time.clamp(UNIX_EPOCH, UNIX_EPOCH + LAST);
    humantime::format_rfc3339_millis(time).to_string()
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
    }
}
