//! What is wrong with a request, in words.

use std::fmt;

use super::expected::Expected;
use super::given::Given;
use super::place::{Step, in_words, pointer};
use super::quote::cut;
use super::value_error::ValueError;
use crate::protocol::harmless::excerpt;

/// A request that is wrong everywhere is not answered with a book.
const MAX_ERRORS: usize = 20;

/// How much of what a type says about a value is passed on, in characters.
const MAX_REASON: usize = 300;

/// One thing that is wrong with what a request gives: a member of `errors` in its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InputError {
    /// The parameter at fault, when there is one.
    pub(crate) parameter: Option<String>,
    /// Where it was given, or should have been.
    pub(crate) location: Location,
    /// What decides the status of the answer.
    pub(crate) kind: InputErrorKind,
    /// What is wrong, in one clause.
    pub(crate) detail: String,
    /// What would have been right.
    pub(crate) expected: Option<String>,
    /// Where inside of the parameter it is, as a JSON pointer.
    pub(crate) pointer: Option<String>,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    Body,
    Header,
}

/// What was done wrong, and by which side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InputErrorKind {
    /// The request cannot be read as one for this job: names and syntax.
    Request,
    /// It can, but a value is not of its parameter's type.
    Value,
    /// Its body is of a type that this job does not take.
    MediaType,
    /// The server, not the client.
    Server,
}

impl InputError {
    /// An error about the request as a whole.
    pub(crate) fn new(location: Location, kind: InputErrorKind, detail: impl Into<String>) -> Self {
        Self {
            parameter: None,
            location,
            kind,
            detail: detail.into(),
            expected: None,
            pointer: None,
        }
    }

    /// A parameter that has to be given was not.
    pub(crate) fn missing(name: &str, location: Location, expected: &Expected) -> Self {
        Self::new(
            location,
            InputErrorKind::Request,
            format!("`{name}` is missing"),
        )
        .about(name)
        .expected(expected.to_string())
    }

    /// What was given for a parameter is not of its type.
    pub(crate) fn value(
        name: &str,
        location: Location,
        given: &Given,
        error: &ValueError,
        expected: &Expected,
    ) -> Self {
        let (path, error) = error.placed();
        let place = in_words(name, path);
        // What is inside is said by its place, and needs not all around it.
        let whole = given.quoted().filter(|_| path.is_empty());
        let (kind, detail) = match error {
            ValueError::Repeated(count) => {
                let times = times(*count);
                let detail = format!("`{place}` is given {times}");
                (InputErrorKind::Request, detail)
            }
            ValueError::Missing(_) => (InputErrorKind::Value, format!("`{place}` is missing")),
            ValueError::Wrong { found, why } => {
                let is_whole = !path.is_empty() || whole.as_ref() == Some(found);
                let verb = if is_whole { "is" } else { "holds" };
                let detail = format!("`{place}` {verb} {found}, which is {why}");
                (InputErrorKind::Value, detail)
            }
            ValueError::Other(_) | ValueError::At { .. } => {
                // It may quote the request.
                let reason = excerpt(&error.to_string(), MAX_REASON);
                let detail = match whole {
                    Some(whole) => format!("`{place}` is {whole}: {reason}"),
                    None => format!("`{place}`: {reason}"),
                };
                (InputErrorKind::Value, detail)
            }
        };
        let wrong = Self::new(location, kind, detail).about(name);
        // What the whole has to be says little of what is inside, unless it is a list of plain values.
        let tells = match path {
            [] => true,
            [Step::Item(_)] => expected.is_plain(),
            _ => false,
        };
        Self {
            expected: tells.then(|| expected.to_string()),
            pointer: (!path.is_empty()).then(|| pointer(name, path)),
            ..wrong
        }
    }

    /// Names the parameter at fault.
    pub(crate) fn about(mut self, parameter: &str) -> Self {
        self.parameter = Some(cut(parameter));
        self
    }

    /// Says what would have been right.
    pub(crate) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }
}

fn times(count: usize) -> String {
    match count {
        2 => "twice".to_owned(),
        count => format!("{count} times"),
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

impl fmt::Display for InputError {
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
pub(crate) struct InputErrors {
    listed: Vec<InputError>,
    omitted: usize,
}

impl InputErrors {
    /// Adds one. Beyond the first twenty they are only counted.
    pub(crate) fn push(&mut self, error: InputError) {
        if self.listed.len() < MAX_ERRORS {
            self.listed.push(error);
        } else {
            self.omitted += 1;
        }
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// The errors, in the order in which they were found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &InputError> {
        self.listed.iter()
    }

    /// Whether one of them is of this kind.
    pub(crate) fn has(&self, kind: InputErrorKind) -> bool {
        self.iter().any(|error| error.kind == kind)
    }
}

impl From<InputError> for InputErrors {
    fn from(error: InputError) -> Self {
        Self {
            listed: vec![error],
            omitted: 0,
        }
    }
}

impl fmt::Display for InputErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{error}")?;
        }
        match self.omitted {
            0 => Ok(()),
            omitted => write!(f, "; and {omitted} more"),
        }
    }
}

impl std::error::Error for InputErrors {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_errors_are_told_together() {
        let mut errors = InputErrors::default();
        assert!(errors.is_empty());
        errors.push(
            InputError::new(Location::Path, InputErrorKind::Value, "`to` is \"x\"")
                .expected("an integer"),
        );
        errors.push(InputError::new(
            Location::Query,
            InputErrorKind::Request,
            "`from` is missing",
        ));
        assert_eq!(
            errors.to_string(),
            "`to` is \"x\" (expected: an integer); `from` is missing"
        );
        assert!(errors.has(InputErrorKind::Value) && !errors.has(InputErrorKind::Server));
    }

    #[test]
    fn more_than_twenty_are_counted() {
        let mut errors = InputErrors::default();
        for _ in 0..MAX_ERRORS + 7 {
            errors.push(InputError::new(
                Location::Query,
                InputErrorKind::Request,
                "x",
            ));
        }
        assert_eq!(errors.iter().count(), MAX_ERRORS);
        assert!(errors.to_string().ends_with("x; and 7 more"));
    }
}
