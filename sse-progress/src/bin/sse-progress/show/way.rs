//! The ways to show progress. Doc comments of variants are what `--help` prints.

use clap::ValueEnum;

/// A way to show progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Way {
    /// As tty in a terminal, else as plain
    Auto,
    /// Bars that move
    Tty,
    /// Lines for log files
    Plain,
    /// On stdout, a line for each event
    Json,
    /// Only the result and errors
    Quiet,
    /// On stdout, a line for the last event.
    #[value(skip)]
    JsonEnd,
}
