//! Characters that a terminal cannot show, because its locale has none but those of ASCII.

use std::borrow::Cow;
use std::env;
use std::sync::OnceLock;

use super::text::width;

/// The text as this process's terminal can show it: unchanged, unless `LC_ALL`, `LC_CTYPE` or `LANG`
/// names a locale that is not of UTF-8, such as `C`. Then whatever is not ASCII is replaced, by as many
/// characters as it takes columns.
///
/// ```
/// use sse_progress::mirror::in_locale;
///
/// assert_eq!(in_locale("done"), "done");
/// ```
pub fn in_locale(text: &str) -> Cow<'_, str> {
    match is_utf8() {
        true => text.into(),
        false => ascii(text),
    }
}

/// What counts is the first that is set, as POSIX has it. Where none is, nothing is known, and most
/// terminals are of UTF-8.
pub(super) fn is_utf8() -> bool {
    static IS_UTF8: OnceLock<bool> = OnceLock::new();
    *IS_UTF8.get_or_init(|| {
        let variables = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
        let mut set = variables
            .filter_map(env::var_os)
            .filter(|value| !value.is_empty());
        set.next()
            .is_none_or(|value| names_utf8(&value.to_string_lossy()))
    })
}

fn names_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

pub(super) fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => shown.push(c),
            '✔' => shown.push('+'),
            '✖' => shown.push('x'),
            '…' => shown.push('~'),
            c => shown.push_str(&"?".repeat(width(c.encode_utf8(&mut [0; 4])))),
        }
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_ascii_keeps_its_columns() {
        assert_eq!(ascii("✔ 日本 e\u{301}…\u{1b}[2m␛"), "+ ???? e~\u{1b}[2m?");
    }

    #[test]
    fn a_locale_names_its_characters() {
        for name in ["C.UTF-8", "de_DE.utf8", "en_US.UTF8"] {
            assert!(names_utf8(name), "{name}");
        }
        for name in ["C", "POSIX", "de_DE", "de_DE.ISO-8859-1"] {
            assert!(!names_utf8(name), "{name}");
        }
    }
}
