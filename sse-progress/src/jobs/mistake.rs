//! What is wrong with a request, in words.

use std::fmt;

use crate::protocol::harmless::excerpt;

/// A request that is wrong everywhere is not answered with a book.
const MAX_MISTAKES: usize = 20;

/// How much of what a request says is said back, in characters.
const MAX_QUOTED: usize = 100;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// The parameter at fault, when there is one.
    pub(crate) parameter: Option<String>,
    /// Where it was given, or should have been.
    pub(crate) location: Location,
    /// What kind of mistake it is.
    pub(crate) fault: Fault,
    /// What is wrong, in one clause.
    pub(crate) detail: String,
    /// What would have been right.
    pub(crate) expected: Option<String>,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    Body,
    Header,
}

/// Who did what wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The request cannot be read as one for this job: names and syntax.
    Request,
    /// It can, but a value is not of its parameter's type.
    Value,
    /// Its body is of a type that this job does not take.
    MediaType,
    /// The server, not the client.
    Server,
}

impl Mistake {
    /// A mistake about the request as a whole.
    pub(crate) fn new(location: Location, fault: Fault, detail: impl Into<String>) -> Self {
        Self {
            parameter: None,
            location,
            fault,
            detail: detail.into(),
            expected: None,
        }
    }

    /// Names the parameter at fault.
    pub(crate) fn about(mut self, parameter: &str) -> Self {
        self.parameter = Some(cut(parameter));
        self
    }

    /// Says what would have been right, if that can be said.
    pub(crate) fn expected(mut self, expected: impl Into<Option<String>>) -> Self {
        self.expected = expected.into();
        self
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Body => "body",
            Self::Header => "header",
        })
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)?;
        match &self.expected {
            Some(expected) => write!(f, " (expected: {expected})"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with one request, so that it can be put right in one go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mistakes {
    listed: Vec<Mistake>,
    omitted: usize,
}

impl Mistakes {
    /// Notes a mistake. Beyond the first twenty they are only counted.
    pub(crate) fn push(&mut self, mistake: Mistake) {
        if self.listed.len() < MAX_MISTAKES {
            self.listed.push(mistake);
        } else {
            self.omitted += 1;
        }
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// The mistakes, in the order in which they were found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.listed.iter()
    }

    /// Whether one of them is of this kind.
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.iter().any(|mistake| mistake.fault == fault)
    }
}

impl From<Mistake> for Mistakes {
    fn from(mistake: Mistake) -> Self {
        Self {
            listed: vec![mistake],
            omitted: 0,
        }
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{mistake}")?;
        }
        match self.omitted {
            0 => Ok(()),
            omitted => write!(f, "; and {omitted} more"),
        }
    }
}

impl std::error::Error for Mistakes {}

/// A piece of a request's text as it can be said back: short and on one line.
pub(super) fn cut(text: &str) -> String {
    excerpt(text, MAX_QUOTED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_mistakes_are_told_together() {
        let mut mistakes = Mistakes::default();
        assert!(mistakes.is_empty());
        mistakes.push(
            Mistake::new(Location::Path, Fault::Value, "`to` is \"x\"")
                .expected("an integer".to_owned()),
        );
        mistakes.push(Mistake::new(
            Location::Query,
            Fault::Request,
            "`from` is missing",
        ));
        assert_eq!(
            mistakes.to_string(),
            "`to` is \"x\" (expected: an integer); `from` is missing"
        );
        assert!(mistakes.has(Fault::Value) && !mistakes.has(Fault::Server));
    }

    #[test]
    fn more_than_twenty_are_counted() {
        let mut mistakes = Mistakes::default();
        for _ in 0..MAX_MISTAKES + 7 {
            mistakes.push(Mistake::new(Location::Query, Fault::Request, "x"));
        }
        assert_eq!(mistakes.iter().count(), MAX_MISTAKES);
        assert!(mistakes.to_string().ends_with("x; and 7 more"));
    }

    #[test]
    fn what_is_said_back_is_short_and_harmless() {
        assert_eq!(cut("grüße"), "grüße");
        assert_eq!(cut("a\r\n\u{1b}[2J"), "a\\u{d}\\u{a}\\u{1b}[2J");
        assert_eq!(cut("\u{202e}abc"), "\\u{202e}abc");
        assert_eq!(cut(&"x".repeat(100)), "x".repeat(100));
        assert_eq!(cut(&"ü".repeat(101)), "ü".repeat(100) + "…");
    }

    proptest! {
        #[test]
        fn nothing_said_back_is_long_or_acts(text: String) {
            let said = cut(&text);
            let longest = r"\u{10ffff}".len();
            prop_assert!(said.chars().count() <= MAX_QUOTED * longest + 1, "{}", said);
            prop_assert!(!said.contains(char::is_control));
        }
    }
}
