//! What is known of one run, and the rows that show it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::protocol::{Bar, RunState, Snapshot, Task, TaskState};

use super::amount::clock;
use super::harmless;
use super::more::{More, Rank};
use super::row::{Activity, Row, RowKey};
use super::text::cut_inside;

/// Bars deeper in the tree than this are shown as if they were here.
const MAX_DEPTH: usize = 8;

/// The columns that the label of a task takes at most before a line that it has said.
const LABEL: usize = 24;

/// One run while it goes on.
#[derive(Debug)]
pub(super) struct ShownRun {
    /// Its number in this mirror.
    number: u64,
    /// What whoever mirrors the run calls it; harmless.
    pub(super) label: String,
    /// Where its name leads, if the terminal has links; harmless.
    pub(super) address: Option<String>,
    seen: Option<Seen>,
    lost: Option<Lost>,
}

/// The last snapshot, and when it came: clocks go on from there.
#[derive(Debug)]
struct Seen {
    snapshot: Arc<Snapshot>,
    at: Instant,
}

/// The connection is gone for a while.
#[derive(Debug)]
struct Lost {
    /// Harmless.
    reason: String,
    again_at: Instant,
}

/// A row that is shown if there is room for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'a> {
    run: &'a ShownRun,
    /// None for the run itself.
    pub(super) task: Option<&'a Task>,
    depth: usize,
    pub(super) rank: Rank,
}

impl ShownRun {
    pub(super) fn new(number: u64, label: &str) -> Self {
        Self {
            number,
            label: harmless(label).into_owned(),
            address: None,
            seen: None,
            lost: None,
        }
    }

    pub(super) fn snapshot(&self) -> Option<&Arc<Snapshot>> {
        self.seen.as_ref().map(|seen| &seen.snapshot)
    }

    /// An event has come, so the connection is there.
    pub(super) fn connected(&mut self) {
        self.lost = None;
    }

    pub(super) fn show(&mut self, snapshot: Arc<Snapshot>, now: Instant) {
        self.seen = Some(Seen { snapshot, at: now });
    }

    /// The connection is lost. Returns whether that is new.
    pub(super) fn reconnecting(&mut self, reason: &str, again_at: Instant) -> bool {
        let lost = Lost {
            reason: harmless(reason).into_owned(),
            again_at,
        };
        self.lost.replace(lost).is_none()
    }

    /// The label of a task, short enough to stand before a line.
    pub(super) fn label_of(&self, task: Option<u64>) -> String {
        let label = task.and_then(|id| {
            let tasks = &self.snapshot()?.tasks;
            let task = tasks.iter().find(|task| task.id == id)?;
            Some(cut_inside(&harmless(&task.label), LABEL))
        });
        label.unwrap_or_default()
    }

    /// Every row that could be shown, from the top down. What cannot is counted in `more`.
    pub(super) fn candidates(&self, more: &mut More) -> Vec<Candidate<'_>> {
        let candidate = |task, depth, rank| Candidate {
            run: self,
            task,
            depth,
            rank,
        };
        let Some(snapshot) = self.snapshot() else {
            return vec![candidate(None, 0, Rank::Waiting)];
        };
        let mut candidates = vec![match snapshot.state {
            RunState::Queued => candidate(None, 0, Rank::Waiting),
            RunState::Running | RunState::Cancelling => candidate(None, 0, Rank::Run),
        }];
        more.add(Rank::Running, snapshot.tasks_omitted);
        let tree = in_order(&snapshot.tasks);
        for (task, depth) in tree {
            let rank = match task.state {
                TaskState::Running => Rank::Running,
                TaskState::Stopped => Rank::Stopped,
                TaskState::Finished => Rank::Finished,
            };
            candidates.push(candidate(Some(task), depth + 1, rank));
        }
        candidates
    }

    fn activity(&self, snapshot: &Snapshot, now: Instant) -> Activity {
        if let Some(trouble) = self.trouble(now) {
            return Activity::Waiting(trouble);
        }
        match snapshot.state {
            RunState::Running => Activity::Moving,
            RunState::Cancelling => Activity::Waiting("cancelling".into()),
            RunState::Queued => Activity::Waiting(match snapshot.queue {
                Some(place) => format!("waiting, {} of {}", place.position, place.size),
                None => "waiting".into(),
            }),
        }
    }

    /// What is wrong with the connection, if anything.
    fn trouble(&self, now: Instant) -> Option<String> {
        let lost = self.lost.as_ref()?;
        let left = lost.again_at.saturating_duration_since(now);
        let when = if left.is_zero() {
            "reconnecting".to_owned()
        } else {
            // A second that has begun is a second to wait.
            let seconds = left.as_secs() + u64::from(left.subsec_millis() > 0);
            format!("reconnecting in {}", clock(Duration::from_secs(seconds)))
        };
        Some(if lost.reason.is_empty() {
            when
        } else {
            format!("{when}: {}", lost.reason)
        })
    }
}

