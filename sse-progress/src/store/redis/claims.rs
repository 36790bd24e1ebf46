//! Claims of idempotency keys: of all requests with one key, in whichever process, one starts a run.
//!
//! The first to ask writes, in one command, which run it is about to start. That lasts for a lease, and
//! its owner prolongs it as long as the run lives, and until its retention is over. So a claimant that
//! dies before the start holds the key up for its lease and no longer. Whoever finds a claim of another
//! looks whether that run is there: if so it is the run of the key, and if not it will be soon.
//!
//! A claimant may be stopped for longer than its lease before it starts, and another takes the key
//! meanwhile. So a claim counts for a part of the lease only, from when it was asked for; whoever
//! notices later than that asks again. What can still come in between is found when the run is written
//! to Redis, and at each renewal: a run whose key leads to another is ended as `lost`.

use redis::Pipeline;
use tokio::time::Instant;

use super::held::{Held, parse, value};
use super::record::{millis, number, text};
use super::shared::Shared;
use crate::protocol::RunId;
use crate::run::Unreachable;
use crate::store::{Claimed, Intention};

/// How often a claim is asked for that has come too late.
const TRIES: usize = 3;

/// Claims an intention for a run that is about to be started.
pub(super) async fn claim(
    shared: &Shared,
    intention: &Intention,
    run: &RunId,
) -> Result<Claimed, Unreachable> {
    for _ in 0..TRIES {
        let asked = Instant::now();
        let claimed = ask(shared, intention, run).await?;
        if claimed != Claimed::Now || asked.elapsed() < shared.lease / 2 {
            return Ok(claimed);
        }
    }
    Ok(Claimed::ByAnother)
}

async fn ask(shared: &Shared, intention: &Intention, run: &RunId) -> Result<Claimed, Unreachable> {
    let key = shared.keys.intention(&intention.name);
    let mut commands = Pipeline::new();
    commands
        .cmd("SET")
        .arg(&key)
        .arg(value(intention, run))
        .arg("NX")
        .arg("PX")
        .arg(millis(shared.lease));
    commands.cmd("GET").arg(&key);
    let answers = shared.commands.query(&commands).await?;
    // It may have run out between the two. Whoever asked asks again.
    let found = answers.get(1).and_then(text);
    let Some((fingerprint, id)) = found.and_then(parse) else {
        return Ok(Claimed::ByAnother);
    };
    if fingerprint != intention.fingerprint {
        return Ok(Claimed::WithOtherParameters);
    }
    if id == *run {
        return Ok(Claimed::Now);
    }
    let mut commands = Pipeline::new();
    commands.cmd("EXISTS").arg(shared.keys.run(&id));
    let answers = shared.commands.query(&commands).await?;
    Ok(match answers.first().map(number) {
        Some(1) => Claimed::By(id),
        _ => Claimed::ByAnother,
    })
}

/// Gives a claim back that has led to nothing, unless it is another's by now.
pub(super) async fn unclaim(shared: &Shared, intention: &Intention, run: &RunId) {
    let claim = Held::new(&shared.keys, intention, run);
    let mut commands = Pipeline::new();
    commands.cmd("GET").arg(&claim.key);
    // If Redis is away it runs out.
    let Ok(answers) = shared.commands.query(&commands).await else {
        return;
    };
    if claim.is_ours(answers.first()) {
        let mut commands = Pipeline::new();
        commands.cmd("DEL").arg(&claim.key);
        let _ = shared.commands.query(&commands).await;
    }
}
