//! The characters of other people's text that are not shown as they are.
//!
//! There is one table, [`is_hidden`]. The answers of the server, the errors of the client and what the
//! mirror and the command print all go by it, and the browser's module has the same table in
//! `assets/module/format/text.js`. A test compares the two.

use std::fmt::Write as _;

/// Whether a character is written out instead of shown, because a terminal or a page would act on it,
/// or because nobody would see it: control characters, those that change the direction of writing, and
/// those that take no room and leave no mark.
///
/// The joiners U+200C and U+200D are not among them, as Persian, the languages of India and many emoji
/// are written with them. [`is_joined`] says whether one stands where it has a use.
pub fn is_hidden(character: char) -> bool {
    matches!(character,
        // Control characters.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        // The soft hyphen: some terminals show it and some do not.
        | '\u{ad}'
        // Fillers and spaces of no width.
        | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'
        | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        // The direction of writing.
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        // Ends of lines and of paragraphs.
        | '\u{2028}' | '\u{2029}'
        // Controls of shorthand and of music, and tags.
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether `character` is a joiner that has a use after `before`. The scripts that need joiners, and all
/// emoji, are beyond U+0600. Behind a Latin letter, at the start of a text or behind another joiner, one
/// does nothing but make two different texts look the same.
pub fn is_joined(before: Option<char>, character: char) -> bool {
    is_joiner(character)
        && before
            .is_some_and(|before| before >= '\u{600}' && !is_joiner(before) && !is_hidden(before))
}

/// Whether a character joins its neighbors, or keeps them apart.
pub fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

/// The first `max` characters of a text, with those that are hidden written as `\u{202e}`. An ellipsis
/// says that there was more.
pub fn excerpt(text: &str, max: usize) -> String {
    let mut excerpt = String::new();
    let mut before = None;
    for (count, character) in text.chars().enumerate() {
        if count == max {
            excerpt.push('…');
            break;
        }
        if is_hidden(character) || is_joiner(character) && !is_joined(before, character) {
            // Writing to a `String` does not fail.
            let _ = write!(excerpt, "{}", character.escape_unicode());
        } else {
            excerpt.push(character);
        }
        before = Some(character);
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hidden_characters_are_written_out() {
        for (text, shown) in [
            ("a\r\n\u{1b}[2J", r"a\u{d}\u{a}\u{1b}[2J"),
            ("a\u{9b}2J\u{202e}b\t", r"a\u{9b}2J\u{202e}b\u{9}"),
            ("a\u{61c}b\u{feff}", r"a\u{61c}b\u{feff}"),
            ("\u{e0041}", r"\u{e0041}"),
            ("grüße, 漢字", "grüße, 漢字"),
        ] {
            assert_eq!(excerpt(text, 100), shown);
        }
    }

    #[test]
    fn joiners_stay_where_they_have_a_use() {
        for text in [
            "می\u{200c}خواهم",
            "ക\u{d4d}\u{200d}",
            "👨\u{200d}👩\u{200d}👧",
            "❤\u{fe0f}\u{200d}🔥",
        ] {
            assert_eq!(excerpt(text, 100), text);
        }
        for (text, shown) in [
            ("pay\u{200c}pal", r"pay\u{200c}pal"),
            ("\u{200d}👩", r"\u{200d}👩"),
            ("👨\u{200d}\u{200d}👩", "👨\u{200d}\\u{200d}👩"),
        ] {
            assert_eq!(excerpt(text, 100), shown);
        }
    }

    #[test]
    fn an_excerpt_is_cut_and_says_so() {
        assert_eq!(excerpt(&"x".repeat(100), 100), "x".repeat(100));
        assert_eq!(excerpt(&"ü".repeat(101), 100), "ü".repeat(100) + "…");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text: String) {
            let excerpt = excerpt(&text, 100);
            prop_assert!(!excerpt.contains(is_hidden), "{excerpt:?}");
            let longest = r"\u{10ffff}".len();
            prop_assert!(excerpt.chars().count() <= 100 * longest + 1);
        }
    }

    /// The characters of a class of a JavaScript regular expression, as `\x7f-\x9f\u{e0000}`.
    fn characters_of(class: &str) -> Vec<u32> {
        let mut characters = Vec::new();
        let mut range_from = None;
        let mut rest = class;
        while let Some(escape) = rest.strip_prefix('\\') {
            let (code, after) = if let Some(hex) = escape.strip_prefix("u{") {
                let (hex, after) = hex.split_once('}').unwrap();
                (u32::from_str_radix(hex, 16).unwrap(), after)
            } else if let Some(hex) = escape.strip_prefix('u') {
                (u32::from_str_radix(&hex[..4], 16).unwrap(), &hex[4..])
            } else if let Some(hex) = escape.strip_prefix('x') {
                (u32::from_str_radix(&hex[..2], 16).unwrap(), &hex[2..])
            } else {
                (0, escape.strip_prefix('0').unwrap())
            };
            characters.extend(range_from.take().unwrap_or(code)..=code);
            rest = after;
            if let Some(after) = rest.strip_prefix('-') {
                characters.pop();
                range_from = Some(code);
                rest = after;
            }
        }
        assert_eq!(rest, "", "this test cannot read {class}");
        characters
    }

    #[test]
    fn the_browser_has_the_same_table() {
        let module = include_str!("../../assets/module/format/text.js");
        let (_, table) = module.split_once("UNSEEN = /[").unwrap();
        let (class, _) = table.split_once(']').unwrap();
        let hidden = ('\0'..=char::MAX).filter(|character| is_hidden(*character));
        // A page shows tabs and ends of lines as such.
        let hidden = hidden.filter(|character| !matches!(character, '\t' | '\n' | '\r'));
        let hidden: Vec<_> = hidden.map(u32::from).collect();
        assert_eq!(characters_of(class), hidden);
    }
}
