//! What a request says, said back: short, on one line, and with nothing in it that acts.

use serde_json::Value;
use serde_json::value::RawValue;

use crate::protocol::harmless::excerpt;

/// How much of what a request says is said back, in characters.
const MAX_QUOTED: usize = 100;

/// A piece of a request's text as it can be said back: short and on one line.
pub(crate) fn cut(text: &str) -> String {
    excerpt(text, MAX_QUOTED)
}

/// A text as a message quotes it.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(text))
}

/// JSON as a message quotes it, without the spaces between.
pub(super) fn quoted_json(json: &RawValue) -> String {
    if let Ok(text) = serde_json::from_str::<String>(json.get()) {
        return quoted(&text);
    }
    match serde_json::from_str::<Value>(json.get()) {
        Ok(value) if json.get().starts_with(['{', '[']) => cut(&value.to_string()),
        _ => cut(json.get()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_said_back_is_short_and_harmless() {
        assert_eq!(cut("grüße"), "grüße");
        assert_eq!(cut("a\r\n\u{1b}[2J"), "a\\u{d}\\u{a}\\u{1b}[2J");
        assert_eq!(cut("\u{202e}abc"), "\\u{202e}abc");
        assert_eq!(cut(&"x".repeat(100)), "x".repeat(100));
        assert_eq!(cut(&"ü".repeat(101)), "ü".repeat(100) + "…");
    }

    proptest! {
        #[test]
        fn nothing_said_back_is_long_or_acts(text: String) {
            let said = cut(&text);
            let longest = r"\u{10ffff}".len();
            prop_assert!(said.chars().count() <= MAX_QUOTED * longest + 1, "{}", said);
            prop_assert!(!said.contains(char::is_control));
        }
    }
}
