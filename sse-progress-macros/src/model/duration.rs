//! Reads durations such as `"2s"`.

use std::time::Duration;

/// A longer duration is taken for a typing error.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Reads `2s`, `10m` or `1h 30m`.
///
/// # Errors
///
/// A message that says what to write. `instead_of_zero` is what to do in place of writing `"0s"`.
pub(super) fn parse(text: &str, instead_of_zero: &str) -> Result<Duration, String> {
    if !text.trim().is_empty() && text.trim().bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!(
            "`{text}` has no unit: write `\"{}s\"`, for seconds",
            text.trim()
        ));
    }
    match humantime::parse_duration(text) {
        Ok(duration) if duration.is_zero() => Err(format!(
            "`{text}` is zero: write more, or {instead_of_zero}"
        )),
        Ok(duration) if duration > LONGEST => Err(format!(
            "`{text}` is longer than a year: write at most `\"365d\"`"
        )),
        Ok(duration) => Ok(duration),
        Err(_) if text.is_empty() => {
            Err("the duration is empty: write one such as `\"2s\"`".to_owned())
        }
        Err(_) => Err(format!(
            "`{text}` is not a duration: write a number and its unit, such as `\"500ms\"`, `\"2s\"`, `\"10m\"` or `\"1h\"`"
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
    fn other_texts_are_errors() {
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
