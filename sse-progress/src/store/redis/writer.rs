//! Writes what happens in this process's runs to Redis.
//!
//! The writer is one more reader of each run's log, so that a job never waits for Redis, and neither
//! does the log. While Redis is slow or away the writer falls behind as any other reader does:
//! snapshots are superseded, lines stay as long as the log remembers them, and what falls out of it
//! is counted.
//!
//! What is new in all runs within a few milliseconds goes out in one pipeline. It is sent until it has
//! been answered. An entry has its place in its stream before it is first sent, so Redis takes it
//! once, however often it is sent. Behind the entries, each process that watches any of these runs is
//! told which of them it has to read.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use redis::{Pipeline, Value};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use super::lease;
use super::outbox::Message;
use super::owned::Owned;
use super::shared::Shared;
use super::tail::{Tail, Turn, until};
use crate::protocol::RunId;

/// What happens within this time is sent together.
const GATHER: Duration = Duration::from_millis(10);

/// How many runs' news are sent together at most.
const MAX_TURNS: usize = 500;

/// How long it waits before it sends once more what Redis has not answered.
const RETRY: Duration = Duration::from_millis(200);

/// Writes for each run that it is told of, until that has ended.
pub(super) async fn write(shared: Arc<Shared>, mut begun: mpsc::UnboundedReceiver<Arc<Owned>>) {
    let mut tails = FuturesUnordered::new();
    // One turn of a run at most, since its tail goes with it.
    let mut turns: Vec<Turn> = Vec::new();
    // None or one.
    let mut sending = FuturesUnordered::new();
    let mut due = None;
    loop {
        tokio::select! {
            owned = begun.recv() => match owned {
                Some(owned) => tails.push(Tail::new(owned, &shared).next()),
                None => return,
            },
            Some(turn) = tails.next() => {
                if !turn.tail.owned.is_given_up() {
                    turns.push(turn);
                    due = due.or_else(|| Some(Instant::now() + GATHER));
                }
            }
            () = until(due), if sending.is_empty() => {
                let together = turns.len().min(MAX_TURNS);
                let rest = turns.split_off(together);
                sending.push(send(&shared, std::mem::replace(&mut turns, rest)));
                due = (!turns.is_empty()).then(Instant::now);
            }
            Some(back) = sending.next() => {
                for tail in back {
                    tails.push(tail.next());
                }
            }
            () = shared.given_up.notified() => {
                turns.retain(|turn| !turn.tail.owned.is_given_up());
            }
        }
    }
}

/// Tells the other processes in which of the runs that they watch there is something new.
fn tell_news(shared: &Shared, turns: &[Turn], commands: &mut Pipeline) {
    let mut news: BTreeMap<String, Vec<RunId>> = BTreeMap::new();
    for turn in turns {
        for process in turn.tail.owned.watching_processes() {
            let run = turn.tail.owned.run.id().clone();
            news.entry(process).or_default().push(run);
        }
    }
    for (process, runs) in news {
        Message::News(runs).write(shared.keys.inbox(&process), commands);
    }
}

/// Sends what is new until it has been answered, and returns the tails of the runs that go on.
async fn send(shared: &Shared, mut turns: Vec<Turn>) -> Vec<Tail> {
    let mut commands = Pipeline::new();
    if turns.iter().any(|turn| turn.tail.begins) {
        // If Redis has lost its data, runs are written once more at once, and the lease only when it is
        // due. A run must not be found there without it: whoever finds it would take it for that of a
        // dead process.
        lease::set(shared, &mut commands);
    }
    let about_process = commands.len();
    let lengths: Vec<usize> = turns
        .iter_mut()
        .map(|turn| {
            let before = commands.len();
            turn.write(shared, &mut commands);
            commands.len() - before
        })
        .collect();
    tell_news(shared, &turns, &mut commands);
    let mut answers = loop {
        match shared.commands.query(&commands).await {
            Ok(answers) => break answers.into_iter().skip(about_process),
            Err(_) => sleep(RETRY).await,
        }
    };
    let mut tails = Vec::new();
    for (turn, length) in turns.into_iter().zip(lengths) {
        let answers: Vec<Value> = answers.by_ref().take(length).collect();
        tails.extend(turn.settle(shared, &answers).await);
    }
    tails
}
