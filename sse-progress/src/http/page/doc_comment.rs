//! What a doc comment says, for pages.

/// A doc comment without the line breaks that are only there because the source has narrow lines. Paragraphs and
/// lists stay.
pub(super) fn joined(text: &str) -> String {
    let mut lines = text.split('\n');
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let before = text.trim_end_matches([' ', '\t']);
        let goes_on = !before.is_empty() && !before.ends_with(char::is_whitespace);
        if goes_on && continues(line) {
            text.truncate(before.len());
            text.push(' ');
        } else {
            text.push('\n');
        }
        text.push_str(line);
    }
    text
}

/// Whether a line goes on with what the one before said: it is no item of a list, and begins no paragraph.
fn continues(line: &str) -> bool {
    let number = line.trim_start_matches(|character: char| character.is_ascii_digit());
    let numbered =
        number.len() < line.len() && (number.starts_with(". ") || number.starts_with(") "));
    let listed = line.starts_with("* ") || line.starts_with("- ") || numbered;
    !line.is_empty() && !line.starts_with(char::is_whitespace) && !listed
}

/// The first paragraph of a text.
pub(super) fn lead(text: &str) -> String {
    let lines: Vec<_> = text
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_lists_stay() {
        let text = "One\ntwo  \nthree.\n\nNext:\n* a\n  more\n- b\n1. c\n2) d\n2nd";
        assert_eq!(
            joined(text),
            "One two three.\n\nNext:\n* a\n  more\n- b\n1. c\n2) d 2nd"
        );
        assert_eq!(lead(text), "One\ntwo  \nthree.");
        assert_eq!((joined(""), lead("")), (String::new(), String::new()));
    }
}
