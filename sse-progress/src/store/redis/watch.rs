//! Looks after other processes: which of them live, and what has to be done for those that do not.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use redis::{Pipeline, Value};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::lease::end_lost;
use super::outbox::Message;
use super::record::{self, Record, list, number, text};
use super::replica::Replica;
use super::shared::Shared;
use crate::log::Log as _;
use crate::protocol::Done;
use crate::run::Unreachable;

/// How long a run of another process is known here after its end, and after somebody asked for it whom
/// it no longer concerns.
const IDLE: Duration = Duration::from_secs(10);

/// Looks for as long as it is polled.
pub(super) async fn look(shared: Arc<Shared>) {
    let mut ticks = interval(shared.look_every());
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = Instant::now();
        for replica in shared.all_replicas() {
            if is_idle(&replica, now) {
                shared.forget(replica.run.id());
            }
        }
        if !shared.commands.is_up() {
            shared.give_ended_up(now);
        }
        if look_once(&shared).await.is_err() {
            shared.liveness.forget();
        }
    }
}

fn is_idle(replica: &Replica, now: Instant) -> bool {
    let ended = replica.run.done().is_some();
    let wanted = replica.run.watchers() > 0 || replica.run.is_held();
    (ended || !wanted) && now.saturating_duration_since(replica.asked()) > IDLE
}

async fn look_once(shared: &Shared) -> Result<(), Unreachable> {
    let dead = look_at_leases(shared).await?;
    for process in &dead {
        sweep(shared, process).await?;
    }
    let now = Instant::now();
    for replica in shared.all_replicas() {
        if replica.run.done().is_none() && shared.liveness.is_dead(&replica.owner, now) {
            let id = replica.run.id();
            end_lost(shared, id).await?;
            // Its end is read at once.
            shared
                .outbox
                .say(&shared.me, Message::News(vec![id.clone()]));
        }
    }
    look_at_silent_runs(shared).await
}

/// Looks whether the leases of all processes are there that are listed, or that matter here. Returns
/// those of the listed that are dead.
async fn look_at_leases(shared: &Shared) -> Result<Vec<String>, Unreachable> {
    let mut commands = Pipeline::new();
    commands.cmd("SMEMBERS").arg(shared.keys.processes());
    let answers = shared.commands.query(&commands).await?;
    let listed: BTreeSet<String> = answers
        .first()
        .and_then(list)
        .unwrap_or_default()
        .iter()
        .filter_map(|name| text(name).map(str::to_owned))
        .filter(|name| *name != shared.me)
        .collect();
    let mut names = listed.clone();
    names.extend(
        shared
            .all_replicas()
            .iter()
            .map(|replica| replica.owner.clone()),
    );
    // A process that is listed no more may have left watchers.
    for owned in shared.all_owned() {
        names.extend(owned.watching_processes());
    }
    names.remove(&shared.me);

    let mut commands = Pipeline::new();
    for name in &names {
        commands.cmd("EXISTS").arg(shared.keys.process(name));
    }
    let answers = shared.commands.query(&commands).await?;
    let lives = answers.iter().map(|there| number(there) == 1);
    let now = Instant::now();
    let seen = names.iter().map(String::as_str).zip(lives);
    shared.liveness.seen(now, seen);
    let dead = listed.into_iter();
    Ok(dead
        .filter(|name| shared.liveness.is_dead(name, now))
        .collect())
}

/// Ends the runs of a dead process, and takes what is left of it out of Redis. All processes may do so
/// at the same time.
async fn sweep(shared: &Shared, process: &str) -> Result<(), Unreachable> {
    let mut commands = Pipeline::new();
    commands.cmd("SMEMBERS").arg(shared.keys.runs(process));
    let answers = shared.commands.query(&commands).await?;
    for run in answers.first().map(Shared::run_ids).unwrap_or_default() {
        end_lost(shared, &run).await?;
    }
    let mut commands = Pipeline::new();
    commands.cmd("DEL").arg(shared.keys.runs(process));
    commands.cmd("DEL").arg(shared.keys.inbox(process));
    commands
        .cmd("SREM")
        .arg(shared.keys.processes())
        .arg(process);
    shared.commands.query(&commands).await?;
    Ok(())
}

/// A reader waits for what is added to a stream, and does not learn that the stream was deleted. So it
/// is asked what there is of a run of which nothing was heard for a while.
async fn look_at_silent_runs(shared: &Shared) -> Result<(), Unreachable> {
    let now = Instant::now();
    let silent = |replica: &Arc<Replica>| {
        replica.run.done().is_none()
            && now.saturating_duration_since(replica.quiet_since()) > shared.look_every() * 2
    };
    let silent: Vec<Arc<Replica>> = shared.all_replicas().into_iter().filter(silent).collect();
    for replicas in silent.chunks(100) {
        let mut commands = Pipeline::new();
        for replica in replicas {
            let id = replica.run.id();
            let [lines, _] = replica.read();
            commands.cmd("HGETALL").arg(shared.keys.run(id));
            // Asked after the record: if that has an end, this has all before it.
            commands
                .cmd("XRANGE")
                .arg(&replica.keys[0])
                .arg(format!("({lines}"))
                .arg("+");
            commands
                .cmd("XREVRANGE")
                .arg(&replica.keys[1])
                .arg("+")
                .arg("-")
                .arg("COUNT")
                .arg(1);
        }
        let answers = shared.commands.query(&commands).await?;
        for (replica, answers) in replicas.iter().zip(answers.chunks_exact(3)) {
            judge(shared, replica, answers, now);
        }
    }
    Ok(())
}

fn judge(shared: &Shared, replica: &Replica, answers: &[Value], now: Instant) {
    let Some(record) = answers.first().and_then(Record::parse) else {
        // Its owner writes it once more at its next renewal, if it lives.
        let patience = shared.renew_every + shared.liveness.patience();
        let since = replica.set_missing(true, now);
        if since.is_some_and(|since| now.saturating_duration_since(since) > patience) {
            let elapsed = replica.run.snapshot().bar.elapsed_ms;
            let _ = replica.run.log().finish(Done::worker_lost(elapsed));
        }
        return;
    };
    replica.set_missing(false, now);
    if let Some(end) = record.end {
        let entries = |index| answers.get(index).map(record::entries).unwrap_or_default();
        replica.feed(entries(1), entries(2), now);
        replica.finish(end);
    }
}
