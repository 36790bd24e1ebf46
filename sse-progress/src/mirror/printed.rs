//! What is printed once and stays, above the bars: log lines, and how runs ended.

use std::sync::Arc;
use std::time::Instant;

use crate::protocol::{Done, Level, LogLine, Status, Task};

use super::bars::Bars;
use super::colors::{Colors, Role};
use super::harmless;
use super::row::{Activity, Row};
use super::run::{Rank, ShownRun};
use super::text::{broken, fold, width};
use super::words::ended;

/// How many bars of a run that failed stay as they were.
const BARS_LEFT: usize = 8;

/// How far lines that go on are indented.
const INDENT: usize = 2;

/// A label that leaves fewer columns than this for what is said stands by itself.
const MIN_TEXT: usize = 10;

/// Something to print above the bars.
#[derive(Debug)]
pub(super) enum Printed {
    /// What a job said; the label is that of the run, or of its task.
    Said { label: String, line: Arc<LogLine> },
    /// What the program that mirrors says, in its own words.
    Own(String),
    /// A run has ended.
    Ended { run: ShownRun, done: Arc<Done> },
    /// The connection of a run is lost; where there are bars, they say so.
    Reconnecting { label: String, reason: String },
    /// Nothing more will be heard of a run.
    Gone { label: String, reason: String },
    /// So many lines came faster than they could be printed.
    Dropped(u64),
}

/// The words that a text stands behind.
struct Head<'a> {
    word: &'a str,
    role: Role,
    label: &'a str,
    /// Whether they stand before each line. If not, the lines after the first are indented, so that one
    /// message does not look like several.
    repeats: bool,
}

impl Printed {
    /// About how much memory it takes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Said { label, line } => label.len() + line.message.len(),
            Self::Own(text) => text.len(),
            Self::Reconnecting { label, reason } | Self::Gone { label, reason } => {
                label.len() + reason.len()
            }
            Self::Ended { run, done } => {
                let tasks = run.snapshot().map_or(0, |snapshot| snapshot.tasks.len());
                let result = done.result.as_ref().map_or(0, |result| result.get().len());
                let error = done.error.as_ref().map_or(0, |error| {
                    let causes: usize = error.causes.iter().map(String::len).sum();
                    error.message.len() + causes
                });
                tasks * size_of::<Task>() + result + error
            }
            Self::Dropped(_) => 0,
        }
    }

    /// Whether it is the last that is heard of a run.
    pub(super) fn is_end(&self) -> bool {
        matches!(self, Self::Ended { .. } | Self::Gone { .. })
    }

    /// The lines to print. Where there are bars, they are folded to the columns of the terminal.
    pub(super) fn lines(&self, now: Instant, colors: Colors, bars: Option<&Bars>) -> Vec<String> {
        let columns = bars.map(|bars| bars.size().columns);
        let warning = |label, text: &str| {
            let head = Head {
                word: "WARN ",
                role: Role::Warning,
                label,
                repeats: true,
            };
            head.before(text, columns, colors)
        };
        match self {
            Self::Said { label, line } => said(label, line, columns, colors),
            Self::Own(text) => lines_of(text).map(str::to_owned).collect(),
            Self::Ended { run, done } => {
                let mut lines = match bars {
                    Some(bars) => bars.rendered(rows_left(run, done.status, now)),
                    None => Vec::new(),
                };
                lines.extend(end(run.label(), done, columns, colors));
                lines
            }
            Self::Reconnecting { .. } if columns.is_some() => Vec::new(),
            Self::Reconnecting { label, reason } => {
                warning(label, &format!("reconnecting: {reason}"))
            }
            Self::Gone { label, reason } => {
                let head = Head {
                    word: "✖ ",
                    role: Role::Bad,
                    label,
                    repeats: false,
                };
                head.before(&format!("lost contact: {reason}"), columns, colors)
            }
            Self::Dropped(lines) => warning(
                "",
                &format!("{lines} lines came faster than they could be shown"),
            ),
        }
    }
}

