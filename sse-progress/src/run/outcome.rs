//! What a function returned, ready for the wire.

use std::error::Error;

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

/// What the function returned: JSON, or why it failed.
pub type Outcome = Result<Box<RawValue>, Failure>;

/// The outcome of a function that returned a value.
pub(crate) fn succeeded(value: &(impl Serialize + ?Sized)) -> Outcome {
    serde_json::value::to_raw_value(value).map_err(|error| Failure {
        causes: vec![message(&error)],
        ..failure("the job's result cannot be written as JSON")
    })
}

/// The outcome of a function that returned an error.
pub(crate) fn failed(error: &(dyn Error + 'static)) -> Outcome {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    Err(Failure {
        message: message(error),
        causes: causes.take(MAX_CAUSES).map(message).collect(),
    })
}

/// A failure in words of ours.
pub(super) fn failure(message: &str) -> Failure {
    Failure {
        message: message.into(),
        causes: Vec::new(),
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
        let failure = failed(&*error).unwrap_err();
        assert_eq!(failure.message, "invalid digit found in string");
        let error: BoxError = "plain".into();
        assert_eq!(failed(&*error).unwrap_err().causes, Vec::<String>::new());
    }

    #[test]
    fn what_is_not_json_is_a_failure() {
        let map = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert_eq!(
            succeeded(&map).unwrap_err().causes,
            ["key must be a string"]
        );
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
        let failure = failed(&Endless).unwrap_err();
        assert_eq!(failure.causes.len(), MAX_CAUSES);
        for message in failure.causes.iter().chain([&failure.message]) {
            assert!(message.ends_with("x… (7 bytes more)"));
            assert!(message.len() < MAX_MESSAGE + 30 && message.capacity() < MAX_MESSAGE * 2);
        }
    }
}
