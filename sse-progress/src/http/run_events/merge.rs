//! Several watches as one, each in its turn.

use std::fmt;
use std::pin::Pin;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::log::Entry;
use crate::run::Watch;

/// The events of several runs: of each in its order, and whoever has been served waits behind all
/// others that have something.
///
/// Nothing is read ahead: what a slow client has not taken stays in the logs, where only the
/// newest snapshot matters.
#[derive(Default)]
pub(super) struct Merge(FuturesUnordered<Pin<Box<dyn Future<Output = Turn> + Send + Sync>>>);

struct Turn {
    index: usize,
    entry: Option<Entry>,
    watch: Option<Watch>,
}

impl Merge {
    /// Adds a watch, whose events come with `index`.
    pub(super) fn watch(&mut self, index: usize, mut watch: Watch) {
        self.0.push(Box::pin(async move {
            let entry = watch.next_entry().await;
            Turn {
                index,
                entry,
                watch: Some(watch),
            }
        }));
    }

    /// Adds a single event.
    pub(super) fn event(&mut self, index: usize, entry: Entry) {
        self.0.push(Box::pin(async move {
            Turn {
                index,
                entry: Some(entry),
                watch: None,
            }
        }));
    }

    /// The next event and whose it is, `None` after the `done` of the last run.
    ///
    /// No event is lost if the future is dropped.
    pub(super) async fn next(&mut self) -> Option<(usize, Entry)> {
        loop {
            let turn = self.0.next().await?;
            // Behind `done` a watch has nothing, and is not taken up again.
            let Some(entry) = turn.entry else {
                continue;
            };
            if let Some(watch) = turn.watch {
                self.watch(turn.index, watch);
            }
            return Some((turn.index, entry));
        }
    }
}

impl fmt::Debug for Merge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merge")
            .field("runs", &self.0.len())
            .finish()
    }
}
