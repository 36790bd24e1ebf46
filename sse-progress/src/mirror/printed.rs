//! What is printed once and stays, above the bars: log lines, and how runs ended.

use std::borrow::Cow;
use std::iter;
use std::sync::Arc;
use std::time::Instant;

use crate::protocol::{Done, Level, LogLine, Status, Task};

use super::bars::Bars;
use super::colors::{Colors, Role};
use super::harmless;
use super::more::{More, Rank};
use super::row::Row;
use super::run::ShownRun;
use super::signals::link;
use super::words::ended;

/// How many bars of a run that failed stay as they were.
const BARS_LEFT: usize = 8;

/// Something to print above the bars.
#[derive(Debug)]
pub(super) enum Printed {
    /// What a job said.
    Said {
        /// What its run is called.
        run: String,
        /// What the task is called that said it; empty for the run itself.
        task: String,
        /// Whether no other run was ever here, so that its name says nothing.
        alone: bool,
        line: Arc<LogLine>,
    },
    /// What the program that mirrors says, in its own words.
    Own(String),
    /// A run has ended; `keeps` says that what it has done stays if it has succeeded.
    Ended {
        run: ShownRun,
        done: Arc<Done>,
        keeps: bool,
    },
    /// The connection of a run is lost; where there are bars, they say so.
    Reconnecting { label: String, reason: String },
    /// Nothing more will be heard of a run.
    Gone { label: String, reason: String },
    /// So many lines came faster than they could be printed.
    Dropped(u64),
}

impl Printed {
    /// About how much memory it takes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Said {
                run, task, line, ..
            } => {
                let data = line.data.as_ref().map_or(0, |data| data.get().len());
                run.len() + task.len() + line.message.len() + data
            }
            Self::Own(text) => text.len(),
            Self::Reconnecting { label, reason } | Self::Gone { label, reason } => {
                label.len() + reason.len()
            }
            Self::Ended { run, done, .. } => {
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

    /// The lines to print. Those that are too long are left to the terminal to wrap: there, one line stays one
    /// line for whoever copies it, and is wrapped anew after a resize.
    pub(super) fn lines(&self, now: Instant, colors: Colors, bars: Option<&Bars>) -> Vec<String> {
        match self {
            Self::Said {
                run,
                task,
                alone,
                line,
            } => {
                // The only run is named by its bar below, if there are bars.
                let run = if *alone && bars.is_some() { "" } else { run };
                let label = match (run, task.as_str()) {
                    ("", task) => task.to_owned(),
                    (run, "") => run.to_owned(),
                    (run, task) => format!("{run}/{task}"),
                };
                match line.missed {
                    Some(missed) => {
                        let text = format!("{missed} log lines were missed");
                        said(line.level, &label, &text, colors)
                    }
                    None => said(line.level, &label, &with_data(line), colors),
                }
            }
            Self::Own(text) => lines_of(text).map(str::to_owned).collect(),
            Self::Ended { run, done, keeps } => {
                let left = match done.status {
                    Status::Succeeded if *keeps => rows_done(run, now),
                    status => rows_left(run, status, now),
                };
                let left = bars.map(|bars| bars.rendered(left));
                let mut lines = left.unwrap_or_default();
                let well = done.status == Status::Succeeded;
                let name = colors.apply(Role::Name, &run.label);
                let name = match &run.address {
                    Some(address) if bars.is_some() => link(&name, address),
                    _ => name,
                };
                lines.extend(last(well, &name, &ended(done), colors));
                for cause in done.error.iter().flat_map(|error| &error.causes) {
                    let cause = format!("caused by: {cause}");
                    lines.extend(behind("    ", "    ", &cause));
                }
                lines
            }
            Self::Reconnecting { .. } if bars.is_some() => Vec::new(),
            Self::Reconnecting { label, reason } => {
                let text = format!("reconnecting: {reason}");
                said(Level::Warn, label, &text, colors)
            }
            Self::Gone { label, reason } => {
                let name = colors.apply(Role::Name, label);
                last(false, &name, &format!("lost contact: {reason}"), colors)
            }
            Self::Dropped(lines) => {
                let text = format!("{lines} lines came faster than they could be shown");
                said(Level::Warn, "", &text, colors)
            }
        }
    }
}

/// The message, and then the data as JSON in one line.
fn with_data(line: &LogLine) -> Cow<'_, str> {
    let Some(data) = &line.data else {
        return Cow::Borrowed(&line.message);
    };
    // Line breaks stand between its values only: in a text they are escaped.
    let json = data.get().replace(['\r', '\n'], " ");
    match line.message.as_str() {
        "" => json.into(),
        message => format!("{message}\n{json}").into(),
    }
}

/// What is said at this level, which stands before each line if something is wrong. Who says it is dimmed.
fn said(level: Level, label: &str, text: &str, colors: Colors) -> Vec<String> {
    let (word, role) = match level {
        Level::Trace | Level::Debug | Level::Info => ("", Role::Plain),
        Level::Warn => ("WARN ", Role::Warning),
        Level::Error => ("ERROR ", Role::Bad),
    };
    let label = match label {
        "" => String::new(),
        label => format!("{label}: "),
    };
    if level <= Level::Debug {
        // What only few want to know is dimmed as a whole.
        let lines = behind(&label, &label, text);
        let faint = |line: &String| colors.apply(Role::Faint, line);
        return lines.iter().map(faint).collect();
    }
    let head = colors.apply(role, word) + &colors.apply(Role::Faint, &label);
    behind(&head, &head, text)
}

/// The last that is heard of a run. More than one line of it is indented, so that it does not look like
/// several.
fn last(well: bool, name: &str, text: &str, colors: Colors) -> Vec<String> {
    let (word, role) = match well {
        true => ("✔", Role::Good),
        false => ("✖", Role::Bad),
    };
    let word = colors.apply(role, word);
    let head = match name {
        "" => format!("{word} "),
        name => format!("{word} {name}: "),
    };
    behind(&head, "  ", text)
}

/// The lines of a text behind these words.
fn behind(first: &str, others: &str, text: &str) -> Vec<String> {
    let heads = iter::once(first).chain(iter::repeat(others));
    let lines = heads.zip(lines_of(text).map(harmless));
    let lines = lines.map(|(head, line)| format!("{head}{line}").trim_end().to_owned());
    lines.collect()
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
    let candidates = run.candidates(&mut More::default()).into_iter();
    let unfinished = candidates.filter(|candidate| candidate.rank != Rank::Finished);
    let rows = unfinished.take(BARS_LEFT).map(|candidate| {
        let row = candidate.row(now);
        let word = candidate.task.map_or(word, |_| "stopped");
        row.failed(word)
    });
    rows.collect()
}

/// The rows of all that a run has done, without its own.
fn rows_done(run: &ShownRun, now: Instant) -> Vec<Row> {
    let candidates = run.candidates(&mut More::default()).into_iter();
    let tasks = candidates.filter(|candidate| candidate.task.is_some());
    tasks.map(|candidate| candidate.row(now)).collect()
}

/// The lines of a text, of which there is at least one. A carriage return ends one, too: programs write
/// over what they have said with it.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .flat_map(|line| line.split('\r'))
}
