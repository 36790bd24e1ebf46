//! Streams.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use pin_project_lite::pin_project;

use crate::run::Progress;

pin_project! {
    /// A stream that moves a bar: see [`Progress::wrap_stream`].
    #[derive(Clone, Debug)]
    #[must_use = "streams do nothing unless they are polled"]
    pub struct WrapStream<S> {
        #[pin]
        items: S,
        progress: Progress,
        // An item has been handed out and is not counted yet.
        working: bool,
    }
}

impl<S: Stream> WrapStream<S> {
    pub(super) fn new(progress: Progress, items: S) -> Self {
        progress.suggest_length(items.size_hint());
        Self {
            items,
            progress,
            working: false,
        }
    }
}

impl<S: Stream> Stream for WrapStream<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        if std::mem::take(this.working) {
            this.progress.inc(1);
        }
        let item = ready!(this.items.poll_next(cx));
        *this.working = item.is_some();
        Poll::Ready(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{StreamExt, stream};

    #[tokio::test]
    async fn an_item_counts_when_the_next_is_asked_for() {
        let progress = Progress::hidden();
        let mut items = progress.wrap_stream(stream::iter(0..2));
        assert_eq!(progress.length(), Some(2));
        items.next().await;
        assert_eq!(progress.position(), 0);
        items.next().await;
        assert_eq!(progress.position(), 1);
        assert!(items.next().await.is_none());
        assert_eq!(progress.position(), 2);
    }
}
