//! The lease of this process: as long as it is renewed, the others take it for alive.
//!
//! With it goes everything that is not to be lost if a hint is: the keys of each run live on, a run
//! that was asked to be cancelled is cancelled, its watchers in other processes are counted, and a run
//! whose record is gone is written once more.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::SystemTime;

use redis::{Pipeline, Value};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use super::connection::BACKOFF;
use super::end;
use super::listing;
use super::outbox::counts;
use super::owned::Owned;
use super::post::{open_inbox, set_watchers, tell_watchers};
use super::record::{
    End, FIRST_GENERATION, Fields, Ownership, Record, VERSION, millis, number, text,
};
use super::shared::Shared;
use crate::log::since_1970;
use crate::protocol::{Done, EventId, RunId};
use crate::run::{Principal, Unreachable, WatcherCounts};

/// Of how many runs it asks at once.
const CHUNK: usize = 200;

/// Renews the lease for as long as it is polled.
pub(super) async fn keep(shared: Arc<Shared>) {
    let mut ticks = interval(shared.renew_every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        while renew(&shared).await.is_err() {
            // Soon: the others can reach Redis again, too, and see that the lease is missing.
            sleep(BACKOFF.0).await;
        }
    }
}

pub(super) async fn renew(shared: &Shared) -> Result<(), Unreachable> {
    let sent = Instant::now();
    let strays = renew_process(shared).await?;
    let silence = sent.saturating_duration_since(shared.set_renewed(sent));
    for owned in shared.all_owned().chunks(CHUNK) {
        renew_runs(shared, owned, silence < shared.keep()).await?;
    }
    for replicas in shared.all_replicas().chunks(CHUNK) {
        let mut commands = Pipeline::new();
        for replica in replicas {
            let counts = replica.run.watcher_counts();
            if replica.run.watchers() > 0 && replica.run.done().is_none() {
                set_watchers(shared, replica.run.id(), counts, &mut commands);
            }
        }
        shared.commands.query(&commands).await?;
    }
    for stray in strays {
        settle_stray(shared, &stray).await?;
    }
    Ok(())
}

/// Says that this process lives, one command.
pub(super) fn set(shared: &Shared, commands: &mut Pipeline) {
    commands
        .cmd("SET")
        .arg(shared.keys.process(&shared.me))
        .arg(VERSION)
        .arg("PX")
        .arg(millis(shared.lease));
}

/// Renews what is there of this process itself. Returns the runs that Redis takes for this process's,
/// and that are not.
async fn renew_process(shared: &Shared) -> Result<Vec<RunId>, Unreachable> {
    let (keys, me, keep) = (&shared.keys, &shared.me, shared.keep_ms());
    let mut commands = Pipeline::new();
    set(shared, &mut commands);
    commands.cmd("SADD").arg(keys.processes()).arg(me);
    commands.cmd("PEXPIRE").arg(keys.processes()).arg(keep);
    open_inbox(shared, &mut commands);
    commands.cmd("PEXPIRE").arg(keys.runs(me)).arg(keep);
    commands.cmd("SMEMBERS").arg(keys.runs(me));
    let answers = shared.commands.query(&commands).await?;
    // Asked before what is owned now: a run that has ended meanwhile looks like a stray, and is none.
    let listed = answers.last().map(Shared::run_ids).unwrap_or_default();
    let strays = listed.into_iter().filter(|id| shared.owned(id).is_none());
    Ok(strays.collect())
}

/// Says that this process is gone. It has no run any more.
pub(super) async fn give_up(shared: &Shared) {
    let (keys, me) = (&shared.keys, &shared.me);
    let mut commands = Pipeline::new();
    for replica in shared.all_replicas() {
        tell_watchers(
            shared,
            replica.run.id(),
            WatcherCounts::default(),
            &mut commands,
        );
    }
    for key in [keys.process(me), keys.runs(me), keys.inbox(me)] {
        commands.cmd("DEL").arg(key);
    }
    commands.cmd("SREM").arg(keys.processes()).arg(me);
    // Otherwise the others notice.
    let _ = shared.commands.query(&commands).await;
}

/// How many commands [`renew_runs`] has for each run.
const COMMANDS: usize = 9;

