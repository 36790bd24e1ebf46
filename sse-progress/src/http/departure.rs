//! Being told that a client has left.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

type Gone = Pin<Box<dyn Future<Output = ()> + Send + Sync>>;

/// A request extension through which a server tells a stream that its client has left, in those
/// cases in which hyper does not see it. Without it a stream relies on hyper alone.
#[derive(Clone)]
pub(crate) struct Departure(Arc<dyn Fn() -> Gone + Send + Sync>);

impl Departure {
    /// `gone` makes futures that complete when the client has left.
    #[cfg(any(feature = "server", test))]
    pub(crate) fn new<F>(gone: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + Sync + 'static,
    {
        Self(Arc::new(move || Box::pin(gone())))
    }

    pub(crate) fn gone(&self) -> Gone {
        (self.0)()
    }
}

impl fmt::Debug for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Departure")
    }
}
