//! What is known of one run, and the rows that show it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::protocol::{self, Bar, Snapshot, Task, TaskState};

use super::amount::clock;
use super::harmless;
use super::row::{Activity, Row, RowKey};

/// Bars deeper in the tree than this are shown as if they were here.
const MAX_DEPTH: usize = 8;

/// How many of the children that came to their end stay in sight, the newest.
const FINISHED_IN_SIGHT: usize = 3;

/// One run while it goes on.
#[derive(Debug)]
pub(super) struct ShownRun {
    /// Its number in this mirror.
    number: u64,
    /// What whoever mirrors the run calls it; harmless.
    label: String,
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

/// How much a row is missed if there is no room for it: the first most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Run,
    Stopped,
    Running,
    Waiting,
    Finished,
}

/// A row that is shown if there is room for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) rank: Rank,
    /// The task, by its index in the snapshot; none for the run itself.
    pub(super) task: Option<usize>,
    pub(super) depth: usize,
}

/// Rows that are not even candidates, counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LeftOut {
    pub(super) running: u64,
    pub(super) finished: u64,
}

impl ShownRun {
    pub(super) fn new(number: u64, label: &str) -> Self {
        Self {
            number,
            label: harmless(label).into_owned(),
            seen: None,
            lost: None,
        }
    }

    /// What the run is called here.
    pub(super) fn label(&self) -> &str {
        &self.label
    }

    pub(super) fn rename(&mut self, label: String) {
        self.label = label;
    }

    pub(super) fn snapshot(&self) -> Option<&Arc<Snapshot>> {
        self.seen.as_ref().map(|seen| &seen.snapshot)
    }

    pub(super) fn show(&mut self, snapshot: Arc<Snapshot>, now: Instant) {
        self.seen = Some(Seen { snapshot, at: now });
    }

    /// The connection is there.
    pub(super) fn connected(&mut self) {
        self.lost = None;
    }

    /// The connection is lost. Returns whether that is new.
    pub(super) fn reconnecting(&mut self, reason: &str, again_at: Instant) -> bool {
        let lost = Lost {
            reason: harmless(reason).into_owned(),
            again_at,
        };
        self.lost.replace(lost).is_none()
    }

    /// The label of a task, after that of its run.
    pub(super) fn label_of(&self, task: Option<u64>) -> String {
        let task = task.and_then(|id| {
            let tasks = &self.snapshot()?.tasks;
            tasks.iter().find(|task| task.id == id)
        });
        match task {
            Some(task) if self.label.is_empty() => harmless(&task.label).into_owned(),
            Some(task) => format!("{}/{}", self.label, harmless(&task.label)),
            None => self.label.clone(),
        }
    }

    /// Every row that could be shown, from the top down, and how many others there are.
    pub(super) fn candidates(&self) -> (Vec<Candidate>, LeftOut) {
        let mut left_out = LeftOut::default();
        let own = |rank| Candidate {
            rank,
            task: None,
            depth: 0,
        };
        let Some(snapshot) = self.snapshot() else {
            return (vec![own(Rank::Waiting)], left_out);
        };
        let mut candidates = vec![own(match snapshot.state {
            protocol::RunState::Queued => Rank::Waiting,
            protocol::RunState::Running | protocol::RunState::Cancelling => Rank::Run,
        })];
        left_out.running = snapshot.tasks_omitted;
        let tree = in_order(&snapshot.tasks);
        let is_finished = |index: usize| snapshot.tasks[index].state == TaskState::Finished;
        let finished = tree.iter().filter(|(index, _)| is_finished(*index)).count();
        let mut old = finished.saturating_sub(FINISHED_IN_SIGHT);
        for (index, depth) in tree {
            if is_finished(index) && old > 0 {
                old -= 1;
                left_out.finished += 1;
                continue;
            }
            candidates.push(Candidate {
                rank: match snapshot.tasks[index].state {
                    TaskState::Running => Rank::Running,
                    TaskState::Stopped => Rank::Stopped,
                    TaskState::Finished => Rank::Finished,
                },
                task: Some(index),
                depth: depth + 1,
            });
        }
        (candidates, left_out)
    }

