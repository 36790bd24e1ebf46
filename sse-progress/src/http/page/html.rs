//! Texts as HTML, as the script of the pages shows them.

/// A text that is nothing but text, in content and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

/// A text in which backticks make code.
pub(super) fn prose(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        let code = after.split_once('`');
        match code.filter(|(code, _)| !code.is_empty() && !code.contains('\n')) {
            Some((code, after)) => {
                html.push_str(&format!("{}<code>{}</code>", escape(before), escape(code)));
                rest = after;
            }
            None => {
                html.push_str(&escape(before));
                html.push('`');
                rest = after;
            }
        }
    }
    html + &escape(rest)
}

/// A doc comment without the line breaks that are only there because the source has narrow lines. Paragraphs and
/// lists stay.
pub(super) fn unwrap(text: &str) -> String {
    let mut lines = text.split('\n');
    let mut joined = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let before = joined.trim_end_matches([' ', '\t']);
        let goes_on = !before.is_empty() && !before.ends_with(char::is_whitespace);
        if goes_on && continues(line) {
            joined.truncate(before.len());
            joined.push(' ');
        } else {
            joined.push('\n');
        }
        joined.push_str(line);
    }
    joined
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
    fn a_text_is_no_markup() {
        let hostile = "<script>&\"'</script>";
        assert_eq!(
            escape(hostile),
            "&lt;script&gt;&amp;&quot;&#39;&lt;/script&gt;"
        );
        assert_eq!(prose("a `<b>` `c"), "a <code>&lt;b&gt;</code> `c");
        assert_eq!(prose("``\n`a\nb` <"), "``\n`a\nb` &lt;");
    }

    #[test]
    fn paragraphs_and_lists_stay() {
        let text = "One\ntwo  \nthree.\n\nNext:\n* a\n  more\n- b\n1. c\n2) d\n2nd";
        assert_eq!(
            unwrap(text),
            "One two three.\n\nNext:\n* a\n  more\n- b\n1. c\n2) d 2nd"
        );
        assert_eq!(lead(text), "One\ntwo  \nthree.");
        assert_eq!((unwrap(""), lead("")), (String::new(), String::new()));
    }
}
