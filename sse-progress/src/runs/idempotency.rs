//! One run for all requests that carry the same `Idempotency-Key`.
//!
//! A client that does not know whether its request has arrived sends it once more, with the same
//! key, and gets the run that the first one has started.

use std::collections::HashMap;

use crate::protocol::RunId;
use crate::run::Principal;
use crate::store::Intention;

/// The longest key in bytes.
pub(crate) const MAX_KEY: usize = 255;

/// How many keys are remembered of runs that have ended. Each takes some hundred bytes.
const MAX_ENDED: usize = 100_000;

/// A key belongs to a job and a principal: the same text from elsewhere is another key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) job: &'static str,
    pub(super) owner: Option<Principal>,
    pub(super) text: String,
}

/// A key, and a number for the parameters that came with it.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) key: Key,
    pub(super) fingerprint: u64,
}

impl Claim {
    /// The same for all processes. Each part has its length before it, so that no two keys have the
    /// same name.
    pub(super) fn intention(&self) -> Intention {
        let Key { job, owner, text } = &self.key;
        let owner = match owner {
            Some(owner) => format!("{}:{}", owner.as_str().len(), owner.as_str()),
            None => "-".to_owned(),
        };
        Intention {
            name: format!("{}:{job}:{owner}:{text}", job.len()),
            fingerprint: self.fingerprint,
        }
    }
}

/// What a key has led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claimed {
    /// Nothing: this claim may start a run.
    No,
    /// It has started this run.
    By(RunId),
    /// It came with other parameters before.
    WithOtherParameters,
}

/// The keys that have started runs, until the retention of these runs is over. A key outlives its
/// run when that is forgotten early, for lack of room, so that it does not start a second one.
#[derive(Debug, Default)]
pub(super) struct Keys {
    runs: HashMap<Key, (RunId, u64)>,
    ended: usize,
}

impl Keys {
    pub(super) fn claimed(&self, claim: &Claim) -> Claimed {
        match self.runs.get(&claim.key) {
            None => Claimed::No,
            Some((_, fingerprint)) if *fingerprint != claim.fingerprint => {
                Claimed::WithOtherParameters
            }
            Some((run, _)) => Claimed::By(run.clone()),
        }
    }

    pub(super) fn insert(&mut self, claim: Claim, run: RunId) -> Key {
        let key = claim.key;
        self.runs.insert(key.clone(), (run, claim.fingerprint));
        key
    }

    /// Its run has ended. Returns whether the key is still remembered.
    pub(super) fn ended(&mut self, key: &Key) -> bool {
        if self.ended < MAX_ENDED {
            self.ended += 1;
            return true;
        }
        self.runs.remove(key);
        false
    }

    /// The retention of its run, which has ended, is over.
    pub(super) fn remove(&mut self, key: &Key) {
        if self.runs.remove(key).is_some() {
            self.ended -= 1;
        }
    }
}
