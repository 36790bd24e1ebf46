//! Ending a bar, and beginning it anew.

use std::borrow::Cow;

use crate::run::Progress;
use crate::run::ending::Ending;

/// The run itself needs none of these calls to end: it ends when its function does. A
/// [`child`](Progress::child) ends when its last handle is dropped, as finished or as stopped, and
/// these say which of the two it is. Its time stands still from the call on.
impl Progress {
    /// Moves the bar to its length, if that is known.
    pub fn finish(&self) {
        self.complete();
        self.end(Ending::Finished);
    }

    /// The same, with a last message.
    pub fn finish_with_message(&self, message: impl Into<Cow<'static, str>>) {
        self.set_message(message);
        self.finish();
    }

    /// The same, and a [`child`](Self::child) is not shown any more when its last handle is
    /// dropped, nor are the bars inside it. The run's own bar stays.
    pub fn finish_and_clear(&self) {
        self.complete();
        self.end(Ending::Cleared);
    }

    /// Leaves the bar where it is. A [`child`](Self::child) is shown as stopped, even if it has come
    /// to its length.
    pub fn abandon(&self) {
        self.end(Ending::Abandoned);
    }

    /// The same, with a last message.
    pub fn abandon_with_message(&self, message: impl Into<Cow<'static, str>>) {
        self.set_message(message);
        self.abandon();
    }

    /// Whether the bar was finished or abandoned, and not reset since.
    pub fn is_finished(&self) -> bool {
        self.bar().ending().is_some()
    }

    /// Begins the bar anew: at 0, with a rate and an ETA that know nothing of before. The time of a
    /// [`child`](Self::child) begins anew, too; that of the run goes on.
    pub fn reset(&self) {
        self.bar().reset(self.is_child());
        self.changed();
    }

    fn complete(&self) {
        if let Some(length) = self.length() {
            self.set_position(length);
        }
    }

    fn end(&self, ending: Ending) {
        self.bar().set_ending(ending);
        if self.is_child() {
            self.bar().end();
        }
        self.changed();
    }

    fn is_child(&self) -> bool {
        self.task.id.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::TaskState;

    /// The labels and states of the tasks of a run.
    fn tasks(progress: &Progress) -> Vec<(String, TaskState)> {
        let (tasks, _) = progress.report().tasks.list();
        let of = |task: crate::run::tasks::ListedTask| (task.label.to_string(), task.state);
        tasks.into_iter().map(of).collect()
    }

    #[test]
    fn a_child_ends_as_was_said() {
        let progress = Progress::hidden();
        for label in ["finished", "abandoned", "cleared"] {
            let child = progress.child(label);
            child.set_length(3);
            let grandchild = child.child("inside");
            drop(grandchild);
            match label {
                "finished" => child.finish_with_message("all"),
                "abandoned" => {
                    child.set_position(3);
                    child.abandon_with_message("not so");
                }
                _ => child.finish_and_clear(),
            }
            assert!(child.is_finished());
            assert_eq!(child.position(), 3);
            // It is there as long as somebody has it.
            assert_eq!(tasks(&progress).last().unwrap().0, "inside");
        }
        let tasks = tasks(&progress);
        let inside = ("inside".to_owned(), TaskState::Finished);
        assert_eq!(
            tasks,
            [
                ("finished".to_owned(), TaskState::Finished),
                inside.clone(),
                ("abandoned".to_owned(), TaskState::Stopped),
                inside,
            ]
        );
    }

    #[test]
    fn what_is_reset_is_not_finished() {
        let progress = Progress::hidden();
        let child = progress.child("child");
        for bar in [&progress, &child] {
            bar.set_length(3);
            bar.inc(2);
            bar.abandon();
            assert!(bar.is_finished());
            bar.reset();
            assert!(!bar.is_finished());
            assert_eq!((bar.position(), bar.length()), (0, Some(3)));
            bar.inc(1);
            assert_eq!(bar.position(), 1);
        }
        drop(child);
        assert_eq!(tasks(&progress)[0].1, TaskState::Stopped);
    }

    #[test]
    fn the_time_of_a_child_stands_still_at_its_end() {
        let child = Progress::hidden().child("child");
        child.finish();
        let elapsed = child.elapsed();
        while child.bar().read().started.unwrap().elapsed() == elapsed {}
        assert_eq!(child.elapsed(), elapsed);
    }
}
