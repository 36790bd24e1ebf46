//! How fast a bar moves, as the newest snapshot shows it, for the job to ask.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The sampler writes it, and handles read it.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<Shown>);

#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    /// Units per second.
    rate: Option<f64>,
    eta: Option<Duration>,
}

impl Pace {
    pub(crate) fn show(&self, rate: Option<f64>, eta: Option<Duration>) {
        *self.lock() = Shown { rate, eta };
    }

    pub(crate) fn clear(&self) {
        *self.lock() = Shown::default();
    }

    pub(crate) fn rate(&self) -> Option<f64> {
        self.lock().rate
    }

    pub(crate) fn eta(&self) -> Option<Duration> {
        self.lock().eta
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
