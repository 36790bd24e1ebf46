//! The runs of each principal, in every process: a sorted set of their ids by the time of their start.
//!
//! An entry is there before its run, and may outlive it by a while. Whoever lists the runs finds out which
//! are gone, and takes these away.

use std::time::Duration;

use redis::{Pipeline, Value};

use super::record::{Record, blank, entries, list, millis, text};
use super::shared::Shared;
use crate::log::{moment, timestamp};
use crate::protocol::{Event, RunId, RunSummary, Standing};
use crate::run::{ListCursor, Principal, Run, Unreachable};

/// How many runs of one principal are listed at most. (As many ended ones are remembered in memory.)
const MAX_RUNS: isize = 1_000;

/// Adds a run to the list of whom it belongs to.
pub(super) fn add(shared: &Shared, run: &Run, commands: &mut Pipeline) {
    let Some(owner) = run.owner() else { return };
    let key = shared.keys.principal(owner);
    let ListCursor { started_us, run } = ListCursor::of(run);
    commands
        .cmd("ZADD")
        .arg(&key)
        .arg(started_us)
        .arg(run.as_str());
    commands
        .cmd("ZREMRANGEBYRANK")
        .arg(&key)
        .arg(0)
        .arg(-MAX_RUNS - 1);
    keep(shared, owner, commands);
}

/// Keeps the list of a principal for as long as any of their runs may be remembered.
pub(super) fn keep(shared: &Shared, owner: &Principal, commands: &mut Pipeline) {
    let retentions = shared.jobs.values().map(|policy| policy.retention);
    let longest = retentions.max().unwrap_or(Duration::ZERO);
    commands
        .cmd("PEXPIRE")
        .arg(shared.keys.principal(owner))
        .arg(millis(longest.max(shared.keep())));
}

/// At most `limit` runs of a principal, newest first, those behind `before` if it is given.
pub(super) async fn page(
    shared: &Shared,
    owner: &Principal,
    before: Option<&ListCursor>,
    limit: usize,
) -> Result<Vec<(ListCursor, RunSummary)>, Unreachable> {
    let mut found = Vec::new();
    let mut before = before.cloned();
    loop {
        let listed = ids(shared, owner, before.as_ref(), limit).await?;
        let Some(last) = listed.last().cloned() else {
            return Ok(found);
        };
        let mut gone = Pipeline::new();
        for (listed, summary) in summaries(shared, owner, listed).await? {
            match summary {
                Some(summary) => found.push((listed, summary)),
                None => {
                    let command = gone.cmd("ZREM").arg(shared.keys.principal(owner));
                    command.arg(listed.run.as_str());
                }
            }
        }
        shared.commands.query(&gone).await?;
        if found.len() >= limit {
            found.truncate(limit);
            return Ok(found);
        }
        before = Some(last);
    }
}

/// What the list has behind `before`. Empty at its end.
async fn ids(
    shared: &Shared,
    owner: &Principal,
    before: Option<&ListCursor>,
    limit: usize,
) -> Result<Vec<ListCursor>, Unreachable> {
    let mut listed = Vec::new();
    let mut skipped = 0;
    // Those of the same moment may stand before it: they are of one microsecond, so there are few.
    while listed.is_empty() {
        let mut commands = Pipeline::new();
        commands
            .cmd("ZREVRANGEBYSCORE")
            .arg(shared.keys.principal(owner))
            .arg(before.map_or("+inf".to_owned(), |before| before.started_us.to_string()))
            .arg("-inf")
            .arg("WITHSCORES")
            .arg("LIMIT")
            .arg(skipped)
            .arg(limit);
        let answers = shared.commands.query(&commands).await?;
        let read = members(answers.first());
        if read.is_empty() {
            break;
        }
        skipped += read.len();
        listed = read;
        listed.retain(|listed| before.is_none_or(|before| listed < before));
    }
    Ok(listed)
}

fn members(answer: Option<&Value>) -> Vec<ListCursor> {
    let flat = answer.and_then(list).unwrap_or_default();
    let member = |pair: &[Value]| {
        let run = text(&pair[0])?.parse().ok()?;
        let score = match &pair[1] {
            Value::Double(score) => *score,
            score => text(score)?.parse().ok()?,
        };
        Some(ListCursor {
            // Whole microseconds have room in 53 bits until the year 2255.
            started_us: score as u64,
            run,
        })
    };
    // With RESP3 each is a pair, with RESP2 names and scores take turns.
    let pairs = flat.iter().filter_map(|item| member(list(item)?));
    let pairs: Vec<ListCursor> = pairs.collect();
    match pairs.is_empty() {
        true => flat.chunks_exact(2).filter_map(member).collect(),
        false => pairs,
    }
}

/// What there is of each, `None` for what is gone.
async fn summaries(
    shared: &Shared,
    owner: &Principal,
    listed: Vec<ListCursor>,
) -> Result<Vec<(ListCursor, Option<RunSummary>)>, Unreachable> {
    let mut commands = Pipeline::new();
    for ListCursor { run, .. } in &listed {
        commands.cmd("HGETALL").arg(shared.keys.run(run));
        let newest = commands.cmd("XREVRANGE").arg(shared.keys.progress(run));
        newest.arg("+").arg("-").arg("COUNT").arg(1);
    }
    let answers = shared.commands.query(&commands).await?;
    let summaries = listed.into_iter().zip(answers.chunks_exact(2));
    let summaries = summaries.map(|(listed, answers)| {
        let summary = summary(&listed.run, owner, &answers[0], &answers[1]);
        (listed, summary)
    });
    Ok(summaries.collect())
}

fn summary(run: &RunId, owner: &Principal, record: &Value, progress: &Value) -> Option<RunSummary> {
    let record = Record::parse(record)?;
    if record.principal.as_ref() != Some(owner) {
        return None;
    }
    let newest = entries(progress).pop().and_then(|stored| stored.event);
    let (bar, state, queue) = match newest {
        Some((_, Event::Progress(snapshot))) => {
            (snapshot.bar.clone(), snapshot.state, snapshot.queue)
        }
        _ => {
            let blank = blank(run, "");
            (blank.bar, blank.state, None)
        }
    };
    let end = record.end;
    let done = end.as_ref().map(|end| &end.done);
    Some(RunSummary {
        run: run.clone(),
        job: record.job.into(),
        state: Standing::of(state, done),
        started: timestamp(moment(record.started_us)),
        ended: end.as_ref().map(|end| timestamp(moment(end.at_us))),
        bar,
        queue: queue.filter(|_| done.is_none()),
        error: done.and_then(|done| done.error.clone()),
        reason: done.and_then(|done| done.reason),
    })
}
