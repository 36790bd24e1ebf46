//! What some terminals do beyond text: a progress in the tab or the taskbar, and links.
//!
//! A terminal that does not know such a sequence should ignore it, and some print it instead. So it is sent
//! to those alone that are known to understand it, and not through tmux or screen.

use std::env;
use std::fmt::Write as _;

use super::row::{Activity, Row};

/// The progress in the tab or the taskbar, by the sequence OSC 9;4 of ConEmu.
#[derive(Debug, Default)]
pub(super) struct TabProgress {
    /// What it shows; none if it shows nothing.
    shown: Option<State>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Percent(u64),
    /// It moves, and how far it is to go is not known.
    Unknown,
}

impl TabProgress {
    /// What to send so that it shows these rows.
    pub(super) fn update(&mut self, rows: &[Row]) -> Option<String> {
        let new = state(rows);
        if std::mem::replace(&mut self.shown, new) == new {
            return None;
        }
        let mut sequence = String::from("\x1b]9;4;");
        // Writing to a string does not fail.
        let _ = match new {
            None => write!(sequence, "0;"),
            Some(State::Percent(percent)) => write!(sequence, "1;{percent}"),
            Some(State::Unknown) => write!(sequence, "3;"),
        };
        sequence.push_str("\x1b\\");
        Some(sequence)
    }
}

/// The mean of the runs whose length is known, if there are any.
fn state(rows: &[Row]) -> Option<State> {
    let runs = rows.iter().filter(|row| row.key.task.is_none());
    let moving = runs.filter(|row| !matches!(row.activity, Activity::Failed(_)));
    let (mut count, mut sum, mut any) = (0, 0, false);
    for row in moving {
        any = true;
        if let Some(percent) = super::amount::percent(&row.bar) {
            count += 1;
            sum += percent;
        }
    }
    match (any, count) {
        (false, _) => None,
        (true, 0) => Some(State::Unknown),
        (true, count) => Some(State::Percent(sum / count)),
    }
}

/// The text as a link, by the sequence OSC 8. Both are harmless.
pub(super) fn link(text: &str, address: &str) -> String {
    format!("\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\")
}

/// Whether the terminal of the error output has a progress of its own.
pub(super) fn has_progress() -> bool {
    let program = variable("TERM_PROGRAM");
    !is_wrapped()
        && (env::var_os("WT_SESSION").is_some()
            || variable("ConEmuANSI") == "ON"
            || ["WezTerm", "ghostty"].contains(&&*program)
            || vte() >= 8000)
}

/// Whether it has links.
pub(super) fn has_links() -> bool {
    let (program, name) = (variable("TERM_PROGRAM"), variable("TERM"));
    let programs = ["Hyper", "iTerm.app", "WezTerm", "ghostty", "vscode"];
    let names = ["xterm-kitty", "xterm-ghostty", "alacritty", "foot"];
    !is_wrapped()
        && (env::var_os("WT_SESSION").is_some()
            || env::var_os("KONSOLE_VERSION").is_some()
            || programs.contains(&&*program)
            || names.contains(&&*name)
            || vte() >= 5000)
}

/// tmux and screen hand over the variables of the terminal that they were started in.
fn is_wrapped() -> bool {
    env::var_os("TMUX").is_some() || env::var_os("STY").is_some()
}

/// The version of the library that is the terminal of GNOME and of others.
fn vte() -> u32 {
    variable("VTE_VERSION").parse().unwrap_or(0)
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
