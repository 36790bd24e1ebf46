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
}
