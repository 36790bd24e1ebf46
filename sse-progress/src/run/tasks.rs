//! The bars inside a run.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::protocol::TaskState;

use super::bar::{Bar, cut};
use super::ending::Ending;

/// How many tasks one snapshot shows. Those beyond are counted, in `tasks_omitted`.
pub(crate) const MAX_TASKS: usize = 256;

/// How many tasks are still shown after they came to an end: the newest. A watcher that reads
/// slowly, or comes late, sees how they ended.
pub(crate) const MAX_FINISHED_TASKS: usize = 32;

/// All tasks of one run. The lock is taken when a task begins or ends, and by the sampler.
#[derive(Debug, Default)]
pub(crate) struct Tasks {
    list: Mutex<List>,
}

#[derive(Debug, Default)]
struct List {
    last_id: u64,
    /// Parents come before their children, since ids grow.
    tasks: BTreeMap<u64, ListedTask>,
    /// Those that are over and still shown, in the order in which they ended.
    ended: VecDeque<u64>,
}

/// One task.
#[derive(Clone, Debug)]
pub(crate) struct ListedTask {
    pub(crate) id: u64,
    pub(crate) parent: Option<u64>,
    pub(crate) label: Arc<str>,
    pub(crate) state: TaskState,
    pub(crate) bar: Arc<Bar>,
}

impl List {
    /// Takes a task out, and those inside it, which are all over.
    fn clear(&mut self, id: u64) {
        let mut gone = vec![id];
        self.tasks.retain(|&id, task| {
            let goes =
                gone.contains(&id) || task.parent.is_some_and(|parent| gone.contains(&parent));
            if goes {
                gone.push(id);
            }
            !goes
        });
        self.ended.retain(|id| self.tasks.contains_key(id));
    }
}

impl Tasks {
    /// Adds a task and returns its id.
    pub(crate) fn begin(&self, parent: Option<u64>, label: String, bar: Arc<Bar>) -> u64 {
        let mut list = self.lock();
        list.last_id += 1;
        let id = list.last_id;
        let entry = ListedTask {
            id,
            parent,
            label: cut(label).into(),
            state: TaskState::Running,
            bar,
        };
        list.tasks.insert(id, entry);
        id
    }

    /// The last handle that reports to the task is gone.
    pub(crate) fn end(&self, id: u64) {
        let mut list = self.lock();
        let Some(task) = list.tasks.get_mut(&id) else {
            return;
        };
        task.bar.end();
        let ending = task.bar.ending();
        if ending == Some(Ending::Cleared) {
            list.clear(id);
            return;
        }
        let complete = match task.bar.length() {
            _ if ending == Some(Ending::Abandoned) => false,
            Some(length) => task.bar.position() >= length,
            None => true,
        };
        task.state = if complete {
            TaskState::Finished
        } else {
            TaskState::Stopped
        };
        list.ended.push_back(id);
        if list.ended.len() > MAX_FINISHED_TASKS {
            if let Some(oldest) = list.ended.pop_front() {
                list.tasks.remove(&oldest);
            }
        }
    }

    /// The first [`MAX_TASKS`], and how many more there are.
    pub(crate) fn list(&self) -> (Vec<ListedTask>, u64) {
        let list = self.lock();
        let shown: Vec<_> = list.tasks.values().take(MAX_TASKS).cloned().collect();
        let omitted = list.tasks.len() - shown.len();
        (shown, omitted as u64)
    }

    fn lock(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(tasks: &Tasks) -> u64 {
        let bar = Arc::new(Bar::new("items".into()));
        bar.set_length(Some(1));
        tasks.begin(None, "task".into(), bar)
    }

    #[test]
    fn the_newest_of_those_that_ended_are_still_shown() {
        let tasks = Tasks::default();
        let live = begin(&tasks);
        let ended: Vec<_> = (0..MAX_FINISHED_TASKS + 5).map(|_| begin(&tasks)).collect();
        for id in &ended {
            tasks.end(*id);
        }
        let (shown, omitted) = tasks.list();
        assert_eq!(omitted, 0);
        assert_eq!(shown[0].id, live);
        let ids: Vec<_> = shown[1..].iter().map(|task| task.id).collect();
        assert_eq!(ids, ended[5..]);
    }

    #[test]
    fn those_that_find_no_room_are_counted() {
        let tasks = Tasks::default();
        for _ in 0..MAX_TASKS + 7 {
            begin(&tasks);
        }
        let (shown, omitted) = tasks.list();
        assert_eq!((shown.len(), omitted), (MAX_TASKS, 7));
    }

    #[test]
    fn a_task_stops_short_or_finishes() {
        let tasks = Tasks::default();
        let (short, full) = (begin(&tasks), begin(&tasks));
        tasks.list().0[1].bar.set_position(1);
        tasks.end(short);
        tasks.end(full);
        let states: Vec<_> = tasks.list().0.iter().map(|task| task.state).collect();
        assert_eq!(states, [TaskState::Stopped, TaskState::Finished]);
    }
}
