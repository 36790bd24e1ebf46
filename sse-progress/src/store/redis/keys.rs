//! The names of everything that is in Redis.

use crate::protocol::RunId;
use crate::run::Principal;

/// The keys of one application. The keys of one run have its id as their hash tag, so that they are
/// in one slot of a cluster.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    prefix: String,
}

impl Keys {
    pub(super) fn new(prefix: String) -> Self {
        Self { prefix }
    }

    /// A hash: what the run is, who executes it in which generation, and its end.
    pub(super) fn run(&self, run: &RunId) -> String {
        format!("{}:{{{run}}}", self.prefix)
    }

    /// A stream: the log lines that are remembered, and `done`.
    pub(super) fn lines(&self, run: &RunId) -> String {
        format!("{}:{{{run}}}:lines", self.prefix)
    }

    /// A stream of one entry: the newest snapshot.
    pub(super) fn progress(&self, run: &RunId) -> String {
        format!("{}:{{{run}}}:progress", self.prefix)
    }

    /// A string: there if the run is to be cancelled.
    pub(super) fn cancel(&self, run: &RunId) -> String {
        format!("{}:{{{run}}}:cancel", self.prefix)
    }

    /// A hash: how many watch the run, by process.
    pub(super) fn watchers(&self, run: &RunId) -> String {
        format!("{}:{{{run}}}:watchers", self.prefix)
    }

    /// A sorted set: the runs of a principal, by the time of their start.
    pub(super) fn principal(&self, principal: &Principal) -> String {
        format!("{}:principal:{}", self.prefix, principal.as_str())
    }

    /// A string: what an idempotency key has led to.
    pub(super) fn intention(&self, name: &str) -> String {
        format!("{}:key:{name}", self.prefix)
    }

    /// A set: the processes that there are.
    pub(super) fn processes(&self) -> String {
        format!("{}:processes", self.prefix)
    }

    /// A string: the lease of a process.
    pub(super) fn process(&self, process: &str) -> String {
        format!("{}:process:{process}", self.prefix)
    }

    /// A set: the runs of a process that have not ended.
    pub(super) fn runs(&self, process: &str) -> String {
        format!("{}:process:{process}:runs", self.prefix)
    }

    /// A stream: what others have to say to a process.
    pub(super) fn inbox(&self, process: &str) -> String {
        format!("{}:process:{process}:inbox", self.prefix)
    }
}
