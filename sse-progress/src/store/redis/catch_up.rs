//! Reads what is new in the streams of other processes' runs.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use redis::{Pipeline, Value};
use tokio::time::Instant;

use super::connection::Link;
use super::record::{self, list, text};
use super::replica::Replica;
use crate::protocol::RunId;
use crate::run::Unreachable;

/// How many entries of one stream a read takes.
pub(super) const COUNT: usize = 500;

/// Reads what is new in runs of other processes. Answers which of them may have more.
pub(super) async fn catch_up(
    link: &Link,
    replicas: &[Arc<Replica>],
) -> Result<BTreeSet<RunId>, Unreachable> {
    if replicas.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut commands = Pipeline::new();
    let command = commands.cmd("XREAD");
    command.arg("COUNT").arg(COUNT).arg("STREAMS");
    for replica in replicas {
        command.arg(&replica.keys[0]).arg(&replica.keys[1]);
    }
    for replica in replicas {
        let [lines, progress] = replica.read();
        command.arg(lines.to_string()).arg(progress.to_string());
    }
    let answers = link.query(&commands).await?;
    Ok(feed(replicas, &answers))
}

/// The streams of an answer that have something, with what they have.
pub(super) fn streams_of(answer: &Value) -> Vec<(&str, &Value)> {
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

fn feed(replicas: &[Arc<Replica>], answers: &[Value]) -> BTreeSet<RunId> {
    let now = Instant::now();
    let streams = answers.first().map(streams_of).unwrap_or_default();
    let mut streams: HashMap<&str, &Value> = streams.into_iter().collect();
    let mut unread = BTreeSet::new();
    for replica in replicas {
        let [lines, progress] = &replica.keys;
        let mut entries = |key: &String| {
            let entries = streams.remove(key.as_str());
            entries.map(record::entries).unwrap_or_default()
        };
        let (lines, progress) = (entries(lines), entries(progress));
        if lines.len() == COUNT {
            unread.insert(replica.run.id().clone());
        }
        if !lines.is_empty() || !progress.is_empty() {
            replica.feed(lines, progress, now);
        }
    }
    unread
}
