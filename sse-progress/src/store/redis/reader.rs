//! Reads what happens in other processes' runs, and what other processes have to say.
//!
//! One connection waits for both. It waits for the inbox of this process alone: the owner of a run
//! says there that it has written something new, so that only the streams are read that have it. A read
//! costs Redis, and whoever asks, as much as it has streams.
//!
//! What is said in an inbox may be lost. So the streams of all runs that somebody here wants to know of
//! are read from time to time anyway.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use redis::Pipeline;
use tokio::time::{Instant, sleep};

use super::catch_up::{COUNT, catch_up, streams_of};
use super::connection::Link;
use super::outbox::{Message, messages};
use super::record;
use super::replica::Replica;
use super::shared::Shared;
use crate::protocol::RunId;
use crate::run::Unreachable;

/// How long a read waits in Redis.
pub(super) const BLOCK: Duration = Duration::from_secs(1);

/// How often all streams are read.
const SWEEP: Duration = Duration::from_secs(2);

/// Of how many runs one command reads the streams.
const CHUNK: usize = 500;

/// How long the reader rests between two reads. What comes meanwhile is read together.
const REST: Duration = Duration::from_millis(5);

/// How long it waits before it tries once more.
const RETRY: Duration = Duration::from_millis(200);

/// Reads for as long as it is polled.
pub(super) async fn read(shared: Arc<Shared>, link: Link) {
    let mut reader = Reader {
        shared,
        link,
        inbox_read: "0".to_owned(),
        news: BTreeSet::new(),
        swept: Instant::now(),
    };
    loop {
        match reader.turn().await {
            Ok(()) => sleep(REST).await,
            Err(Unreachable) => sleep(RETRY).await,
        }
    }
}

struct Reader {
    shared: Arc<Shared>,
    link: Link,
    /// The last message that was read, of an inbox that only this process reads, and that did not
    /// exist before.
    inbox_read: String,
    /// The runs that have something new.
    news: BTreeSet<RunId>,
    /// When all streams were last read.
    swept: Instant,
}

impl Reader {
    async fn turn(&mut self) -> Result<(), Unreachable> {
        self.read_inbox().await?;
        let sweeps = self.swept.elapsed() >= SWEEP;
        let mut replicas: Vec<Arc<Replica>> = if sweeps {
            self.shared.all_replicas()
        } else {
            let known = |run| self.shared.replica(run);
            self.news.iter().filter_map(known).collect()
        };
        replicas.retain(|replica| replica.run.done().is_none());
        // Kept until they have been read.
        let mut unread = BTreeSet::new();
        for replicas in replicas.chunks(CHUNK) {
            unread.append(&mut catch_up(&self.link, replicas).await?);
        }
        self.news = unread;
        if sweeps {
            for replica in replicas {
                // What has waited for so long waits no longer.
                replica.feed(Vec::new(), Vec::new(), Instant::now());
            }
            self.swept = Instant::now();
        }
        Ok(())
    }

    /// Waits for messages, and takes away what was read before.
    async fn read_inbox(&mut self) -> Result<(), Unreachable> {
        let inbox = self.shared.keys.inbox(&self.shared.me);
        let mut commands = Pipeline::new();
        commands
            .cmd("XTRIM")
            .arg(&inbox)
            .arg("MINID")
            .arg(&self.inbox_read);
        let command = commands.cmd("XREAD").arg("COUNT").arg(COUNT);
        if self.news.is_empty() {
            command.arg("BLOCK").arg(record::millis(BLOCK));
        }
        command.arg("STREAMS").arg(inbox).arg(&self.inbox_read);
        let answers = self.link.query(&commands).await?;
        for (_, entries) in answers.get(1).map(streams_of).unwrap_or_default() {
            let (last, messages) = messages(entries);
            self.inbox_read = last.unwrap_or_else(|| self.inbox_read.clone());
            for message in messages {
                match message {
                    Message::News(runs) => self.news.extend(runs),
                    message => take(&self.shared, message),
                }
            }
        }
        Ok(())
    }
}

/// Does what another process says about a run of this one.
fn take(shared: &Shared, message: Message) {
    let run = match &message {
        Message::Open | Message::News(_) => return,
        Message::Cancel(run)
        | Message::Watchers(run, ..)
        | Message::Leave(run)
        | Message::Replace(run) => run,
    };
    let Some(owned) = shared.owned(run) else {
        return;
    };
    match message {
        Message::Cancel(_) => owned.run.cancel(),
        Message::Watchers(_, process, counts) => {
            shared.set_guests(&owned, &process, counts, Instant::now());
        }
        Message::Leave(_) => owned.run.announce_leave(),
        Message::Replace(_) => owned.run.replace_watcher(),
        Message::Open | Message::News(_) => {}
    }
}
