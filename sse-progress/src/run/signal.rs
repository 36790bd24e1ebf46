//! How a reporting job wakes the sampler.

use crate::sync::{AtomicBool, Notify, Ordering};

/// A flag that says "there is something new" and wakes the one task that waits for it.
///
/// To raise a flag that is already up costs one load.
///
/// # Ordering
///
/// As for a [`Bar`](super::bar::Bar): what is new is written before the flag is read, and read
/// after it is cleared, all in one order.
#[derive(Debug, Default)]
pub(crate) struct Signal {
    raised: AtomicBool,
    wake: Notify,
    hurry: Notify,
}

impl Signal {
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
            self.wake.notify_one();
        }
    }

    /// What is new cannot wait: there is little room left for more.
    pub(crate) fn hurry(&self) {
        self.hurry.notify_one();
    }

    /// Waits until something is new, and lowers the flag.
    ///
    /// # Cancel safety
    ///
    /// The flag is lowered only when this returns.
    pub(crate) async fn raised(&self) {
        while !self.raised.swap(false, Ordering::SeqCst) {
            self.wake.notified().await;
        }
    }

    /// Waits for somebody to be in a hurry.
    pub(crate) async fn hurried(&self) {
        self.hurry.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_lowered_by_whoever_waited() {
        let signal = Signal::default();
        signal.raise();
        signal.raise();
        signal.raised().await;
        let again = tokio::time::timeout(std::time::Duration::from_millis(1), signal.raised());
        assert!(again.await.is_err());
        signal.raise();
        signal.raised().await;
    }
}
