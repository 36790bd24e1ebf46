//! What is known of one run, and the rows that show it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::protocol::{self, Bar, Snapshot, Task, TaskState};

use super::amount::clock;
use super::harmless;
use super::row::{Row, State};

/// Bars deeper in the tree than this are shown as if they were here.
const MAX_DEPTH: usize = 8;

/// How many of the children that came to their end stay in sight, the newest.
const FINISHED_IN_SIGHT: usize = 3;

/// One run while it goes on.
#[derive(Debug, Default)]
pub(super) struct Panel {
    /// What whoever mirrors the run calls it; harmless.
    label: String,
    seen: Option<Seen>,
    trouble: Option<Trouble>,
}

#[derive(Debug)]
struct Seen {
    snapshot: Arc<Snapshot>,
    at: Instant,
}

/// The connection is gone for a while.
#[derive(Debug)]
struct Trouble {
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

/// A row that could be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) rank: Rank,
    /// The task, by its place in the snapshot; none for the run itself.
    pub(super) task: Option<usize>,
    pub(super) depth: usize,
}

impl Panel {
    pub(super) fn new(label: &str) -> Self {
        Self {
            label: harmless(label).into_owned(),
            ..Self::default()
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
        self.trouble = None;
    }

    /// The connection is lost. Returns whether that is new.
    pub(super) fn reconnecting(&mut self, reason: &str, again_at: Instant) -> bool {
        let trouble = Trouble {
            reason: harmless(reason).into_owned(),
            again_at,
        };
        self.trouble.replace(trouble).is_none()
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

    /// Every row that could be shown, from the top down, and how many are left out of sight, as
    /// ended ones and others.
    pub(super) fn places(&self) -> (Vec<Place>, Hidden) {
        let mut hidden = Hidden::default();
        let Some(snapshot) = self.snapshot() else {
            let waiting = Place {
                rank: Rank::Waiting,
                task: None,
                depth: 0,
            };
            return (vec![waiting], hidden);
        };
        let rank = match snapshot.state {
            protocol::RunState::Queued => Rank::Waiting,
            protocol::RunState::Running | protocol::RunState::Cancelling => Rank::Run,
        };
        let mut places = vec![Place {
            rank,
            task: None,
            depth: 0,
        }];
        hidden.running = snapshot.tasks_omitted;
        let tree = in_order(&snapshot.tasks);
        let old = tree
            .iter()
            .filter(|(index, _)| snapshot.tasks[*index].state == TaskState::Finished)
            .count()
            .saturating_sub(FINISHED_IN_SIGHT);
        let mut finished = 0;
        for (index, depth) in tree {
            let rank = match snapshot.tasks[index].state {
                TaskState::Running => Rank::Running,
                TaskState::Stopped => Rank::Stopped,
                TaskState::Finished => {
                    finished += 1;
                    if finished <= old {
                        hidden.finished += 1;
                        continue;
                    }
                    Rank::Finished
                }
            };
            places.push(Place {
                rank,
                task: Some(index),
                depth: depth + 1,
            });
        }
        (places, hidden)
    }

    /// What is shown at a place.
    pub(super) fn row(&self, place: Place, now: Instant) -> Row<'_> {
        let Some(seen) = &self.seen else {
            return Row {
                depth: 0,
                label: Cow::Borrowed(&self.label),
                bar: &UNKNOWN,
                elapsed: Duration::ZERO,
                eta: None,
                state: State::Waiting(self.trouble_at(now).unwrap_or("connecting".into())),
                message: Cow::Borrowed(""),
            };
        };
        let since = now.saturating_duration_since(seen.at);
        let task = place.task.and_then(|index| seen.snapshot.tasks.get(index));
        let (bar, label, state) = match task {
            Some(task) => (&task.bar, harmless(&task.label), task_state(task)),
            None => (
                &seen.snapshot.bar,
                Cow::Borrowed(&*self.label),
                self.run_state(&seen.snapshot, now),
            ),
        };
        let queued = seen.snapshot.state == protocol::RunState::Queued;
        let goes_on = !queued && task.is_none_or(|task| task.state == TaskState::Running);
        let since = if goes_on { since } else { Duration::ZERO };
        Row {
            depth: place.depth,
            label,
            bar,
            elapsed: Duration::from_millis(bar.elapsed_ms).saturating_add(since),
            // One that has run out was wrong.
            eta: bar
                .eta_ms
                .and_then(|eta| Duration::from_millis(eta).checked_sub(since)),
            state,
            message: harmless(&bar.message),
        }
    }

    fn run_state(&self, snapshot: &Snapshot, now: Instant) -> State {
        if let Some(trouble) = self.trouble_at(now) {
            return State::Waiting(trouble);
        }
        match snapshot.state {
            protocol::RunState::Running => State::Moving,
            protocol::RunState::Cancelling => State::Waiting("cancelling".into()),
            protocol::RunState::Queued => State::Waiting(match snapshot.queue {
                Some(place) => format!("waiting, {} of {}", place.position, place.size),
                None => "waiting".into(),
            }),
        }
    }

    fn trouble_at(&self, now: Instant) -> Option<String> {
        let trouble = self.trouble.as_ref()?;
        let left = trouble.again_at.saturating_duration_since(now);
        let when = if left.is_zero() {
            "reconnecting".to_owned()
        } else {
            // A second that has begun is a second to wait.
            let seconds = left.as_secs() + u64::from(left.subsec_millis() > 0);
            format!("reconnecting in {}", clock(Duration::from_secs(seconds)))
        };
        Some(if trouble.reason.is_empty() {
            when
        } else {
            format!("{when}: {}", trouble.reason)
        })
    }
}

/// Rows that are not even candidates.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hidden {
    pub(super) running: u64,
    pub(super) finished: u64,
}

/// The bar of a run of which nothing has been heard.
static UNKNOWN: Bar = Bar {
    position: 0,
    length: None,
    unit: Cow::Borrowed("items"),
    message: String::new(),
    fraction: None,
    elapsed_ms: 0,
    rate: None,
    eta_ms: None,
};

fn task_state(task: &Task) -> State {
    match task.state {
        TaskState::Running => State::Moving,
        TaskState::Finished => State::Finished,
        TaskState::Stopped => State::Failed("stopped"),
    }
}

/// The tasks as a tree, from the top down, each by its place in the list and its depth. What is
/// below a task that came to its end goes with it.
///
/// A list of which a parent is missing, or comes behind its child, is nobody's honest list; its
/// orphans stand at the top, so that it cannot go round in circles.
fn in_order(tasks: &[Task]) -> Vec<(usize, usize)> {
    let mut places = HashMap::with_capacity(tasks.len());
    let mut children = vec![Vec::new(); tasks.len()];
    let mut top = Vec::new();
    for (index, task) in tasks.iter().enumerate() {
        let parent = task.parent.and_then(|parent| places.get(&parent).copied());
        match parent {
            Some(parent) => Vec::push(&mut children[parent], index),
            None => top.push(index),
        }
        places.entry(task.id).or_insert(index);
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