fn said(label: &str, line: &LogLine, columns: Option<usize>, colors: Colors) -> Vec<String> {
    let (word, role) = match line.level {
        Level::Trace => ("TRACE ", Role::Faint),
        Level::Debug => ("DEBUG ", Role::Faint),
        Level::Info => ("INFO ", Role::Good),
        Level::Warn => ("WARN ", Role::Warning),
        Level::Error => ("ERROR ", Role::Bad),
    };
    let head = Head {
        word,
        role,
        label,
        repeats: true,
    };
    match line.missed {
        Some(missed) => head.before(&format!("{missed} log lines were missed"), columns, colors),
        None => head.before(&line.message, columns, colors),
    }
}

/// How a run ended, and a line for each cause of a failure.
fn end(label: &str, done: &Done, columns: Option<usize>, colors: Colors) -> Vec<String> {
    let (word, role) = match done.status {
        Status::Succeeded => ("✔ ", Role::Good),
        _ => ("✖ ", Role::Bad),
    };
    let head = Head {
        word,
        role,
        label,
        repeats: false,
    };
    let mut lines = head.before(&ended(done), columns, colors);
    for cause in done.error.iter().flat_map(|error| &error.causes) {
        let head = Head {
            word: "    ",
            role: Role::Plain,
            label: "",
            repeats: true,
        };
        lines.extend(head.before(&format!("caused by: {cause}"), columns, colors));
    }
    lines
}

/// The rows of a run that did not succeed, as they were: its own, and those that had not come to their
/// end.
fn rows_left(run: &ShownRun, status: Status, now: Instant) -> Vec<Row> {
    let word = match status {
        Status::Succeeded => return Vec::new(),
        Status::Failed => "failed",
        Status::Cancelled => "cancelled",
        Status::TimedOut => "timed out",
        Status::Lost => "lost",
    };
    if run.snapshot().is_none() {
        return Vec::new();
    }
    let (candidates, _) = run.candidates();
    candidates
        .into_iter()
        .filter(|candidate| candidate.rank != Rank::Finished)
        .take(BARS_LEFT)
        .map(|candidate| {
            let mut row = run.row(candidate, now);
            row.activity = Activity::Failed(match candidate.task {
                None => word,
                Some(_) => "stopped",
            });
            row
        })
        .collect()
}

impl Head<'_> {
    /// The lines of `text` behind these words. In a terminal they are folded to its columns.
    fn before(&self, text: &str, columns: Option<usize>, colors: Colors) -> Vec<String> {
        let colon = if self.label.is_empty() { "" } else { ": " };
        let plain = format!("{}{}{colon}", self.word, self.label);
        let mut before = format!(
            "{}{}{colon}",
            colors.apply(self.role, self.word),
            colors.apply(Role::Name, self.label)
        );
        let mut taken = width(&plain);
        let mut lines = Vec::new();
        // The widest character has room behind it.
        let indent = columns.map_or(INDENT, |columns| INDENT.min(columns.saturating_sub(2)));
        if let Some(columns) = columns.filter(|columns| taken + MIN_TEXT > *columns) {
            let label = fold(plain.trim_end(), columns).into_iter();
            lines.extend(label.map(str::to_owned));
            taken = if self.repeats { 0 } else { indent };
            before = " ".repeat(taken);
        }
        for line in lines_of(text) {
            let line = harmless(line);
            let mut rest = Some(&*line);
            while let Some(text) = rest {
                let (piece, after) = match columns {
                    Some(columns) => broken(text, columns.saturating_sub(taken)),
                    None => (text, None),
                };
                lines.push(format!("{before}{piece}").trim_end().to_owned());
                rest = after;
                if !self.repeats {
                    taken = indent;
                    before = " ".repeat(indent);
                }
            }
        }
        lines
    }
}

/// The lines of a text, of which there is at least one. A carriage return ends one, too: programs write
/// over what they have said with it.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .flat_map(|line| line.split('\r'))
}
