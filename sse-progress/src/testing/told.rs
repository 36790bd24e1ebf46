//! What a function has reported.

use crate::protocol::{LogLine, Snapshot};
use crate::run::Progress;

/// What a function has reported through a `Progress`: see [`told`].
#[derive(Clone, Debug)]
pub struct Told {
    /// The bar, `snapshot.bar`, and its children, `snapshot.tasks`, as a watcher would see them.
    pub snapshot: Snapshot,
    /// The lines, oldest first: the newest 10,000 of a [`Progress::hidden`].
    pub lines: Vec<LogLine>,
}

impl Told {
    /// What the bar says that the job is doing.
    pub fn message(&self) -> &str {
        &self.snapshot.bar.message
    }

    /// The texts of the lines.
    pub fn lines(&self) -> Vec<&str> {
        self.lines.iter().map(|line| &*line.message).collect()
    }

    /// The labels of the bars inside the bar, those of their own children among them.
    pub fn children(&self) -> Vec<&str> {
        let tasks = self.snapshot.tasks.iter();
        tasks.map(|task| &*task.label).collect()
    }
}

/// What a function has reported so far, for tests that call it with a [`Progress::hidden`].
///
/// ```
/// use sse_progress::{Progress, testing};
///
/// fn import(progress: Progress, rows: &[&str]) {
///     progress.set_message("importing");
///     for row in progress.wrap_iter(rows.iter()) {
///         if row.is_empty() {
///             progress.println("an empty row is left out");
///         }
///     }
/// }
///
/// let progress = Progress::hidden();
/// import(progress.clone(), &["a", "", "c"]);
/// let told = testing::told(&progress);
/// assert_eq!(told.message(), "importing");
/// assert_eq!(told.lines(), ["an empty row is left out"]);
/// assert_eq!(told.snapshot.bar.fraction, Some(1.0));
/// ```
pub fn told(progress: &Progress) -> Told {
    let (snapshot, lines) = progress.told();
    Told { snapshot, lines }
}
