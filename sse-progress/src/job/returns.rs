//! What a job's function may return.
//!
//! The kind is chosen from the type by method resolution, not by its name: a `Result` under any
//! alias is a `Result`, and everything else is a value.

use serde::Serialize;

use super::kinds::Probe;
use crate::run::{BoxError, Outcome, failed, succeeded};

/// Chosen for a `Result`.
pub trait ResultKind {
    /// The kind.
    fn returned(&self) -> IsResult;
}

impl<T, E> ResultKind for Probe<Result<T, E>> {
    fn returned(&self) -> IsResult {
        IsResult
    }
}

/// Chosen for what is not a `Result`.
pub trait OutputKind {
    /// The kind.
    fn returned(&self) -> IsOutput;
}

impl<T> OutputKind for &Probe<T> {
    fn returned(&self) -> IsOutput {
        IsOutput
    }
}

/// A function that may fail.
#[derive(Clone, Copy, Debug)]
pub struct IsResult;

/// A function that returns a value.
#[derive(Clone, Copy, Debug)]
pub struct IsOutput;

impl IsResult {
    /// What the function returned, ready for the wire.
    pub fn outcome<T: Output, E: JobError>(self, result: Result<T, E>) -> Outcome {
        match result {
            Ok(value) => succeeded(&value),
            Err(error) => failed(&error.into()),
        }
    }
}

impl IsOutput {
    /// What the function returned, ready for the wire.
    pub fn outcome<T: Output>(self, value: T) -> Outcome {
        succeeded(&value)
    }
}

/// What a job may return.
#[diagnostic::on_unimplemented(
    message = "a job cannot return `{Self}`, which cannot be written as JSON",
    label = "derive `serde::Serialize` for it",
    note = "a job returns `()`, a value that implements `serde::Serialize`, or a `Result` of one"
)]
pub trait Output: Serialize {}

impl<T: Serialize + ?Sized> Output for T {}

/// The error of a job.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error that a job can fail with",
    label = "not an error",
    note = "it has to be `Into<Box<dyn Error + Send + Sync>>`: every `std::error::Error` is, and so are `anyhow::Error` and `String`"
)]
pub trait JobError: Into<BoxError> {}

impl<E: Into<BoxError>> JobError for E {}

#[cfg(test)]
mod tests {
    #![allow(clippy::needless_borrow, reason = "this is how `#[job]` writes it")]

    use super::*;

    type Alias = std::io::Result<u8>;

    fn opaque() -> impl Serialize {
        7
    }

    #[test]
    fn the_kind_follows_the_type() {
        let value: Alias = Ok(7);
        assert_eq!(
            (&Probe::of(&value))
                .returned()
                .outcome(value)
                .unwrap()
                .get(),
            "7"
        );
        let value: Alias = Err(std::io::Error::other("no"));
        let outcome = (&Probe::of(&value)).returned().outcome(value);
        assert_eq!(outcome.unwrap_err().message, "no");
        let value = opaque();
        assert_eq!(
            (&Probe::of(&value))
                .returned()
                .outcome(value)
                .unwrap()
                .get(),
            "7"
        );
        assert_eq!(
            (&Probe::of(&())).returned().outcome(()).unwrap().get(),
            "null"
        );
        let value: Result<(), String> = Err("plain".into());
        let outcome = (&Probe::of(&value)).returned().outcome(value);
        assert_eq!(outcome.unwrap_err().message, "plain");
    }
}
