//! The runs there are: how one is started, found by its id, limited in number, and forgotten.
//!
//! ```text
//! catalog      the jobs that can be run, each at its address
//! start        from a job and its parameters to a run
//! list         the runs of somebody, newest first
//! idempotency  one run for all requests with one key
//! fingerprint  whether they ask for the same
//! registry     every run from its start until it is forgotten
//! retention    when that is
//! shutdown     no more runs, and an end for those under way
//! ```

mod catalog;
mod fingerprint;
mod idempotency;
mod list;
mod registry;
mod retention;
mod shutdown;
mod start;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::job::States;
use crate::log::Limits;
use crate::protocol::{RunId, RunSummary};
use crate::run::{DescribeError, ListCursor, Principal, Run, RunEvents, Unreachable};
use crate::store::Store;

use registry::Registry;

pub use start::StartError;

pub(crate) use catalog::{Catalog, JobAt, PathValues};
pub(crate) use idempotency::MAX_KEY;
pub(crate) use start::{Arguments, Kind as StartErrorKind, StartRequest, Started};

/// The jobs of an application and their runs, without HTTP.
#[derive(Debug)]
pub(crate) struct Runs {
    catalog: Catalog,
    states: States,
    /// Shared with each run's task, which reports the end there; that task must not keep the
    /// application's state alive, so it holds this and not the whole.
    registry: Arc<Registry>,
    log_limits: Limits,
    describe_error: DescribeError,
    /// Held from the look-up of an idempotency key to the start of its run, so that of two requests
    /// with one key the second waits and finds the run of the first.
    keyed_starts: Mutex<()>,
    /// Where this process meets others.
    store: Store,
}

impl Runs {
    /// `max_live` bounds the runs under way, `log_limits` what each remembers, and `describe_error`
    /// says what clients learn of an error.
    pub(crate) fn new(
        catalog: Catalog,
        states: States,
        max_live: usize,
        log_limits: Limits,
        describe_error: DescribeError,
        store: Store,
    ) -> Self {
        Self {
            catalog,
            states,
            registry: Registry::new(max_live),
            log_limits,
            describe_error,
            keyed_starts: Mutex::default(),
            store,
        }
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// A run of any process that is under way, or that has ended within its job's retention.
    ///
    /// # Errors
    ///
    /// [`Unreachable`], when it is not this process's, and it cannot be known whether it is another's.
    pub(crate) async fn find(&self, id: &RunId) -> Result<Option<Run>, Unreachable> {
        match self.get(id) {
            Some(run) => Ok(Some(run)),
            None => self.store.find(id).await,
        }
    }

    /// The same for a run of this process.
    pub(crate) fn get(&self, id: &RunId) -> Option<Run> {
        self.registry.get(id)
    }

    /// Whether other processes may have runs, too.
    pub(crate) fn is_shared(&self) -> bool {
        self.store.is_shared()
    }

    /// The runs of this process, newest first.
    pub(crate) fn all(&self) -> Vec<Run> {
        self.registry.all()
    }

    /// At most `limit` runs of somebody in any process, newest first, those behind `before` if it is
    /// given.
    ///
    /// # Errors
    ///
    /// [`Unreachable`], when other processes may have some, and cannot be asked.
    pub(crate) async fn page(
        &self,
        owner: &Principal,
        before: Option<&ListCursor>,
        limit: usize,
    ) -> Result<Vec<(ListCursor, RunSummary)>, Unreachable> {
        let runs = self.registry.page(owner, before, limit);
        // What this process knows itself goes first: it is newer than what it has told the others.
        let mut page: BTreeMap<ListCursor, RunSummary> = BTreeMap::new();
        page.extend(self.store.page(owner, before, limit).await?);
        page.extend(runs.iter().map(|run| (ListCursor::of(run), run.summary())));
        Ok(page.into_iter().rev().take(limit).collect())
    }

    /// How many runs are under way, waiting ones among them.
    pub(crate) fn live(&self) -> usize {
        self.registry.live()
    }

    /// What becomes of runs from now on, until a shutdown.
    pub(crate) fn events(&self) -> RunEvents {
        self.registry.observers().subscribe()
    }
}
