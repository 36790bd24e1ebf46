//! Reads what happens in other processes' runs, and what other processes have to say.
//!
//! One connection waits for all of it: for entries of the inbox of this process, and of the streams of
//! every run of another process that somebody here wants to know of. When another run is to be read,
//! the process puts a message into its own inbox, so that the reader looks what there is to read.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use redis::{Pipeline, Value};
use tokio::time::{Instant, sleep};

use super::connection::Link;
use super::outbox::{Message, messages};
use super::record::{self, list, text};
use super::replica::Replica;
use super::shared::Shared;

/// How long a read waits in Redis.
pub(super) const BLOCK: Duration = Duration::from_secs(2);

/// How many entries of one stream a read takes.
const COUNT: usize = 500;

/// How long the reader rests for each stream between two reads, since a read costs Redis as much as it
/// has streams. What comes meanwhile is read together.
const REST: Duration = Duration::from_micros(10);

/// How long it waits before it tries once more.
const RETRY: Duration = Duration::from_millis(200);

/// Reads for as long as it is polled.
pub(super) async fn read(shared: Arc<Shared>, link: Link) {
    // Of an inbox that only this process reads, and that did not exist before.
    let mut inbox_read = "0".to_owned();
    loop {
        let replicas = shared.all_replicas();
        let going_on: Vec<Arc<Replica>> = replicas
            .into_iter()
            .filter(|replica| replica.run.done().is_none())
            .collect();
        let streams = 1 + going_on.len() * 2;
        let command = command(&shared, &inbox_read, &going_on);
        match link.query(&command).await {
            Ok(answers) => {
                for (stream, entries) in answers.first().map(streams_of).unwrap_or_default() {
                    if stream == shared.keys.inbox(&shared.me) {
                        let (last, messages) = messages(entries);
                        inbox_read = last.unwrap_or(inbox_read);
                        for message in messages {
                            take(&shared, message);
                        }
                    }
                }
                feed(&going_on, &answers);
                sleep(REST.saturating_mul(u32::try_from(streams).unwrap_or(u32::MAX))).await;
            }
            Err(_) => sleep(RETRY).await,
        }
    }
}

fn command(shared: &Shared, inbox_read: &str, replicas: &[Arc<Replica>]) -> Pipeline {
    let mut commands = Pipeline::new();
    let command = commands.cmd("XREAD");
    command
        .arg("COUNT")
        .arg(COUNT)
        .arg("BLOCK")
        .arg(record::millis(BLOCK))
        .arg("STREAMS")
        .arg(shared.keys.inbox(&shared.me));
    for replica in replicas {
        command.arg(&replica.keys[0]).arg(&replica.keys[1]);
    }
    command.arg(inbox_read);
    for replica in replicas {
        let [lines, progress] = replica.read();
        command.arg(lines.to_string()).arg(progress.to_string());
    }
    commands
}

/// The streams of an answer that have something, with what they have.
fn streams_of(answer: &Value) -> Vec<(&str, &Value)> {
    match answer {
        Value::Map(streams) => streams
            .iter()
            .filter_map(|(name, entries)| Some((text(name)?, entries)))
            .collect(),
        _ => list(answer)
            .unwrap_or_default()
            .iter()
            .filter_map(|stream| match list(stream)? {
                [name, entries] => Some((text(name)?, entries)),
                _ => None,
            })
            .collect(),
    }
}

fn feed(replicas: &[Arc<Replica>], answers: &[Value]) {
    let now = Instant::now();
    let mut streams: HashMap<&str, &Value> = answers
        .first()
        .map(streams_of)
        .unwrap_or_default()
        .into_iter()
        .collect();
    if streams.is_empty() {
        return;
    }
    for replica in replicas {
        let [lines, progress] = &replica.keys;
        let mut entries = |key: &String| {
            let entries = streams.remove(key.as_str());
            entries.map(record::entries).unwrap_or_default()
        };
        let (lines, progress) = (entries(lines), entries(progress));
        if !lines.is_empty() || !progress.is_empty() {
            replica.feed(lines, progress, now);
        }
    }
}

/// Does what another process says about a run of this one.
fn take(shared: &Shared, message: Message) {
    let run = match &message {
        Message::Wake => return,
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
            owned.set_guests(&process, counts, Instant::now());
        }
        Message::Leave(_) => owned.run.announce_leave(),
        Message::Replace(_) => owned.run.replace_watcher(),
        Message::Wake => {}
    }
}
