//! When the work of a bar began and ended.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The times of one bar, which the job writes and the sampler reads.
#[derive(Debug, Default)]
pub(crate) struct Times(Mutex<Noted>);

/// What is known at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Noted {
    pub(crate) started: Option<Instant>,
    pub(crate) ended: Option<Instant>,
    /// Whether the work has begun anew since the times were last [read](Times::read).
    pub(crate) begun_anew: bool,
}

impl Times {
    /// The first call counts.
    pub(crate) fn start(&self) {
        self.lock().started.get_or_insert_with(Instant::now);
    }

    /// Time stands still from now on.
    pub(crate) fn end(&self) {
        self.lock().ended.get_or_insert_with(Instant::now);
    }

    /// The work begins anew, and its time, too, if `restart` says so.
    pub(crate) fn begin_anew(&self, restart: bool) {
        let mut noted = self.lock();
        if restart {
            noted.started = Some(Instant::now());
            noted.ended = None;
        }
        noted.begun_anew = true;
    }

    /// For how long the work has been going on.
    pub(crate) fn elapsed(&self) -> Duration {
        let Noted { started, ended, .. } = *self.lock();
        started.map_or(Duration::ZERO, |started| {
            let now = ended.unwrap_or_else(Instant::now);
            now.saturating_duration_since(started)
        })
    }

    /// For the sampler, who is told once that the work has begun anew.
    pub(crate) fn read(&self) -> Noted {
        let mut noted = self.lock();
        let read = *noted;
        noted.begun_anew = false;
        read
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
