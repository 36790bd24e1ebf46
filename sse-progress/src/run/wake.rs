//! How a reporting job wakes the sampler.

use crate::sync::{AtomicBool, Notify, Ordering};

/// A flag that says "there is something new" and wakes the one task that waits for it, the sampler.
///
/// To raise a flag that is up already costs one load.
///
/// # Ordering
///
/// As for a [`Bar`](super::bar::Bar): what is new is written before the flag is read, and read
/// after it is cleared, all in one order.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    raised: AtomicBool,
    notify: Notify,
    flush: Notify,
}

impl Wake {
    /// Something is new.
    #[inline]
    pub(crate) fn raise(&self) {
        if !self.raised.load(Ordering::SeqCst) {
            self.raise_slow();
        }
    }

    #[cold]
    fn raise_slow(&self) {
        if !self.raised.swap(true, Ordering::SeqCst) {
            self.notify.notify_one();
        }
    }

    /// Waits until something is new, and lowers the flag.
    ///
    /// # Cancel safety
    ///
    /// The flag is lowered only when this returns.
    pub(crate) async fn raised(&self) {
        while !self.raised.swap(false, Ordering::SeqCst) {
            self.notify.notified().await;
        }
    }

    /// What is new has to be taken now: there is little room left for more.
    pub(crate) fn flush(&self) {
        self.flush.notify_one();
    }

    /// Waits for [`flush`](Self::flush).
    pub(crate) async fn flush_requested(&self) {
        self.flush.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_lowered_by_whoever_waited() {
        let wake = Wake::default();
        wake.raise();
        wake.raise();
        wake.raised().await;
        let again = tokio::time::timeout(std::time::Duration::from_millis(1), wake.raised());
        assert!(again.await.is_err());
        wake.raise();
        wake.raised().await;
    }
}
