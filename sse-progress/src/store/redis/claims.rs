//! Claims of idempotency keys: of all requests with one key, in whichever process, one starts a run.
//!
//! The first to ask writes, in one command, that it is about to start a run, and which one. That lasts
//! for a lease. When the run has begun its owner writes so, and keeps it until the retention of the
//! run is over. So a claimant that dies in between holds the key up for its lease and no longer.

use redis::Pipeline;

use super::record::{millis, text};
use super::shared::Shared;
use crate::protocol::RunId;
use crate::run::Unreachable;
use crate::store::{Claimed, Intention};

const CLAIMED: &str = "claimed";
const STARTED: &str = "started";

/// Claims an intention for a run that is about to be started.
pub(super) async fn claim(
    shared: &Shared,
    intention: &Intention,
    run: &RunId,
) -> Result<Claimed, Unreachable> {
    let key = shared.keys.intention(&intention.name);
    let mut commands = Pipeline::new();
    commands
        .cmd("SET")
        .arg(&key)
        .arg(value(CLAIMED, intention, run))
        .arg("NX")
        .arg("PX")
        .arg(millis(shared.lease));
    commands.cmd("GET").arg(&key);
    let answers = shared.commands.query(&commands).await?;
    // It may have run out between the two. Whoever asked asks again.
    let found = answers.get(1).and_then(text);
    let Some((state, fingerprint, id)) = found.and_then(parse) else {
        return Ok(Claimed::ByAnother);
    };
    Ok(if fingerprint != intention.fingerprint {
        Claimed::WithOtherParameters
    } else if state == STARTED {
        Claimed::By(id)
    } else if id == *run {
        Claimed::Now
    } else {
        Claimed::ByAnother
    })
}

/// Gives a claim back that has led to nothing.
pub(super) async fn unclaim(shared: &Shared, intention: &Intention) {
    let mut commands = Pipeline::new();
    commands
        .cmd("DEL")
        .arg(shared.keys.intention(&intention.name));
    // Otherwise it runs out.
    let _ = shared.commands.query(&commands).await;
}

/// The key of an intention, and what stands there when its run has begun.
pub(super) fn started(shared: &Shared, intention: &Intention, run: &RunId) -> (String, String) {
    let key = shared.keys.intention(&intention.name);
    (key, value(STARTED, intention, run))
}

fn value(state: &str, intention: &Intention, run: &RunId) -> String {
    format!("{state} {:016x} {run}", intention.fingerprint)
}

fn parse(value: &str) -> Option<(&str, u64, RunId)> {
    let mut words = value.split(' ');
    let state = words.next()?;
    let fingerprint = u64::from_str_radix(words.next()?, 16).ok()?;
    Some((state, fingerprint, words.next()?.parse().ok()?))
}
