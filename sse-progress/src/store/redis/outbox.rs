//! What this process has to say to others: hints, which make them look at once at what they look at
//! from time to time anyway.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use redis::{Pipeline, Value};
use tokio::sync::Notify;
use tokio::time::sleep;

use super::record::{Fields, list};
use super::shared::{Shared, lock};
use crate::protocol::RunId;
use crate::run::WatcherCounts;

/// How much an inbox holds, about. Whoever reads it so slowly loses the oldest.
const MAX_INBOX: usize = 10_000;

/// How many messages wait to be sent. While Redis is away there is no use in more.
const MAX_WAITING: usize = 10_000;

/// How long it waits before it tries once more.
const RETRY: Duration = Duration::from_millis(200);

/// What one process says to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// Nothing: the reader has to look what there is to read.
    Wake,
    /// The run was asked to be cancelled.
    Cancel(RunId),
    /// So many watch the run in this process.
    Watchers(RunId, String, WatcherCounts),
    /// A watcher leaves the run for good.
    Leave(RunId),
    /// A watcher of the run replaces another.
    Replace(RunId),
}

impl Message {
    fn write(&self, inbox: String, commands: &mut Pipeline) {
        let command = commands.cmd("XADD");
        command
            .arg(inbox)
            // That of a process which is gone is not made anew: nobody would clear it away.
            .arg("NOMKSTREAM")
            .arg("MAXLEN")
            .arg("~")
            .arg(MAX_INBOX)
            .arg("*");
        let (what, run) = match self {
            Self::Wake => ("wake", None),
            Self::Cancel(run) => ("cancel", Some(run)),
            Self::Watchers(run, ..) => ("watchers", Some(run)),
            Self::Leave(run) => ("leave", Some(run)),
            Self::Replace(run) => ("replace", Some(run)),
        };
        command.arg("what").arg(what);
        if let Some(run) = run {
            command.arg("run").arg(run.as_str());
        }
        if let Self::Watchers(_, process, counts) = self {
            command
                .arg("process")
                .arg(process)
                .arg("counts")
                .arg(counts_text(*counts));
        }
    }

    fn parse(fields: &Fields<'_>) -> Option<Self> {
        let run = || fields.text("run")?.parse().ok();
        Some(match fields.text("what")? {
            "wake" => Self::Wake,
            "cancel" => Self::Cancel(run()?),
            "leave" => Self::Leave(run()?),
            "replace" => Self::Replace(run()?),
            "watchers" => {
                let process = fields.text("process")?.to_owned();
                Self::Watchers(run()?, process, counts(fields.get("counts")?)?)
            }
            _ => return None,
        })
    }
}

/// Makes an inbox, and wakes its reader.
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
        .arg("wake");
    commands.cmd("PEXPIRE").arg(inbox).arg(shared.keep_ms());
}

/// How many watch a run in one process, as it is written.
pub(super) fn counts_text(counts: WatcherCounts) -> String {
    format!("{}:{}", counts.returning, counts.others)
}

pub(super) fn counts(text: &[u8]) -> Option<WatcherCounts> {
    let (returning, others) = std::str::from_utf8(text).ok()?.split_once(':')?;
    Some(WatcherCounts {
        returning: returning.parse().ok()?,
        others: others.parse().ok()?,
    })
}

/// The messages of an inbox, with the id of the last entry.
pub(super) fn messages(answer: &Value) -> (Option<String>, Vec<Message>) {
    let mut last = None;
    let mut messages = Vec::new();
    for entry in list(answer).unwrap_or_default() {
        let Some([id, fields]) = list(entry) else {
            continue;
        };
        last = super::record::text(id).map(str::to_owned).or(last);
        messages.extend(Fields::of(fields).and_then(|fields| Message::parse(&fields)));
    }
    (last, messages)
}

/// What waits to be sent.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    waiting: Mutex<Waiting>,
    filled: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    /// Runs of other processes whose watchers here are others than was said.
    changed: BTreeSet<RunId>,
    messages: VecDeque<(String, Message)>,
}

impl Outbox {
    pub(super) fn say(&self, process: &str, message: Message) {
        let mut waiting = lock(&self.waiting);
        if waiting.messages.len() == MAX_WAITING {
            waiting.messages.pop_front();
        }
        waiting.messages.push_back((process.to_owned(), message));
        drop(waiting);
        self.filled.notify_one();
    }

    pub(super) fn watchers_changed(&self, run: &RunId) {
        lock(&self.waiting).changed.insert(run.clone());
        self.filled.notify_one();
    }
}

/// Sends what there is to say, until it has been answered.
pub(super) async fn post(shared: Arc<Shared>) {
    loop {
        shared.outbox.filled.notified().await;
        let Waiting { changed, messages } = std::mem::take(&mut *lock(&shared.outbox.waiting));
        let mut commands = Pipeline::new();
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
