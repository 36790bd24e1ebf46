//! Durations, as they are written in options.

use std::time::Duration;

/// Nobody means more than a year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Reads `2s`, `10m` or `1h 30m`.
///
/// # Errors
///
/// Says what is wrong with the text, and what to write; `nothing` says what to do instead of
/// asking for no time at all.
pub(super) fn parse(text: &str, nothing: &str) -> Result<Duration, String> {
    if !text.trim().is_empty() && text.trim().bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!(
            "`{text}` has no unit: write `\"{}s\"`, for seconds",
            text.trim()
        ));
    }
    match humantime::parse_duration(text) {
        Ok(duration) if duration.is_zero() => Err(format!(
            "`{text}` is no time at all: write more, or {nothing}"
        )),
        Ok(duration) if duration > LONGEST => Err(format!(
            "`{text}` is longer than a year: write at most `\"365d\"`"
        )),
        Ok(duration) => Ok(duration),
        Err(_) if text.is_empty() => {
            Err("the duration is empty: write one such as `\"2s\"`".to_owned())
        }
        Err(_) => Err(format!(
            "`{text}` is no duration: write a number and its unit, such as `\"500ms\"`, `\"2s\"`, `\"10m\"` or `\"1h\"`"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Duration, String> {
        super::parse(text, "leave it out")
    }

    #[test]
    fn durations_are_numbers_with_units() {
        assert_eq!(parse("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(parse("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(parse("365d"), Ok(LONGEST));
    }

    #[test]
    fn all_else_is_refused() {
        for text in [
            "",
            " ",
            "5",
            "0s",
            "s",
            "five seconds",
            "-1s",
            "366d",
            "99999999999999999999s",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
