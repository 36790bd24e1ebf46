//! One run on a terminal.

use std::time::{Duration, Instant};

use crate::protocol::Event;

use super::Mirror;
use super::signals::has_links;

/// One run on a terminal: made by [`Mirror::view`].
///
/// It draws nothing by itself, and none of its methods waits for the terminal. When it is dropped
/// before its run has ended, the run's bars go away without a word; how a run ended stays.
#[derive(Debug)]
pub struct View {
    mirror: Mirror,
    id: u64,
}

impl View {
    pub(super) fn new(mirror: &Mirror, label: &str) -> Self {
        Self {
            id: mirror.drawing().tell(|told| told.open(label)),
            mirror: mirror.clone(),
        }
    }

    /// Makes the name of the run a link to this address once it has ended, in a terminal that is known to
    /// have links.
    pub fn linked(&self, address: &str) {
        if has_links() {
            self.mirror
                .drawing()
                .tell(|told| told.link(self.id, address));
        }
    }

    /// Shows an event of the run. Nothing is shown after `done`.
    pub fn event(&self, event: &Event) {
        let now = Instant::now();
        self.mirror
            .drawing()
            .tell(|told| told.event(self.id, event, now));
    }

    /// Says that the connection is lost and will be tried again `after` so long. The next event
    /// takes that back. Where there are no bars, a line says so, once until then.
    pub fn reconnecting(&self, reason: &str, after: Duration) {
        let now = Instant::now();
        let again_at = now.checked_add(after).unwrap_or(now);
        self.mirror
            .drawing()
            .tell(|told| told.reconnecting(self.id, reason, again_at));
    }

    /// Says that nothing more will be heard of the run, and why.
    pub fn gone(self, reason: &str) {
        self.mirror
            .drawing()
            .tell(|told| told.gone(self.id, reason));
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.mirror.drawing().tell(|told| told.close(self.id));
    }
}
