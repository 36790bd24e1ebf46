//! What is printed once and stays, above the bars: log lines, and how runs ended.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::protocol::{CancelReason, Done, Level, LogLine, Status, Task};

use super::amount::span;
use super::frame::rows_as_lines;
use super::harmless;
use super::paint::{Ink, Paint};
use super::panel::{Panel, Rank};
use super::row::State;
use super::text::{broken, fold, width};

/// How many bars of a run that failed stay as they were.
const BARS_LEFT: usize = 8;

/// Something to print above the bars.
#[derive(Debug)]
pub(super) enum Above {
    /// What a job said; the label is that of the run, or of its task.
    Said { label: String, line: Arc<LogLine> },
    /// What the program that mirrors says, in its own words.
    Own(String),
    /// A run has ended.
    Ended { panel: Panel, done: Arc<Done> },
    /// The connection of a run is lost; where there are bars, they say so.
    Cut { label: String, reason: String },
    /// Nothing more will be heard of a run.
    Gone { label: String, reason: String },
    /// Lines that came faster than they could be printed.
    Lost(u64),
}

impl Above {
    /// About how much memory it takes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Said { label, line } => label.len() + line.message.len(),
            Self::Own(text) => text.len(),
            Self::Cut { label, reason } | Self::Gone { label, reason } => {
                label.len() + reason.len()
            }
            Self::Ended { panel, done } => {
                let tasks = panel.snapshot().map_or(0, |snapshot| snapshot.tasks.len());
                let result = done.result.as_ref().map_or(0, |result| result.get().len());
                let error = done.error.as_ref().map_or(0, |error| {
                    let causes: usize = error.causes.iter().map(String::len).sum();
                    error.message.len() + causes
                });
                tasks * size_of::<Task>() + result + error
            }
            Self::Lost(_) => 0,
        }
    }

    /// Whether it is the last that is heard of a run.
    pub(super) fn is_end(&self) -> bool {
        matches!(self, Self::Ended { .. } | Self::Gone { .. })
    }

    /// The lines to print. In a terminal they are folded to its columns; elsewhere there are none,
    /// nor bars.
    pub(super) fn lines(&self, now: Instant, columns: Option<usize>, paint: Paint) -> Vec<String> {
        match self {
            Self::Said { label, line } => said(label, line, columns, paint),
            Self::Own(text) => lines_of(text).map(str::to_owned).collect(),
            Self::Ended { panel, done } => ended(panel, done, now, columns, paint),
            Self::Cut { .. } if columns.is_some() => Vec::new(),
            Self::Cut { label, reason } => {
                let text = format!("reconnecting: {}", harmless(reason));
                prefixed("WARN ", Ink::Warning, label, &text, columns, paint)
            }
            Self::Gone { label, reason } => {
                let text = format!("lost contact: {}", harmless(reason));
                once("✖ ", Ink::Bad, label, &text, columns, paint)
            }
            Self::Lost(lines) => {
                let text = format!("{lines} lines came faster than they could be shown");
                prefixed("WARN ", Ink::Warning, "", &text, columns, paint)
            }
        }
    }
}

fn said(label: &str, line: &LogLine, columns: Option<usize>, paint: Paint) -> Vec<String> {
    let (word, ink) = match line.level {
        Level::Trace => ("TRACE ", Ink::Faint),
        Level::Debug => ("DEBUG ", Ink::Faint),
        Level::Info => ("INFO ", Ink::Good),
        Level::Warn => ("WARN ", Ink::Warning),
        Level::Error => ("ERROR ", Ink::Bad),
    };
    if let Some(missed) = line.missed {
        let text = format!("{missed} log lines were missed");
        return prefixed(word, ink, label, &text, columns, paint);
    }
    prefixed(word, ink, label, &line.message, columns, paint)
}

/// Each line of `text` behind the same words, and folded behind them.
fn prefixed(
    word: &str,
    ink: Ink,
    label: &str,
    text: &str,
    columns: Option<usize>,
    paint: Paint,
) -> Vec<String> {
    let colon = if label.is_empty() { "" } else { ": " };
    let prefix = format!(
        "{}{}{colon}",
        paint.paint(ink, word),
        paint.paint(Ink::Name, label)
    );
    let taken = width(word) + width(label) + colon.len();
    let mut lines = Vec::new();
    for line in lines_of(text) {
        let line = harmless(line);
        match columns {
            // A label that leaves no room for what was said stands by itself.
            Some(columns) if taken + 10 > columns => {
                let label = format!("{word}{label}{colon}");
                lines.extend(
                    fold(label.trim_end(), columns)
                        .into_iter()
                        .map(str::to_owned),
                );
                lines.extend(fold(&line, columns).into_iter().map(str::to_owned));
            }
            Some(columns) => {
                for piece in fold(&line, columns - taken) {
                    lines.push(format!("{prefix}{piece}").trim_end().to_owned());
                }
            }
            None => lines.push(format!("{prefix}{line}").trim_end().to_owned()),
        }
    }
    lines
}

