//! The runs there are: how one is started, found by its id, limited in number, and forgotten.
//!
//! ```text
//! catalog      the jobs that can be run, each at its address
//! start        from a job and its parameters to a run
//! idempotency  one run for all requests with one key
//! registry     every run from its start until it is forgotten
//! retention    when that is
//! shutdown     no more runs, and an end for those under way
//! ```

mod catalog;
mod idempotency;
mod registry;
mod retention;
mod shutdown;
mod start;

use std::hash::RandomState;
use std::sync::{Arc, Mutex};

use crate::job::States;
use crate::log::Limits;
use crate::protocol::RunId;
use crate::run::Run;

use registry::Registry;

pub use start::StartError;

pub(crate) use catalog::{Catalog, JobAt, PathValues};
pub(crate) use idempotency::MAX_KEY;
pub(crate) use start::{Kind as StartErrorKind, StartRequest, Started};

/// The jobs of an application and their runs, without HTTP.
#[derive(Debug)]
pub(crate) struct Runs {
    catalog: Catalog,
    states: States,
    /// Shared with each run's task, which reports the end there; that task must not keep the
    /// application's state alive, so it holds this and not the whole.
    registry: Arc<Registry>,
    log_limits: Limits,
    /// Held from the look-up of an idempotency key to the start of its run, so that of two requests
    /// with one key the second waits and finds the run of the first.
    keyed_starts: Mutex<()>,
    /// Hashes the parameters that came with a key.
    fingerprints: RandomState,
}

impl Runs {
    /// `max_live` bounds the runs under way, and `log_limits` what each remembers.
    pub(crate) fn new(
        catalog: Catalog,
        states: States,
        max_live: usize,
        log_limits: Limits,
    ) -> Self {
        Self {
            catalog,
            states,
            registry: Registry::new(max_live),
            log_limits,
            keyed_starts: Mutex::default(),
            fingerprints: RandomState::new(),
        }
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// A run that is under way, or that has ended within its job's retention.
    pub(crate) fn get(&self, id: &RunId) -> Option<Run> {
        self.registry.get(id)
    }

    /// How many runs are under way, waiting ones among them.
    pub(crate) fn live(&self) -> usize {
        self.registry.live()
    }

    /// The runs that begin from now on, until a shutdown.
    #[cfg(feature = "mirror")]
    pub(crate) fn started(&self) -> tokio::sync::broadcast::Receiver<Run> {
        self.registry.started()
    }
}
