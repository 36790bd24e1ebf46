//! Sends what this process has to say to others.

use std::sync::Arc;
use std::time::Duration;

use redis::Pipeline;
use tokio::time::sleep;

use super::outbox::{MAX_INBOX, Message, Waiting, counts_text};
use super::shared::Shared;
use crate::protocol::RunId;
use crate::run::WatcherCounts;

/// How long it waits before it tries once more.
const RETRY: Duration = Duration::from_millis(200);

/// Sends what there is to say, until it has been answered.
pub(super) async fn post(shared: Arc<Shared>) {
    loop {
        let Waiting {
            changed,
            cancelled,
            messages,
        } = shared.outbox.take().await;
        let mut commands = Pipeline::new();
        for run in cancelled {
            shared.mark_cancelled(&run, &mut commands);
            if let Some(replica) = shared.replica(&run) {
                Message::Cancel(run).write(shared.keys.inbox(&replica.owner), &mut commands);
            }
        }
        for run in changed {
            // One that nobody watches here any more may be forgotten already.
            let replica = shared.replica(&run);
            let counts = replica.map(|replica| replica.run.watcher_counts());
            tell_watchers(&shared, &run, counts.unwrap_or_default(), &mut commands);
        }
        for (process, message) in messages {
            message.write(shared.keys.inbox(&process), &mut commands);
        }
        while shared.commands.query(&commands).await.is_err() {
            sleep(RETRY).await;
        }
    }
}

/// Tells the owner of a run how many watch it here.
pub(super) fn tell_watchers(
    shared: &Shared,
    run: &RunId,
    counts: WatcherCounts,
    commands: &mut Pipeline,
) {
    set_watchers(shared, run, counts, commands);
    if let Some(replica) = shared.replica(run) {
        let message = Message::Watchers(run.clone(), shared.me.clone(), counts);
        message.write(shared.keys.inbox(&replica.owner), commands);
    }
}

/// Writes how many watch a run here to where its owner looks.
pub(super) fn set_watchers(
    shared: &Shared,
    run: &RunId,
    counts: WatcherCounts,
    commands: &mut Pipeline,
) {
    let key = shared.keys.watchers(run);
    if counts == WatcherCounts::default() {
        commands.cmd("HDEL").arg(key).arg(&shared.me);
    } else {
        commands
            .cmd("HSET")
            .arg(&key)
            .arg(&shared.me)
            .arg(counts_text(counts));
        commands.cmd("PEXPIRE").arg(key).arg(shared.keep_ms());
    }
}

/// Makes an inbox, unless it is there.
pub(super) fn open_inbox(shared: &Shared, commands: &mut Pipeline) {
    let inbox = shared.keys.inbox(&shared.me);
    commands
        .cmd("XADD")
        .arg(&inbox)
        .arg("MAXLEN")
        .arg("~")
        .arg(MAX_INBOX)
        .arg("*")
        .arg("what")
        .arg("open");
    commands.cmd("PEXPIRE").arg(inbox).arg(shared.keep_ms());
}
