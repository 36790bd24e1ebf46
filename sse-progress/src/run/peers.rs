//! The other processes, as a run sees them.

use std::fmt;
use std::pin::Pin;

use crate::protocol::{CancelReason, Done, RunId};

use super::Run;

/// What several processes have in common cannot be reached now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreachable;

/// A future behind a trait object.
pub(crate) type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The processes that this one shares its runs with: what a run that they know, or that is one of
/// theirs, needs of the store.
pub(crate) trait Peers: fmt::Debug + Send + Sync {
    /// A run of this process is about to end so. Answers with the end that stands: another process
    /// may have declared it lost while this one was silent.
    fn settle<'a>(&'a self, run: &'a Run, done: Done) -> Answer<'a, Done>;

    /// Asks the owner of another process's run to cancel it, in a way that lasts until it has.
    ///
    /// # Errors
    ///
    /// [`Unreachable`], when it is not known whether the request will arrive.
    fn cancel<'a>(
        &'a self,
        run: &'a RunId,
        reason: CancelReason,
    ) -> Answer<'a, Result<(), Unreachable>>;

    /// The same, as soon as it can be done.
    fn cancel_soon(&self, run: &RunId);

    /// The watchers that another process's run has here are other ones, or more, or fewer.
    fn watchers_changed(&self, run: &RunId);

    /// A watcher of another process's run leaves it for good.
    fn announce_leave(&self, run: &RunId);

    /// A watcher of another process's run replaces one that is about to leave.
    fn replace_watcher(&self, run: &RunId);
}
