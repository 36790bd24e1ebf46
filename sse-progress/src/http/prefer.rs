//! `Prefer: respond-async`: a client that would rather have a `202` at once than a stream (RFC 7240).
//!
//! What else it prefers is not understood here and so left aside, `wait` among it: nothing is waited
//! for.

use http::HeaderName;
use http::header::{HeaderMap, HeaderValue, VARY};

pub(super) const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// Whether `respond-async` is among the preferences. With a value it would be something else.
pub(super) fn responds_async(header: Option<&str>) -> bool {
    let preferences = split(header.unwrap_or_default(), ',');
    preferences.into_iter().any(|preference| {
        // What follows behind a semicolon are its parameters, of which it has none.
        let name = split(preference, ';').first().copied().unwrap_or_default();
        let (name, value) = name.split_once('=').unwrap_or((name, ""));
        // An empty value is as none.
        name.trim().eq_ignore_ascii_case("respond-async") && matches!(value.trim(), "" | "\"\"")
    })
}

/// Says that it was done so, and that without the header there would be another answer.
pub(super) fn applied(headers: &mut HeaderMap) {
    headers.insert(
        PREFERENCE_APPLIED,
        HeaderValue::from_static("respond-async"),
    );
    headers.insert(VARY, HeaderValue::from_static("prefer"));
}

/// The pieces between separators, except for those in quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    let mut escaped = false;
    let pieces = text.split(|c| {
        let is_literal = std::mem::take(&mut escaped);
        match c {
            '\\' if quoted && !is_literal => escaped = true,
            '"' if !is_literal => quoted = !quoted,
            _ => {}
        }
        c == separator && !quoted
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn respond_async_is_one_of_several() {
        for header in [
            "respond-async",
            "Respond-Async",
            "respond-async, wait=10",
            "wait=10,respond-async;foo=1",
            "return=minimal;x=\"a,b\" , respond-async=\"\"",
            r#"x="\"", respond-async"#,
            r#"x="\\", respond-async"#,
        ] {
            assert!(responds_async(Some(header)), "{header}");
        }
        for header in [
            "",
            "wait=10",
            "respond-async=no",
            "respond-asynchronously",
            "return=minimal; respond-async",
            "x=\"a, respond-async\"",
            r#"x="\", respond-async"#,
        ] {
            assert!(!responds_async(Some(header)), "{header}");
        }
        assert!(!responds_async(None));
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(header: String) {
            let _ = responds_async(Some(&header));
        }
    }
}
