//! What a job's function may return.
//!
//! `#[job]` writes `(&&Probe::of(&output)).returned()`, and method resolution picks one of three
//! traits by the type, not by what it is called: a `Result` under any alias is a `Result`. The traits
//! are implemented with one reference, two and none. rustc looks at them in this order, and passes over
//! the second when its type is no future.

use std::error::Error;
use std::future::Future;

use serde::Serialize;

use super::kinds::Probe;
use crate::run::{BoxError, Returned, failed, succeeded};

/// Chosen for a `Result`.
pub trait ResultKind {
    /// The kind.
    fn returned(&self) -> IsResult {
        IsResult
    }
}

impl<T, E> ResultKind for &Probe<Result<T, E>> {}

/// Chosen for a future.
pub trait FutureKind {
    /// The kind.
    fn returned(&self) -> IsFuture {
        IsFuture
    }
}

impl<F: Future> FutureKind for &&Probe<F> {}

/// Chosen for every other type.
pub trait OutputKind {
    /// The kind.
    fn returned(&self) -> IsOutput {
        IsOutput
    }
}

impl<T> OutputKind for Probe<T> {}

/// A function that may fail.
#[derive(Clone, Copy, Debug)]
pub struct IsResult;

/// A function that returns a future, of which nothing would run.
#[derive(Clone, Copy, Debug)]
pub struct IsFuture;

/// A function that returns a value.
#[derive(Clone, Copy, Debug)]
pub struct IsOutput;

impl IsResult {
    /// What the function returned.
    pub fn outcome<T: Output, E: JobError<Way>, Way>(self, result: Result<T, E>) -> Returned {
        match result {
            Ok(value) => succeeded(&value),
            Err(error) => error.outcome(),
        }
    }
}

impl IsFuture {
    /// Does not compile: nothing is an [`Awaited`].
    pub fn outcome<F: Awaited>(self, _: F) -> Returned {
        succeeded(&())
    }
}

impl IsOutput {
    /// What the function returned.
    pub fn outcome<T: Output>(self, value: T) -> Returned {
        succeeded(&value)
    }
}

/// What a job may return.
#[diagnostic::on_unimplemented(
    message = "a job cannot return `{Self}`, which cannot be written as JSON",
    label = "this is not `serde::Serialize`",
    note = "a job returns `()`, a value that implements `serde::Serialize`, or a `Result` of one",
    note = "`#[derive(serde::Serialize)]` implements it for a type of yours"
)]
pub trait Output: Serialize {}

impl<T: Serialize + ?Sized> Output for T {}

/// Implemented for nothing: the message for a function that returns a future.
#[diagnostic::on_unimplemented(
    message = "a job cannot return a future, since nobody would await it",
    label = "this is a future",
    note = "write `async fn`, and as its return type what the future gives"
)]
pub trait Awaited {}

/// The error of a job.
///
/// `Way` is how it is read, and is inferred. It is there because the two kinds of errors below would
/// overlap without it: as far as rustc knows, the standard library might some day convert a
/// `Box<dyn Error>` into a [`BoxError`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error that a job can fail with",
    label = "not an error",
    note = "it has to be `Into<Box<dyn Error + Send + Sync>>`: every `std::error::Error` that is `Send` and `Sync` is, and so are `anyhow::Error` and `String`; `Box<dyn Error>` is taken as well"
)]
pub trait JobError<Way> {
    /// The error, to be described to clients.
    fn outcome(self) -> Returned;
}

/// The way of errors that can be converted.
#[derive(Clone, Copy, Debug)]
pub struct Converted;

#[diagnostic::do_not_recommend]
impl<E: Into<BoxError>> JobError<Converted> for E {
    fn outcome(self) -> Returned {
        Err(self.into())
    }
}

/// The way of boxed errors that cannot be sent to another thread, nor be converted into ones that can.
///
/// The text is taken on the thread where the function has returned.
#[derive(Clone, Copy, Debug)]
pub struct Boxed;

#[diagnostic::do_not_recommend]
impl JobError<Boxed> for Box<dyn Error> {
    fn outcome(self) -> Returned {
        failed(&*self)
    }
}

#[diagnostic::do_not_recommend]
impl JobError<Boxed> for Box<dyn Error + Send> {
    fn outcome(self) -> Returned {
        failed(&*self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::needless_borrow, reason = "this is how `#[job]` writes it")]

    use super::*;
    use crate::protocol::Failure;

    type Alias = std::io::Result<u8>;

    #[derive(Debug)]
    struct Wrapper(BoxError);

    impl std::fmt::Display for Wrapper {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("the wrapper")
        }
    }

    impl Error for Wrapper {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&*self.0)
        }
    }

    fn opaque() -> impl Serialize {
        7
    }

    #[test]
    fn the_kind_follows_the_type() {
        let value: Alias = Ok(7);
        assert_eq!(
            (&&Probe::of(&value))
                .returned()
                .outcome(value)
                .unwrap()
                .get(),
            "7"
        );
        let value: Alias = Err(std::io::Error::other("no"));
        let outcome = (&&Probe::of(&value)).returned().outcome(value);
        assert_eq!(outcome.unwrap_err().to_string(), "no");
        let value = opaque();
        assert_eq!(
            (&&Probe::of(&value))
                .returned()
                .outcome(value)
                .unwrap()
                .get(),
            "7"
        );
        assert_eq!(
            (&&Probe::of(&())).returned().outcome(()).unwrap().get(),
            "null"
        );
        let value: Result<(), Box<dyn Error>> = "x".parse::<u8>().map(drop).map_err(Into::into);
        let outcome = (&&Probe::of(&value)).returned().outcome(value);
        assert_eq!(
            outcome.unwrap_err().to_string(),
            "invalid digit found in string"
        );
        let cause: BoxError = "the cause".into();
        let error: Box<dyn Error + Send> = Box::new(Wrapper(cause));
        let value: Result<(), _> = Err(error);
        let outcome = (&&Probe::of(&value)).returned().outcome(value);
        assert_eq!(Failure::of(&*outcome.unwrap_err()).causes, ["the cause"]);
        let value: Result<(), String> = Err("plain".into());
        let outcome = (&&Probe::of(&value)).returned().outcome(value);
        assert_eq!(outcome.unwrap_err().to_string(), "plain");
    }
}