/// How far lines that go on are indented where there is little room.
const INDENT: usize = 2;

/// A text behind words that stand once: what follows the first line is indented, lest one end look
/// like several.
fn once(
    mark: &str,
    ink: Ink,
    label: &str,
    text: &str,
    columns: Option<usize>,
    paint: Paint,
) -> Vec<String> {
    let colon = if label.is_empty() { "" } else { ": " };
    let head = format!("{mark}{label}{colon}");
    let painted = format!(
        "{}{}{colon}",
        paint.paint(ink, mark),
        paint.paint(Ink::Name, label)
    );
    let mut before = painted;
    let mut taken = width(&head);
    let mut lines = Vec::new();
    // The widest character has to fit behind it.
    let indent = INDENT.min(columns.map_or(INDENT, |columns| columns.saturating_sub(2)));
    if let Some(columns) = columns.filter(|columns| taken + 10 > *columns) {
        // A label that leaves no room for what is said stands by itself.
        let pieces = fold(head.trim_end(), columns).into_iter();
        lines.extend(pieces.map(str::to_owned));
        before = " ".repeat(indent);
        taken = indent;
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
            before = " ".repeat(indent);
            taken = indent;
        }
    }
    lines
}

/// The lines of a text, of which there is at least one. A carriage return ends one, too: it is how
/// programs write over what they have said.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .flat_map(|line| line.split('\r'))
}

fn ended(
    panel: &Panel,
    done: &Done,
    now: Instant,
    columns: Option<usize>,
    paint: Paint,
) -> Vec<String> {
    let took = span(Duration::from_millis(done.elapsed_ms));
    let (mark, ink, text, word) = match done.status {
        Status::Succeeded => ("✔ ", Ink::Good, format!("succeeded in {took}"), ""),
        Status::Failed => ("✖ ", Ink::Bad, failed(done, &took), "failed"),
        Status::Cancelled => ("✖ ", Ink::Bad, cancelled(done, &took), "cancelled"),
        Status::TimedOut => (
            "✖ ",
            Ink::Bad,
            format!("timed out after {took}"),
            "timed out",
        ),
        Status::Lost => ("✖ ", Ink::Bad, lost(done), "lost"),
    };
    let mut lines = match columns {
        Some(columns) if !word.is_empty() => bars_left(panel, word, now, columns, paint),
        _ => Vec::new(),
    };
    lines.extend(once(mark, ink, panel.label(), &text, columns, paint));
    let causes = done.error.iter().flat_map(|error| &error.causes);
    for cause in causes {
        let cause = format!("caused by: {cause}");
        lines.extend(prefixed("    ", Ink::Plain, "", &cause, columns, paint));
    }
    lines
}

fn failed(done: &Done, took: &str) -> String {
    match &done.error {
        Some(error) => format!("failed after {took}: {}", error.message),
        None => format!("failed after {took}"),
    }
}

fn cancelled(done: &Done, took: &str) -> String {
    let why = match done.reason {
        Some(CancelReason::Requested) => ", as was asked",
        Some(CancelReason::Disconnected) => ": nobody watched it any more",
        Some(CancelReason::Shutdown) => ": the server shut down",
        None => "",
    };
    format!("cancelled after {took}{why}")
}

fn lost(done: &Done) -> String {
    match &done.error {
        Some(error) => format!("lost: {}", error.message),
        None => "lost".to_owned(),
    }
}

/// The bars of a run that did not succeed, where they were: its own, and those that had not come
/// to their end.
fn bars_left(
    panel: &Panel,
    word: &'static str,
    now: Instant,
    columns: usize,
    paint: Paint,
) -> Vec<String> {
    if panel.snapshot().is_none() {
        return Vec::new();
    }
    let (places, _) = panel.places();
    let rows: Vec<_> = places
        .into_iter()
        .filter(|place| place.rank != Rank::Finished)
        .take(BARS_LEFT)
        .map(|place| {
            let mut row = panel.row(place, now);
            if row.state != State::Failed("stopped") {
                row.state = State::Failed(if place.task.is_none() {
                    word
                } else {
                    "stopped"
                });
            }
            row.eta = None;
            row
        })
        .collect();
    rows_as_lines(&rows, columns, paint)
}
