//! Where a panic of the user's code is caught.
//!
//! The function of a job runs in a task of its own, so a panic in it ends that task alone, and tokio
//! hands it over as a [`JoinError`]. What is left to do is here: the run fails, and what the panic
//! carries is dropped without another panic coming out of that.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::task::JoinError;

use super::outcome::{Outcome, failure};

/// The outcome of a function that panicked. What it said stays on the server.
pub(super) fn panicked() -> Outcome {
    Err(failure("the job panicked"))
}

/// Drops a value of the user's, whose destructor may panic.
pub(super) fn drop_quietly<T>(value: T) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(move || drop(value))) {
        drop_payload(payload);
    }
}

/// Drops the error of a task that has panicked.
///
/// It holds what the panic carries, which may be any value of the user's, see
/// [`std::panic::panic_any`].
pub(super) fn drop_error(error: JoinError) {
    if let Ok(payload) = error.try_into_panic() {
        drop_payload(payload);
    }
}

/// Drops what a panic carries.
pub(super) fn drop_payload(payload: Box<dyn Any + Send>) {
    if let Err(next) = catch_unwind(AssertUnwindSafe(move || drop(payload))) {
        // A value that panics again and again has to end somewhere: what it takes is lost.
        std::mem::forget(next);
    }
}
