//! How much room text takes, and making it fit. All of it is [`harmless`](super::harmless()) before.

use unicode_width::UnicodeWidthChar as _;

/// The columns that `text` takes: those of its characters, one by one, as terminals count.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(char_width).sum()
}

fn char_width(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// How many bytes of `text` fit into `columns`, with the marks that stand on the last character.
fn fitting(text: &str, columns: usize) -> usize {
    let mut left = columns;
    for (at, character) in text.char_indices() {
        match left.checked_sub(char_width(character)) {
            Some(rest) => left = rest,
            None => return at,
        }
    }
    text.len()
}

/// `text` in at most so many columns; if it was longer, an ellipsis says so.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if fitting(text, columns) == text.len() {
        return text.to_owned();
    }
    match columns.checked_sub(1) {
        Some(columns) => format!("{}…", &text[..fitting(text, columns)]),
        None => String::new(),
    }
}

/// `text` in at most so many columns, with both of its ends: names that begin alike often differ
/// in the last of them.
pub(super) fn cut_inside(text: &str, columns: usize) -> String {
    if fitting(text, columns) == text.len() {
        return text.to_owned();
    }
    let Some(left) = columns.checked_sub(1) else {
        return String::new();
    };
    let mut after = left / 2;
    let before = fitting(text, left - after);
    let mut start = text.len();
    for (at, character) in text.char_indices().rev() {
        let width = char_width(character);
        let Some(rest) = after.checked_sub(width) else {
            break;
        };
        after = rest;
        // A mark goes with the character that it stands on.
        if width > 0 {
            start = at;
        }
    }
    format!("{}…{}", &text[..before], &text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_combining_characters_are_measured() {
        assert_eq!(width("日本"), 4);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("🚀!"), 3);
    }

    #[test]
    fn what_is_cut_says_so_and_never_takes_more() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdef", 5), "abcd…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(cut("abc", 1), "…");
        assert_eq!(cut("abc", 0), "");
    }

    #[test]
    fn what_is_cut_inside_keeps_its_ends() {
        assert_eq!(cut_inside("abcdef", 6), "abcdef");
        assert_eq!(cut_inside("abcdef", 5), "ab…ef");
        assert_eq!(cut_inside("abcdef", 4), "ab…f");
        assert_eq!(cut_inside("日本語日本語", 6), "日…語");
        assert_eq!(
            cut_inside("e\u{301}e\u{301}e\u{301}e\u{301}", 3),
            "e\u{301}…e\u{301}"
        );
        assert_eq!(cut_inside("abc", 2), "a…");
        assert_eq!(cut_inside("abc", 1), "…");
        assert_eq!(cut_inside("abc", 0), "");
    }
}
