//! The three events.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::{Done, LogLine, Snapshot};

/// One event of a run. Cheap to clone, so that any number of watchers can share it.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The state of every bar, complete in itself.
    Progress(Arc<Snapshot>),
    /// A line that the job said.
    Log(Arc<LogLine>),
    /// How the run ended; nothing follows.
    Done(Arc<Done>),
}

impl Event {
    /// The name on the wire: `progress`, `log` or `done`.
    ///
    /// Never `error`: an `EventSource` fires an event of that name itself.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Progress(_) => "progress",
            Self::Log(_) => "log",
            Self::Done(_) => "done",
        }
    }
}

/// Serializes to the event's `data`.
impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Progress(snapshot) => snapshot.serialize(serializer),
            Self::Log(line) => line.serialize(serializer),
            Self::Done(done) => done.serialize(serializer),
        }
    }
}
