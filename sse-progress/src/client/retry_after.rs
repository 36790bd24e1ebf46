//! `Retry-After` (RFC 9110, 10.2.3).

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// The longest `Retry-After` that is honored; a longer one is taken for this.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(120);

/// How long the server wants not to be asked, if it says so: seconds, or a date by its own clock.
pub(super) fn read(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok();
    let value: &str = text(RETRY_AFTER)?.trim();
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too many digits for a number are more than the longest.
        value.parse().map_or(MAX_RETRY_AFTER, Duration::from_secs)
    } else {
        let then = httpdate::parse_http_date(value).ok()?;
        let theirs = text(DATE).and_then(|date| httpdate::parse_http_date(date).ok());
        // A date that has passed asks for no wait.
        then.duration_since(theirs.unwrap_or(now))
            .unwrap_or_default()
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    /// What an answer with these headers asks for, when it is 08:49:37 here.
    fn asked(headers: &[(&'static str, &str)]) -> Option<Duration> {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_str(value).unwrap());
        }
        read(&map, now)
    }

    fn seconds(seconds: u64) -> Option<Duration> {
        Some(Duration::from_secs(seconds))
    }

    #[test]
    fn seconds_and_every_form_of_a_date_are_read() {
        for (value, wait) in [
            ("7", seconds(7)),
            (" 7 ", seconds(7)),
            ("0", seconds(0)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", seconds(10)),
            ("Sunday, 06-Nov-94 08:49:47 GMT", seconds(10)),
            ("Sun Nov  6 08:49:47 1994", seconds(10)),
            ("Sun, 06 Nov 1994 08:49:27 GMT", seconds(0)),
            ("", None),
            ("-7", None),
            ("+7", None),
            ("7.5", None),
            ("soon", None),
            ("Sun, 06 Nov 1994 25:49:37 GMT", None),
        ] {
            assert_eq!(asked(&[("retry-after", value)]), wait, "{value:?}");
        }
        assert_eq!(asked(&[]), None);
    }

    #[test]
    fn the_wait_is_capped() {
        for value in [
            "3600",
            "99999999999999999999999",
            "Mon, 07 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(asked(&[("retry-after", value)]), Some(MAX_RETRY_AFTER));
        }
    }

    #[test]
    fn a_date_is_by_the_clock_of_the_server() {
        let headers = [
            ("retry-after", "Tue, 06 Nov 1990 10:00:05 GMT"),
            ("date", "Tue, 06 Nov 1990 10:00:00 GMT"),
        ];
        assert_eq!(asked(&headers), seconds(5));
    }

    proptest! {
        #[test]
        fn no_value_makes_reading_panic(value in "[ -~]{0,40}") {
            let wait = asked(&[("retry-after", &value)]);
            prop_assert!(wait.is_none_or(|wait| wait <= MAX_RETRY_AFTER));
        }
    }
}
