//! One watcher of a run.

use tokio::sync::watch;

use crate::log::{Cursor, Entry, Read};
use crate::protocol::{Event, EventId, Position};

use super::Run;
use super::audience::Seat;

/// The events of a run, from a position on: a snapshot first, then every log line after the
/// position, the newest snapshot whenever there is a newer one, and `done` at the end.
///
/// While it exists the run has a watcher; when it is dropped, the job's `on_disconnect` decides
/// what becomes of a run without any.
#[derive(Debug)]
pub struct Watch {
    run: Run,
    cursor: Cursor,
    changes: watch::Receiver<u64>,
    opening: Option<Entry>,
    _seat: Seat,
}

impl Watch {
    /// Watches from `after` on. `may_return` says whether the watcher is a client that reconnects.
    pub(crate) fn open(run: &Run, after: Position, may_return: bool) -> Self {
        let changes = run.log().changes();
        let (cursor, opening) = run.log().open(after);
        Self {
            _seat: run.audience().sit(may_return),
            run: run.clone(),
            cursor,
            changes,
            opening: Some(opening),
        }
    }

    /// The run that is watched.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The next event with its id, or `None` after `done`.
    ///
    /// # Cancel safety
    ///
    /// No event is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<(EventId, Event)> {
        let entry = self.next_entry().await?;
        Some((entry.id().clone(), entry.event().clone()))
    }

    pub(crate) async fn next_entry(&mut self) -> Option<Entry> {
        if let Some(opening) = self.opening.take() {
            return Some(opening);
        }
        loop {
            match self.run.log().read(&mut self.cursor) {
                Read::Entry(entry) => return Some(entry),
                Read::End => return None,
                // The run holds the sender, and `self` holds the run.
                Read::Pending => self.changes.changed().await.ok()?,
            }
        }
    }
}
