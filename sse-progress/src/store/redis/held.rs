//! A claim of an idempotency key that has led to a run of this process.

use redis::{Pipeline, Value};

use super::keys::Keys;
use super::record::text;
use crate::protocol::RunId;
use crate::store::Intention;

/// A claim that has led to a run of this process.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) key: String,
    value: String,
}

impl Held {
    pub(super) fn new(keys: &Keys, intention: &Intention, run: &RunId) -> Self {
        Self {
            key: keys.intention(&intention.name),
            value: value(intention, run),
        }
    }

    /// Asks for what the key leads to, and has it lead to this run if that is nothing.
    pub(super) fn ask(&self, keep_ms: u64, commands: &mut Pipeline) {
        commands
            .cmd("SET")
            .arg(&self.key)
            .arg(&self.value)
            .arg("NX")
            .arg("PX")
            .arg(keep_ms);
        commands.cmd("GET").arg(&self.key);
    }

    /// Whether the key leads to this run, by the answer to `GET`.
    pub(super) fn is_ours(&self, answer: Option<&Value>) -> bool {
        answer.and_then(text) == Some(self.value.as_str())
    }

    /// Whether it leads to another.
    pub(super) fn is_lost(&self, answer: Option<&Value>) -> bool {
        let found = answer.and_then(text);
        found.is_some_and(|found| found != self.value)
    }
}

/// What stands at the key: what it came with, and the run that it leads to.
pub(super) fn value(intention: &Intention, run: &RunId) -> String {
    format!("{:016x} {run}", intention.fingerprint)
}

/// The same, read.
pub(super) fn parse(value: &str) -> Option<(u64, RunId)> {
    let mut words = value.split(' ');
    let fingerprint = u64::from_str_radix(words.next()?, 16).ok()?;
    Some((fingerprint, words.next()?.parse().ok()?))
}
