//! What is shown of one bar.

use std::borrow::Cow;
use std::time::Duration;

use crate::protocol::Bar;

use super::colors::Role;
use super::text::{cut_inside, width};

/// What is shown of one bar at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) key: RowKey,
    /// How deep it stands in the tree of its run.
    pub(super) depth: usize,
    /// Harmless.
    pub(super) label: String,
    /// Its numbers, with a rate only while it moves. The texts in it are harmless.
    pub(super) bar: Bar,
    /// In whole seconds, as it is shown, so that a row is the same as long as it looks the same; exact
    /// when it is over.
    pub(super) elapsed: Duration,
    /// In whole seconds, while it moves.
    pub(super) eta: Option<Duration>,
    pub(super) activity: Activity,
}

/// Which bar it is that a row shows: the run by its number in this mirror, and the task in it; none is
/// the run's own bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowKey {
    pub(super) run: u64,
    pub(super) task: Option<u64>,
}

/// What a bar is doing, if that has to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    /// It moves.
    Moving,
    /// It does not move yet, or not for the moment, for this reason.
    Waiting(String),
    /// It came to its end.
    Finished,
    /// It did not, and this is what happened.
    Failed(&'static str),
}

impl Activity {
    /// What is said of it; nothing of a bar that moves.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Moving => String::new(),
            Self::Waiting(why) => why.clone(),
            Self::Finished => "✔".to_owned(),
            Self::Failed(what) => format!("✖ {what}"),
        }
    }

    pub(super) fn role(&self) -> Role {
        match self {
            Self::Moving => Role::Bar,
            Self::Waiting(_) => Role::Warning,
            Self::Finished => Role::Good,
            Self::Failed(_) => Role::Bad,
        }
    }
}

impl Row {
    /// The same of a bar that has stopped for this reason.
    pub(super) fn failed(mut self, what: &'static str) -> Self {
        self.activity = Activity::Failed(what);
        self.bar.rate = None;
        self.eta = None;
        self
    }

    /// The columns that the label takes with its indentation.
    pub(super) fn label_width(&self) -> usize {
        2 * self.depth + width(&self.marked())
    }

    /// The label, marked if it is of something that has come to its end.
    fn marked(&self) -> Cow<'_, str> {
        match self.activity {
            Activity::Finished => format!("✔ {}", self.label).into(),
            _ => self.label.as_str().into(),
        }
    }

    /// The label with its indentation, as it is, or marked and cut or padded to so many columns.
    pub(super) fn label_in(&self, columns: Option<usize>) -> String {
        let indent = 2 * self.depth;
        let Some(columns) = columns else {
            return format!("{:indent$}{}", "", self.label);
        };
        let indent = indent.min(columns / 2);
        let label = cut_inside(&self.marked(), columns - indent);
        let padding = columns - indent - width(&label);
        format!("{:indent$}{label}{:padding$}", "", "")
    }
}
