//! Text of others, made safe to print.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

/// How many marks that take no room may follow one another. Written languages need fewer, and a
/// text of nothing else would be wide nowhere and long everywhere.
const MAX_MARKS: usize = 4;

/// A tab has no width of its own in the middle of a line.
const TAB: &str = "    ";

/// What a character becomes.
enum Shown {
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

/// `text` as a terminal can show it, in one line: what would move the cursor, change colours, turn
/// the direction of writing or hide something is shown instead of done.
///
/// Control characters become pictures (`␛`) or numbers (`\u{9b}`), as do characters without a width
/// of their own and those that change the direction; a tab becomes four spaces. Letters of all
/// languages, wide ones and combining marks stay, though no more than four marks in a row.
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
    for character in text.chars() {
        let shown = shown(character);
        if !matches!(shown, Shown::Mark | Shown::Gone) {
            marks = 0;
        }
        match shown {
            Shown::AsItIs => safe.push(character),
            Shown::Mark => {
                if safe.is_empty() {
                    // What stands before this text is not ours to change.
                    safe.push('◌');
                }
                marks += 1;
                if marks <= MAX_MARKS {
                    safe.push(character);
                }
            }
            Shown::Tab => safe.push_str(TAB),
            Shown::Picture(picture) => safe.push(picture),
            Shown::Escaped => {
                // Writing to a string cannot fail.
                let _ = write!(safe, "{}", character.escape_unicode());
            }
            Shown::Gone => {}
        }
    }
    Cow::Owned(safe)
}

fn shown(character: char) -> Shown {
    match character {
        '\t' => Shown::Tab,
        '\0'..='\u{1f}' => picture(0x2400 + u32::from(character)),
        '\u{7f}' => Shown::Picture('␡'),
        '\u{80}'..='\u{9f}' => Shown::Escaped,
        // Looks of emoji, ideographs and Mongolian letters, of which terminals take some as wider.
        '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}'
        | '\u{180b}'..='\u{180d}'
        | '\u{180f}' => Shown::Gone,
        _ if is_invisible(character) => Shown::Escaped,
        _ if character.width() == Some(0) => Shown::Mark,
        _ => Shown::AsItIs,
    }
}

fn picture(code: u32) -> Shown {
    char::from_u32(code).map_or(Shown::Escaped, Shown::Picture)
}

/// Whether a character steers how others are written, or hides.
fn is_invisible(character: char) -> bool {
    matches!(character,
        // The soft hyphen, which some terminals show and some do not.
        '\u{ad}'
        // Joiners, fillers and spaces of no width.
        | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        // The direction of writing.
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{206f}'
        // Ends of lines and paragraphs.
        | '\u{2028}' | '\u{2029}'
        // Steering of shorthand, of music and of tags.
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests;
