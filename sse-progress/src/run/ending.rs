//! What a job has said about the end of a bar.

use std::sync::atomic::{AtomicU8, Ordering};

/// How a job ends a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Finished,
    /// It stays where it was.
    Abandoned,
    /// Nobody has to see it any more.
    Cleared,
}

/// The place for an [`Ending`], which may come from any thread.
#[derive(Debug, Default)]
pub(crate) struct EndingMark(AtomicU8);

impl EndingMark {
    pub(crate) fn get(&self) -> Option<Ending> {
        // The mark stands for itself: no ordering is needed.
        match self.0.load(Ordering::Relaxed) {
            1 => Some(Ending::Finished),
            2 => Some(Ending::Abandoned),
            3 => Some(Ending::Cleared),
            _ => None,
        }
    }

    pub(crate) fn set(&self, ending: Option<Ending>) {
        let mark = match ending {
            None => 0,
            Some(Ending::Finished) => 1,
            Some(Ending::Abandoned) => 2,
            Some(Ending::Cleared) => 3,
        };
        self.0.store(mark, Ordering::Relaxed);
    }
}
