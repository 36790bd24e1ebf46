//! Being told that a client has left.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

type Left = Pin<Box<dyn Future<Output = ()> + Send + Sync>>;

/// A request extension through which a server tells a stream that its client has left, in those
/// cases in which hyper does not see it. Without it a stream relies on hyper alone, which drops the
/// response body.
#[derive(Clone)]
pub(crate) struct Disconnect(Arc<dyn Fn() -> Left + Send + Sync>);

impl Disconnect {
    /// `left` makes futures that complete when the client has left.
    #[cfg(any(feature = "server", test))]
    pub(crate) fn new<F>(left: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + Sync + 'static,
    {
        Self(Arc::new(move || Box::pin(left())))
    }

    /// Completes when the client has left.
    pub(crate) fn left(&self) -> Left {
        (self.0)()
    }
}

impl fmt::Debug for Disconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Disconnect")
    }
}
