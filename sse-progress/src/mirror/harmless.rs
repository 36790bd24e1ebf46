//! Text of others, made safe to print on a terminal.
//!
//! Which characters are not shown as they are is said in [`protocol::harmless`](crate::protocol::harmless).
//! What a terminal needs beyond that is here: tabs, marks that pile up, and looks that change the width.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

use crate::protocol::harmless::{is_hidden, is_joined, is_joiner};

/// How many marks that take no room may follow one another. Written languages need fewer, and a
/// text of nothing else would be wide nowhere and long everywhere.
const MAX_MARKS: usize = 4;

/// How wide a tab is depends on where it stands, so it is replaced.
const TAB: &str = "    ";

/// What a character becomes.
enum Form {
    AsItIs,
    /// It stands on the character before it.
    Mark,
    Tab,
    /// As the picture of a control character.
    Picture(char),
    /// As its number.
    Escaped,
    /// Not at all: it would only choose among the looks of the character before it.
    Gone,
}

/// `text` as a terminal can show it, in one line: what would move the cursor, change colors, turn
/// the direction of writing or hide something is shown instead of done.
///
/// Control characters become pictures (`␛`) or numbers (`\u{9b}`), as do characters without a width
/// of their own and those that change the direction; a tab becomes four spaces. Letters of all
/// languages, wide ones and combining marks stay, though no more than four marks in a row, and so do
/// the joiners of Persian and of emoji.
///
/// ```
/// use sse_progress::mirror::harmless;
///
/// assert_eq!(harmless("plain, 日本語"), "plain, 日本語");
/// assert_eq!(harmless("\u{1b}[2Jgone"), "␛[2Jgone");
/// assert_eq!(harmless("txt.\u{202e}exe"), r"txt.\u{202e}exe");
/// ```
pub fn harmless(text: &str) -> Cow<'_, str> {
    // Most texts are plain, and plain ones are not copied.
    if text
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    let mut marks = 0;
    let mut before = None;
    for character in text.chars() {
        let shown = shown(before, character);
        if !matches!(shown, Form::Gone) {
            before = Some(character);
        }
        if !matches!(shown, Form::Mark | Form::Gone) {
            marks = 0;
        }
        match shown {
            Form::AsItIs => safe.push(character),
            Form::Mark => {
                if safe.is_empty() {
                    // Else it would stand on the last character of the text before this one.
                    safe.push('◌');
                }
                marks += 1;
                if marks <= MAX_MARKS {
                    safe.push(character);
                }
            }
            Form::Tab => safe.push_str(TAB),
            Form::Picture(picture) => safe.push(picture),
            Form::Escaped => {
                // Writing to a string cannot fail.
                let _ = write!(safe, "{}", character.escape_unicode());
            }
            Form::Gone => {}
        }
    }
    Cow::Owned(safe)
}

fn shown(before: Option<char>, character: char) -> Form {
    match character {
        '\t' => Form::Tab,
        '\0'..='\u{1f}' => picture(0x2400 + u32::from(character)),
        '\u{7f}' => Form::Picture('␡'),
        '\u{80}'..='\u{9f}' => Form::Escaped,
        // Looks of emoji, ideographs and Mongolian letters, of which terminals take some as wider.
        '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}'
        | '\u{180b}'..='\u{180d}'
        | '\u{180f}' => Form::Gone,
        _ if is_joined(before, character) => Form::Mark,
        _ if is_hidden(character) || is_joiner(character) => Form::Escaped,
        _ if character.width() == Some(0) => Form::Mark,
        _ => Form::AsItIs,
    }
}

fn picture(code: u32) -> Form {
    char::from_u32(code).map_or(Form::Escaped, Form::Picture)
}

#[cfg(test)]
mod tests;
