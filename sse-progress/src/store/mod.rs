//! Where several processes meet, so that each of them answers for the runs of all.
//!
//! A run is executed by one process, its owner, from its start to its end. What the others need to
//! answer for it is in a store:
//!
//! * a record of the run and a copy of its log, which the owner writes,
//! * the lease of each process, by which the others know that it lives,
//! * the claims of idempotency keys,
//! * the request to cancel a run, and how many watch it in which process.
//!
//! A process makes a [`Run`] of what it finds there, whose log is fed by the store. So a stream, a
//! report or a page does not know where its run is executed.
//!
//! Without other processes there is nothing to meet at: [`Store::Memory`].

#[cfg(feature = "redis")]
pub(crate) mod redis;

use crate::protocol::{RunId, RunSummary};
use crate::run::{ListCursor, Principal, Run, Unreachable};

/// What this process has in common with others.
#[derive(Debug)]
pub(crate) enum Store {
    /// Nothing: it is alone.
    Memory,
    /// What Redis holds.
    #[cfg(feature = "redis")]
    Redis(redis::Process),
}

/// A client's name for its intention, and a number for the parameters that came with it.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(feature = "redis"),
    allow(dead_code, reason = "there are no other processes")
)]
pub(crate) struct Intention {
    /// The key with the job and the principal that it belongs to, so that it is one of all
    /// applications' keys.
    pub(crate) name: String,
    pub(crate) fingerprint: u64,
}

/// What an intention has led to in any process.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "redis"),
    allow(dead_code, reason = "there are no other processes")
)]
pub(crate) enum Claimed {
    /// Nothing: whoever asked may start its run now, and nobody else for a while.
    Now,
    /// Another request is about to start a run.
    ByAnother,
    /// It has started this run.
    By(RunId),
    /// It came with other parameters before.
    WithOtherParameters,
}

#[cfg_attr(
    not(feature = "redis"),
    allow(
        clippy::unused_async,
        unused_variables,
        reason = "there are no other processes"
    )
)]
impl Store {
    /// Whether there may be other processes.
    pub(crate) fn is_shared(&self) -> bool {
        !matches!(self, Self::Memory)
    }

    /// A run of any other process, and one of this process that it has forgotten.
    ///
    /// # Errors
    ///
    /// [`Unreachable`], when it cannot be known whether there is such a run.
    pub(crate) async fn find(&self, id: &RunId) -> Result<Option<Run>, Unreachable> {
        match self {
            Self::Memory => Ok(None),
            #[cfg(feature = "redis")]
            Self::Redis(process) => process.find(id).await,
        }
    }

    /// At most `limit` runs of somebody in any process, newest first, those behind `before` if it is
    /// given. Those of this process may not be among them yet.
    ///
    /// # Errors
    ///
    /// [`Unreachable`], when that cannot be known.
    pub(crate) async fn page(
        &self,
        owner: &Principal,
        before: Option<&ListCursor>,
        limit: usize,
    ) -> Result<Vec<(ListCursor, RunSummary)>, Unreachable> {
        match self {
            Self::Memory => Ok(Vec::new()),
            #[cfg(feature = "redis")]
            Self::Redis(process) => process.page(owner, before, limit).await,
        }
    }

    /// Claims an intention for a run that is about to be started, unless it was claimed before.
    ///
    /// # Errors
    ///
    /// [`Unreachable`], when it cannot be known whether it was.
    pub(crate) async fn claim(
        &self,
        intention: &Intention,
        run: &RunId,
    ) -> Result<Claimed, Unreachable> {
        match self {
            Self::Memory => Ok(Claimed::Now),
            #[cfg(feature = "redis")]
            Self::Redis(process) => process.claim(intention, run).await,
        }
    }

    /// Nothing was started: gives a claim back.
    pub(crate) async fn unclaim(&self, intention: &Intention, run: &RunId) {
        match self {
            Self::Memory => {}
            #[cfg(feature = "redis")]
            Self::Redis(process) => process.unclaim(intention, run).await,
        }
    }

    /// A run of this process has begun: makes it known to the others, by and by.
    pub(crate) fn begin(&self, run: &Run, intention: Option<&Intention>) {
        match self {
            Self::Memory => {}
            #[cfg(feature = "redis")]
            Self::Redis(process) => process.begin(run, intention),
        }
    }

    /// Waits for a moment until the others know the run, so that whoever is told of it can ask any of
    /// them.
    pub(crate) async fn begun(&self, run: &Run) {
        match self {
            Self::Memory => {}
            #[cfg(feature = "redis")]
            Self::Redis(process) => process.begun(run).await,
        }
    }

    /// Gives the watchers of other processes' runs back to these, and takes no more of them.
    pub(crate) fn let_go(&self) {
        match self {
            Self::Memory => {}
            #[cfg(feature = "redis")]
            Self::Redis(process) => process.let_go(),
        }
    }

    /// Waits until the others know how each run has ended, or for so long as that may take, and tells
    /// them that this process is gone.
    pub(crate) async fn leave(&self) {
        match self {
            Self::Memory => {}
            #[cfg(feature = "redis")]
            Self::Redis(process) => process.leave().await,
        }
    }
}
