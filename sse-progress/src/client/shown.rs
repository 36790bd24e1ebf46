//! Text from a server inside error messages: short, on one line, and harmless to a terminal.

use std::fmt::Write as _;

use reqwest::Url;

/// As much of a line as a message has room for.
const MAX_CHARS: usize = 200;

/// The first line that says something, cut to a length, with what a terminal would obey escaped.
pub(super) fn first_line(text: &str) -> String {
    let breaks = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut lines = text.split(breaks).map(str::trim);
    harmless(lines.find(|line| !line.is_empty()).unwrap_or_default())
}

/// The text, cut to a length, with what a terminal would obey escaped.
pub(super) fn harmless(text: &str) -> String {
    let mut shown = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == MAX_CHARS {
            shown.push('…');
            break;
        }
        if is_obeyed(character) {
            // Writing to a `String` does not fail.
            let _ = write!(shown, "{}", character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Control characters, and those that change the direction or the place of others.
fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// An address without what may be secret in it: the credentials and the query.
pub(super) fn address(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_with_text_is_shown() {
        assert_eq!(first_line("\r\n  \n <h1>no</h1>\r\nmore"), "<h1>no</h1>");
        assert_eq!(first_line("\n \n"), "");
    }

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        assert_eq!(harmless("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(
            harmless("a\u{9b}2J\u{202e}b\t"),
            "a\\u{9b}2J\\u{202e}b\\u{9}"
        );
        assert_eq!(harmless("naïve 漢字 👩‍🚀").chars().next(), Some('n'));
    }

    #[test]
    fn a_line_is_cut() {
        let shown = first_line(&"é".repeat(5000));
        assert_eq!(shown.chars().count(), MAX_CHARS + 1);
        assert!(shown.ends_with('…'));
    }

    #[test]
    fn credentials_and_queries_are_not_shown() {
        let url = Url::parse("https://ali:sesame@example.com:8443/a%0ab?token=x").unwrap();
        assert_eq!(address(&url), "https://example.com:8443/a%0ab");
    }
}