async fn renew_runs(
    shared: &Shared,
    runs: &[Arc<Owned>],
    may_write_again: bool,
) -> Result<(), Unreachable> {
    let (keys, keep) = (&shared.keys, shared.keep_ms());
    let runs = runs.iter().filter(|owned| *owned.registered.borrow());
    let runs: Vec<&Arc<Owned>> = runs.collect();
    let mut commands = Pipeline::new();
    for owned in &runs {
        let id = owned.run.id();
        for key in [keys.run(id), keys.lines(id), keys.progress(id)] {
            commands.cmd("PEXPIRE").arg(key).arg(keep);
        }
        commands.cmd("HGETALL").arg(keys.run(id));
        commands.cmd("GET").arg(keys.cancel(id));
        commands.cmd("HGETALL").arg(keys.watchers(id));
        commands.cmd("PEXPIRE").arg(keys.watchers(id)).arg(keep);
        match &owned.claim {
            Some(claim) => {
                commands.cmd("GET").arg(&claim.key);
                commands.cmd("PEXPIRE").arg(&claim.key).arg(keep);
            }
            None => {
                commands.cmd("PING");
                commands.cmd("PING");
            }
        }
    }
    let answers = shared.commands.query(&commands).await?;
    let mut more = Pipeline::new();
    let owners: HashSet<&Principal> = runs.iter().filter_map(|owned| owned.run.owner()).collect();
    for owner in owners {
        listing::keep(shared, owner, &mut more);
    }
    for (owned, answers) in runs.iter().zip(answers.chunks_exact(COMMANDS)) {
        if let Some(record) = Record::parse(&answers[3]) {
            if let Some(end) = record.end {
                if record.generation == FIRST_GENERATION {
                    keep_for_retention(shared, owned, &mut more);
                }
                shared.fence(owned, end);
                continue;
            }
        }
        let leads_to = answers.get(7);
        let claim = owned.claim.as_ref();
        if claim.is_some_and(|claim| claim.is_lost(leads_to)) {
            shared.fence_by_key(owned);
            continue;
        }
        let is_gone = claim.is_some_and(|claim| !claim.is_ours(leads_to));
        if is_gone || answers[..3].iter().any(|there| number(there) == 0) {
            if may_write_again {
                owned.write_again.notify_one();
            } else {
                // Silent for longer than an end is kept: others may have been told of one.
                shared.fence(owned, End::lost(&owned.run));
            }
            continue;
        }
        if text(&answers[4]).is_some() {
            owned.run.cancel();
        }
        count_guests(shared, owned, &answers[5], &mut more);
    }
    shared.commands.query(&more).await?;
    Ok(())
}

/// The run has ended in time, and was renewed all the same, since nobody here knew yet.
fn keep_for_retention(shared: &Shared, owned: &Owned, commands: &mut Pipeline) {
    let (keys, id) = (&shared.keys, owned.run.id());
    let retention = millis(owned.run.policy().retention);
    let claim = owned.claim.as_ref().map(|claim| claim.key.clone());
    let records = [keys.run(id), keys.lines(id), keys.progress(id)];
    for key in records.into_iter().chain(claim) {
        commands.cmd("PEXPIRE").arg(key).arg(retention);
    }
}

fn count_guests(shared: &Shared, owned: &Owned, answer: &Value, commands: &mut Pipeline) {
    let now = Instant::now();
    let is_dead = |process: &str| shared.liveness.is_dead(process, now);
    for (process, text) in Fields::of(answer).iter().flat_map(|fields| fields.iter()) {
        let Ok(process) = std::str::from_utf8(process) else {
            continue;
        };
        if is_dead(process) {
            // Nobody else takes it away, and soon nobody remembers that it is dead.
            let watchers = shared.keys.watchers(owned.run.id());
            commands.cmd("HDEL").arg(watchers).arg(process);
        } else if let Some(counts) = counts(text) {
            shared.set_guests(owned, process, counts, now);
        }
    }
    // Each process says at each of its renewals whom it has.
    owned.forget_guests(is_dead, now, shared.renew_every * 3 / 2);
}

/// A run that is listed as this process's: one that has just ended, or, if Redis has gone back to an
/// older state, one that has ended before, whose end is gone.
async fn settle_stray(shared: &Shared, run: &RunId) -> Result<(), Unreachable> {
    if let Ownership::Ours = shared.ask_ownership(run).await? {
        if shared.owned(run).is_some() {
            return Ok(());
        }
        end_lost(shared, run).await?;
    }
    let mut commands = Pipeline::new();
    let listed = shared.keys.runs(&shared.me);
    commands.cmd("SREM").arg(listed).arg(run.as_str());
    shared.commands.query(&commands).await?;
    Ok(())
}

/// Ends a run whose owner is gone, unless it has ended. From then on its owner can add nothing.
pub(super) async fn end_lost(shared: &Shared, run: &RunId) -> Result<(), Unreachable> {
    let Some(found) = shared.ask(run).await? else {
        return Ok(());
    };
    let seen = found.record.generation.max(FIRST_GENERATION);
    if found.record.end.is_some() {
        return Ok(());
    }
    let end = End {
        id: EventId {
            run: run.clone(),
            position: found.position(),
            done: true,
        },
        done: Done::worker_lost(found.elapsed_ms()),
        at_us: since_1970(SystemTime::now()),
    };
    // For so long that its owner finds it if it wakes up.
    let policy = shared.jobs.get(found.record.job.as_str());
    let keep = policy.map_or(shared.keep(), |policy| policy.retention.max(shared.keep()));
    let command = end::command(
        &shared.keys,
        run,
        seen,
        end::fence(seen),
        &end,
        millis(keep),
    );
    let Ok(command) = command else {
        tracing::error!(%run, "an end could not be written as JSON");
        return Ok(());
    };
    let mut commands = Pipeline::new();
    commands.add_command(command);
    let answers = shared.commands.query(&commands).await?;
    if answers.first().map(end::ended) == Some(end::Ended::Now) {
        tracing::warn!(%run, job = found.record.job, "the process that executed a run is gone");
    }
    Ok(())
}
