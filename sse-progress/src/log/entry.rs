//! One event of a log, with its id and its bytes.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::weight::weight;
use crate::protocol::{Event, EventId, Position, RunId};

/// An event, its id, and the bytes that it becomes on the wire, made once for all watchers.
#[derive(Clone, Debug)]
pub(crate) struct Entry(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: EventId,
    event: Event,
    bytes: OnceLock<Bytes>,
}

impl Entry {
    pub(crate) fn new(run: &RunId, position: Position, event: Event) -> Self {
        let id = EventId {
            run: run.clone(),
            position,
            done: matches!(event, Event::Done(_)),
        };
        Self(Arc::new(Inner {
            id,
            event,
            bytes: OnceLock::new(),
        }))
    }

    pub(crate) fn id(&self) -> &EventId {
        &self.0.id
    }

    pub(crate) fn event(&self) -> &Event {
        &self.0.event
    }

    /// The bytes that `encode` makes of this event: it is called for the first watcher only, and
    /// never for an event that nobody watches.
    pub(crate) fn bytes(&self, encode: impl FnOnce(&EventId, &Event) -> Bytes) -> Bytes {
        let inner = &*self.0;
        inner
            .bytes
            .get_or_init(|| encode(&inner.id, &inner.event))
            .clone()
    }

    /// About how many bytes of memory it takes, with what it takes when it is sent.
    pub(super) fn weight(&self) -> usize {
        let (held, sent) = weight(self.event());
        let sent = self.0.bytes.get().map_or(sent, Bytes::len);
        size_of::<Inner>() + held + sent
    }
}
