//! The standard library's `OnceLock`, as far as the library uses it.

use std::sync::atomic::Ordering;

use super::Mutex;
use super::atomic::AtomicBool;

/// A value that is set once.
///
/// * Of several who want to set it, one does, and the others wait for it.
/// * Whoever sees it sees what came before it was set.
///
/// The standard library is trusted to do the same.
#[derive(Debug)]
pub(crate) struct OnceLock<T> {
    value: std::sync::OnceLock<T>,
    is_set: AtomicBool,
    setting: Mutex<()>,
}

impl<T> OnceLock<T> {
    pub(crate) fn new() -> Self {
        Self {
            value: std::sync::OnceLock::new(),
            is_set: AtomicBool::new(false),
            setting: Mutex::new(()),
        }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        let is_set = self.is_set.load(Ordering::Acquire);
        is_set.then(|| self.value.get().unwrap())
    }

    pub(crate) fn get_or_init(&self, value: impl FnOnce() -> T) -> &T {
        let _setting = self.setting.lock().unwrap();
        // Nobody is in the middle of setting it, since that takes the lock.
        let value = self.value.get_or_init(value);
        self.is_set.store(true, Ordering::Release);
        value
    }
}
