//! Several watches as one, each in its turn.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;
use futures_util::stream::SelectAll;

use crate::log::Entry;
use crate::run::Watch;

/// The events of several runs, each with the index of its run: of each run in its order, and
/// whoever has been served waits behind all others that have something.
///
/// Nothing is read ahead: what a slow client has not taken stays in the logs, where only the
/// newest snapshot matters.
#[derive(Default)]
pub(super) struct Merge(SelectAll<Events>);

/// The events of one run.
struct Events {
    index: usize,
    source: Source,
}

enum Source {
    Watch(Watch),
    /// A single event, until it has been taken.
    Event(Option<Entry>),
}

impl Merge {
    /// Adds a watch, whose events come with `index`.
    pub(super) fn watch(&mut self, index: usize, watch: Watch) {
        let source = Source::Watch(watch);
        self.0.push(Events { index, source });
    }

    /// Adds a single event.
    pub(super) fn event(&mut self, index: usize, entry: Entry) {
        let source = Source::Event(Some(entry));
        self.0.push(Events { index, source });
    }

    /// Stops watching one. Returns whether another is left.
    pub(super) fn leave(&mut self, index: usize) -> bool {
        let mut others = false;
        for events in self.0.iter_mut() {
            if events.index == index {
                events.source = Source::Event(None);
            }
            others |= !matches!(events.source, Source::Event(None));
        }
        others
    }
}

/// The next event and whose it is, `None` after the `done` of the last run.
impl Stream for Merge {
    type Item = (usize, Entry);

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(cx)
    }
}

impl Stream for Events {
    type Item = (usize, Entry);

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let entry = match &mut self.source {
            Source::Watch(watch) => watch.poll_entry(cx),
            Source::Event(entry) => Poll::Ready(entry.take()),
        };
        entry.map(|entry| Some((self.index, entry?)))
    }
}

impl fmt::Debug for Merge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merge")
            .field("runs", &self.0.len())
            .finish()
    }
}