    /// What a candidate shows.
    pub(super) fn row(&self, candidate: Candidate, now: Instant) -> Row {
        let key = |task| RowKey {
            run: self.number,
            task,
        };
        let Some(Seen { snapshot, at }) = &self.seen else {
            return Row {
                key: key(None),
                depth: 0,
                label: self.label.clone(),
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
                activity: Activity::Waiting(self.trouble(now).unwrap_or("connecting".into())),
            };
        };
        let task = candidate.task.and_then(|index| snapshot.tasks.get(index));
        let (bar, label, activity) = match task {
            Some(task) => (
                &task.bar,
                harmless(&task.label).into_owned(),
                activity_of(task),
            ),
            None => (
                &snapshot.bar,
                self.label.clone(),
                self.activity(snapshot, now),
            ),
        };
        let queued = snapshot.state == protocol::RunState::Queued;
        let goes_on = !queued && task.is_none_or(|task| task.state == TaskState::Running);
        let since = match goes_on {
            true => now.saturating_duration_since(*at),
            false => Duration::ZERO,
        };
        let elapsed = Duration::from_millis(bar.elapsed_ms).saturating_add(since);
        // An estimate that has run out was wrong.
        let eta = bar.eta_ms.map(Duration::from_millis);
        let eta = eta.and_then(|eta| eta.checked_sub(since));
        Row {
            key: key(task.map(|task| task.id)),
            depth: candidate.depth,
            label,
            bar: Bar {
                unit: harmless(&bar.unit).into_owned().into(),
                message: harmless(&bar.message).into_owned(),
                // Times are those of the row.
                elapsed_ms: 0,
                eta_ms: None,
                ..*bar
            },
            elapsed: Duration::from_secs(elapsed.as_secs()),
            eta: eta.map(|eta| Duration::from_secs(eta.as_secs())),
            activity,
        }
    }

    fn activity(&self, snapshot: &Snapshot, now: Instant) -> Activity {
        if let Some(trouble) = self.trouble(now) {
            return Activity::Waiting(trouble);
        }
        match snapshot.state {
            protocol::RunState::Running => Activity::Moving,
            protocol::RunState::Cancelling => Activity::Waiting("cancelling".into()),
            protocol::RunState::Queued => Activity::Waiting(match snapshot.queue {
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

fn activity_of(task: &Task) -> Activity {
    match task.state {
        TaskState::Running => Activity::Moving,
        TaskState::Finished => Activity::Finished,
        TaskState::Stopped => Activity::Failed("stopped"),
    }
}

/// The tasks as a tree, from the top down, each by its index in the list and its depth. What is below a
/// task that came to its end is left out with it.
///
/// Servers list parents before their children. A task whose parent has not come before it stands at
/// the top, so that no list, however wrong, makes this go round in circles.
fn in_order(tasks: &[Task]) -> Vec<(usize, usize)> {
    let mut indices = HashMap::with_capacity(tasks.len());
    let mut children = vec![Vec::new(); tasks.len()];
    let mut top = Vec::new();
    for (index, task) in tasks.iter().enumerate() {
        let parent = task.parent.and_then(|parent| indices.get(&parent).copied());
        match parent {
            Some(parent) => Vec::push(&mut children[parent], index),
            None => top.push(index),
        }
        indices.entry(task.id).or_insert(index);
    }
    let mut order = Vec::with_capacity(tasks.len());
    let mut stack: Vec<_> = top.into_iter().rev().map(|index| (index, 0)).collect();
    while let Some((index, depth)) = stack.pop() {
        order.push((index, depth));
        if tasks[index].state != TaskState::Finished {
            let below = (depth + 1).min(MAX_DEPTH);
            stack.extend(children[index].iter().rev().map(|child| (*child, below)));
        }
    }
    order
}
