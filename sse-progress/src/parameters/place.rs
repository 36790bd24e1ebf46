//! Where in a value something is: `crops[1].width`.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::quote::cut;

/// What need not be encoded in the fragment of an address, and is often in names.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'_')
    .remove(b'-')
    .remove(b'.')
    .remove(b'~');

/// One step further inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A member of an object.
    Member(String),
    /// An item of a list, counted from zero.
    Item(usize),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) => write!(f, ".{}", cut(name)),
            Self::Item(index) => write!(f, "[{index}]"),
        }
    }
}

/// A place inside of a parameter in words, such as `crops[1].width`.
pub(super) fn in_words(parameter: &str, path: &[Step]) -> String {
    let steps: String = path.iter().map(Step::to_string).collect();
    format!("{parameter}{steps}")
}

/// The same as a JSON pointer (RFC 6901) in the form of a fragment, `#/crops/1/width`, as the example of RFC 9457 has
/// it.
pub(super) fn pointer(parameter: &str, path: &[Step]) -> String {
    let mut pointer = format!("#/{}", encoded(parameter));
    for step in path {
        pointer.push('/');
        match step {
            Step::Member(name) => pointer.push_str(&encoded(&cut(name))),
            Step::Item(index) => pointer.push_str(&index.to_string()),
        }
    }
    pointer
}

fn encoded(name: &str) -> String {
    let escaped = name.replace('~', "~0").replace('/', "~1");
    utf8_percent_encode(&escaped, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_in_words_and_as_a_pointer() {
        let member = |name: &str| Step::Member(name.to_owned());
        let path = [Step::Item(1), member("max width"), member("a/b~")];
        assert_eq!(in_words("crops", &path), "crops[1].max width.a/b~");
        assert_eq!(pointer("crops", &path), "#/crops/1/max%20width/a~1b~0");
        assert_eq!(
            (in_words("x", &[]).as_str(), pointer("x", &[]).as_str()),
            ("x", "#/x")
        );
    }

    #[test]
    fn what_a_request_calls_a_member_is_said_back_short_and_harmless() {
        let path = [Step::Member("\u{1b}[2J".to_owned() + &"x".repeat(500))];
        let said = in_words("a", &path);
        assert!(!said.contains('\u{1b}') && said.len() < 200, "{said}");
    }
}
