//! What a function returned, ready for the wire.

use std::error::Error;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::protocol::Failure;

/// What a job's errors can be made into: every std error can, and `anyhow::Error` and `String`.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// An error that says that its cause is itself would be told for ever without an end.
const MAX_CAUSES: usize = 16;

/// What the function returned: JSON, or why it failed.
pub type Outcome = Result<Box<RawValue>, Failure>;

/// The outcome of a function that returned a value.
pub(crate) fn succeeded(value: &(impl Serialize + ?Sized)) -> Outcome {
    serde_json::value::to_raw_value(value).map_err(|error| Failure {
        message: "the job's result cannot be written as JSON".into(),
        causes: vec![error.to_string()],
    })
}

/// The outcome of a function that returned an error.
pub(crate) fn failed(error: &(dyn Error + 'static)) -> Outcome {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    Err(Failure {
        message: error.to_string(),
        causes: causes.take(MAX_CAUSES).map(ToString::to_string).collect(),
    })
}

/// The outcome of a function that panicked. What it said stays on the server.
pub(crate) fn panicked() -> Outcome {
    Err(Failure {
        message: "the job panicked".into(),
        causes: Vec::new(),
    })
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
}
