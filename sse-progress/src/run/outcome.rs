//! What a function returned, ready for the wire.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::protocol::Failure;

use super::bar::shorten;

/// What a job's errors can be made into: every std error can, and `anyhow::Error` and `String`.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// How many causes of an error are told. An error may name itself as its cause, without an end.
const MAX_CAUSES: usize = 16;

/// The longest message of an error or of a cause, in bytes; the rest of a longer one is cut off,
/// and the message says how much. A finished run remembers them for its `retention`.
pub(crate) const MAX_MESSAGE: usize = 64 * 1024;

/// What the function returned: JSON, or an error.
pub type Returned = Result<Box<RawValue>, BoxError>;

/// The same, with what clients are told of an error.
pub(super) type Outcome = Result<Box<RawValue>, Failure>;

/// What a function that returned this value has returned.
pub(crate) fn succeeded(value: &(impl Serialize + ?Sized)) -> Returned {
    serde_json::value::to_raw_value(value).map_err(|error| {
        let told = Told {
            message: "the job's result cannot be written as JSON".into(),
            source: Some(error.into()),
        };
        told.into()
    })
}

/// What a function has returned whose error cannot be sent to another thread: its words, and those of
/// its causes.
pub(crate) fn failed(error: &(dyn Error + 'static)) -> Returned {
    let mut told: Option<BoxError> = None;
    let Failure { message, causes } = Failure::of(error);
    for message in causes.into_iter().rev() {
        let source = told.take();
        told = Some(Told { message, source }.into());
    }
    let source = told;
    Err(Told { message, source }.into())
}

/// Says what of a job's error goes to clients.
#[derive(Clone)]
pub(crate) struct DescribeError(Arc<Describe>);

type Describe = dyn Fn(&(dyn Error + 'static)) -> Failure + Send + Sync;

impl DescribeError {
    pub(crate) fn new(
        describe: impl Fn(&(dyn Error + 'static)) -> Failure + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(describe))
    }

    /// This is called where the function ran, so that a panic in the application's code is the job's.
    pub(super) fn outcome(&self, returned: Returned) -> Outcome {
        /// With room for what [`Failure::of`] says behind a message that it has cut.
        const MAX: usize = MAX_MESSAGE + 64;
        returned.map_err(|error| {
            let Failure { message, causes } = (self.0)(&*error);
            Failure {
                message: shorten(message, MAX),
                causes: causes
                    .into_iter()
                    .take(MAX_CAUSES)
                    .map(|cause| shorten(cause, MAX))
                    .collect(),
            }
        })
    }
}

impl Default for DescribeError {
    /// Everything.
    fn default() -> Self {
        Self::new(Failure::of)
    }
}

impl fmt::Debug for DescribeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DescribeError")
    }
}

impl Failure {
    /// An error in its own words, with those of its causes; at most 16 of them, and 64 KiB of each.
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let causes = std::iter::successors(error.source(), |cause| (*cause).source());
        Self {
            message: message(error),
            causes: causes.take(MAX_CAUSES).map(message).collect(),
        }
    }
}

/// A failure in words of ours.
pub(super) fn failure(message: &str) -> Failure {
    message.into()
}

/// An error of which the words are left.
#[derive(Debug)]
struct Told {
    message: String,
    source: Option<BoxError>,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Told {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}

fn message(error: &(impl Error + ?Sized)) -> String {
    shorten(error.to_string(), MAX_MESSAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_with_its_causes() {
        let number = "x".parse::<u8>().unwrap_err();
        let error: BoxError = std::io::Error::other(number).into();
        assert_eq!(
            Failure::of(&*error).message,
            "invalid digit found in string"
        );
        let error: BoxError = "plain".into();
        assert_eq!(Failure::of(&*error).causes, Vec::<String>::new());
    }

    #[test]
    fn what_is_not_json_is_a_failure() {
        let map = std::collections::BTreeMap::from([((1, 2), 3)]);
        let outcome = DescribeError::default().outcome(succeeded(&map));
        assert_eq!(outcome.unwrap_err().causes, ["key must be a string"]);
    }

    #[test]
    fn an_error_that_cannot_be_sent_keeps_its_words() {
        let error = Told {
            message: "a".into(),
            source: Some("b".into()),
        };
        let outcome = DescribeError::default().outcome(failed(&error));
        let failure = outcome.unwrap_err();
        assert_eq!((&*failure.message, failure.causes), ("a", vec!["b".into()]));
    }

    #[test]
    fn the_application_decides_what_is_told() {
        let describe = DescribeError::new(|error| match error.downcast_ref::<std::io::Error>() {
            Some(_) => "the disk".into(),
            None => Failure::of(error),
        });
        let io: BoxError = std::io::Error::other("/etc/shadow").into();
        let outcome = |error| describe.outcome(Err(error)).unwrap_err();
        assert_eq!(outcome(io), Failure::from("the disk"));
        assert_eq!(outcome("plain".into()), Failure::from("plain"));
    }

    /// An error whose cause is itself, of a length without need.
    #[derive(Debug)]
    struct Endless;

    impl std::fmt::Display for Endless {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&"x".repeat(MAX_MESSAGE + 7))
        }
    }

    impl Error for Endless {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(self)
        }
    }

    #[test]
    fn an_error_that_tells_too_much_is_cut() {
        let endless: BoxError = Endless.into();
        let failure = DescribeError::default().outcome(Err(endless)).unwrap_err();
        assert_eq!(failure.causes.len(), MAX_CAUSES);
        for message in failure.causes.iter().chain([&failure.message]) {
            assert!(message.ends_with("x… (7 bytes more)"));
            assert!(message.len() < MAX_MESSAGE + 30 && message.capacity() < MAX_MESSAGE * 2);
        }
    }
}