impl Candidate<'_> {
    /// What it shows.
    pub(super) fn row(&self, now: Instant) -> Row {
        let run = self.run;
        let mut row = Row {
            key: RowKey {
                run: run.number,
                task: self.task.map(|task| task.id),
            },
            depth: self.depth,
            label: run.label.clone(),
            bar: Bar {
                position: 0,
                length: None,
                unit: "".into(),
                message: String::new(),
                fraction: None,
                elapsed_ms: 0,
                rate: None,
                eta_ms: None,
            },
            elapsed: Duration::ZERO,
            eta: None,
            activity: Activity::Waiting("connecting".into()),
        };
        let Some(Seen { snapshot, at }) = &run.seen else {
            if let Some(trouble) = run.trouble(now) {
                row.activity = Activity::Waiting(trouble);
            }
            return row;
        };
        let mut bar = &snapshot.bar;
        let mut goes_on = true;
        match self.task {
            Some(task) => {
                row.label = harmless(&task.label).into_owned();
                bar = &task.bar;
                goes_on = task.state == TaskState::Running;
                row.activity = match task.state {
                    TaskState::Running => Activity::Moving,
                    TaskState::Finished => Activity::Finished,
                    TaskState::Stopped => Activity::Failed("stopped"),
                };
            }
            None => row.activity = run.activity(snapshot, now),
        }
        goes_on &= snapshot.state != RunState::Queued;
        let since = match goes_on {
            true => now.saturating_duration_since(*at),
            false => Duration::ZERO,
        };
        let elapsed = Duration::from_millis(bar.elapsed_ms).saturating_add(since);
        row.elapsed = match row.activity {
            Activity::Finished => elapsed,
            _ => Duration::from_secs(elapsed.as_secs()),
        };
        row.bar = Bar {
            unit: harmless(&bar.unit).into_owned().into(),
            message: harmless(&bar.message).into_owned(),
            rate: None,
            // Times are those of the row.
            elapsed_ms: 0,
            eta_ms: None,
            ..*bar
        };
        if row.activity == Activity::Moving {
            row.bar.rate = bar.rate;
            // An estimate that has run out was wrong.
            let eta = bar.eta_ms.map(Duration::from_millis);
            let eta = eta.and_then(|eta| eta.checked_sub(since));
            row.eta = eta.map(|eta| Duration::from_secs(eta.as_secs()));
        }
        row
    }
}

/// The tasks as a tree, from the top down, each with its depth. What is below a task that came to its end
/// is left out with it.
///
/// Servers list parents before their children. A task whose parent has not come before it stands at
/// the top, so that no list, however wrong, makes this go round in circles.
fn in_order(tasks: &[Task]) -> Vec<(&Task, usize)> {
    let mut indices = HashMap::with_capacity(tasks.len());
    let mut children = vec![Vec::new(); tasks.len()];
    let mut top = Vec::new();
    for (index, task) in tasks.iter().enumerate() {
        let parent = task.parent.and_then(|parent| indices.get(&parent));
        let siblings = parent.map_or(&mut top, |parent: &usize| &mut children[*parent]);
        siblings.push(index);
        indices.entry(task.id).or_insert(index);
    }
    let mut order = Vec::with_capacity(tasks.len());
    let mut stack: Vec<_> = top.into_iter().rev().map(|index| (index, 0)).collect();
    while let Some((index, depth)) = stack.pop() {
        order.push((&tasks[index], depth));
        if tasks[index].state != TaskState::Finished {
            let below = (depth + 1).min(MAX_DEPTH);
            stack.extend(children[index].iter().rev().map(|child| (*child, below)));
        }
    }
    order
}
