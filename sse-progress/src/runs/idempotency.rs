//! One start per intention: `Idempotency-Key`.

use crate::run::Principal;

/// The longest key in bytes.
pub(crate) const MAX_KEY: usize = 255;

/// What a client calls its intention to start a run, so that a second request with the same key
/// does not start a second run. Keys of different jobs and principals are different.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(super) job: &'static str,
    pub(super) owner: Option<Principal>,
    pub(super) key: String,
}

/// An intention: its key, and a number for the parameters that it came with.
#[derive(Clone, Debug)]
pub(crate) struct Intention {
    pub(super) key: Key,
    pub(super) parameters: u64,
}
