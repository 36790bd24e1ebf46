//! What this process has to say to others: hints, which make them look at once at what they look at
//! from time to time anyway.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;

use redis::{Pipeline, Value};
use tokio::sync::Notify;

use super::mutex::lock;
use super::record::{Fields, list};
use crate::protocol::RunId;
use crate::run::WatcherCounts;

/// How much an inbox holds, about. Whoever reads it so slowly loses the oldest.
pub(super) const MAX_INBOX: usize = 10_000;

/// How many messages wait to be sent. While Redis is away there is no use in more.
const MAX_WAITING: usize = 10_000;

/// What one process says to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// Nothing: it makes the inbox.
    Open,
    /// There is something new in these runs, which are watched there.
    News(Vec<RunId>),
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
    pub(super) fn write(&self, inbox: String, commands: &mut Pipeline) {
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
            Self::Open => ("open", None),
            Self::News(_) => ("news", None),
            Self::Cancel(run) => ("cancel", Some(run)),
            Self::Watchers(run, ..) => ("watchers", Some(run)),
            Self::Leave(run) => ("leave", Some(run)),
            Self::Replace(run) => ("replace", Some(run)),
        };
        command.arg("what").arg(what);
        if let Some(run) = run {
            command.arg("run").arg(run.as_str());
        }
        match self {
            Self::Watchers(_, process, counts) => {
                command
                    .arg("process")
                    .arg(process)
                    .arg("counts")
                    .arg(counts_text(*counts));
            }
            Self::News(runs) => {
                let runs: Vec<&str> = runs.iter().map(RunId::as_str).collect();
                command.arg("runs").arg(runs.join(" "));
            }
            _ => {}
        }
    }

    fn parse(fields: &Fields<'_>) -> Option<Self> {
        let run = || fields.text("run")?.parse().ok();
        Some(match fields.text("what")? {
            "open" => Self::Open,
            "news" => {
                let runs = fields.text("runs")?.split(' ');
                Self::News(runs.filter_map(|run| run.parse().ok()).collect())
            }
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
pub(super) struct Waiting {
    /// Runs of other processes whose watchers here are others than was said.
    pub(super) changed: BTreeSet<RunId>,
    /// Runs of other processes that are to be cancelled.
    pub(super) cancelled: BTreeSet<RunId>,
    /// Messages, each with the process that it is for.
    pub(super) messages: VecDeque<(String, Message)>,
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

    pub(super) fn cancel(&self, run: &RunId) {
        lock(&self.waiting).cancelled.insert(run.clone());
        self.filled.notify_one();
    }

    /// Waits until there is something to say, and takes it.
    pub(super) async fn take(&self) -> Waiting {
        self.filled.notified().await;
        std::mem::take(&mut *lock(&self.waiting))
    }
}
