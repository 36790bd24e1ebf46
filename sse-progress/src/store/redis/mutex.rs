//! Locks that nobody panics under.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Nothing panics with one of these locks held, and each change leaves what is under it whole.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
