//! The command `sse-progress`: starts, watches and cancels runs from a terminal.
//!
//! ```text
//! sse-progress run localhost:3030/count to=100      # starts a run and shows it
//! sse-progress watch URL…                           # shows runs, or starts jobs that take GET
//! sse-progress wait URL…                            # waits for the ends of runs
//! sse-progress status URL…                          # shows what runs are doing now
//! sse-progress logs URL                             # prints what a run has said
//! sse-progress cancel URL…                          # cancels runs
//! sse-progress runs localhost:3030                  # lists the runs of whoever asks
//! sse-progress jobs localhost:3030                  # lists what a server can do
//! ```
//!
//! The result goes to stdout and everything else to stderr: a text as it is, `null` not at all, and
//! any other value as JSON: in one line, or in a terminal so that it can be read. Of several runs the
//! results come in the order of the URLs, once all are over.
//!
//! # Ways to show progress
//!
//! | `--progress` | what is shown |
//! |---|---|
//! | `tty` | bars that move, with the log above them |
//! | `plain` | lines for a log file: every line of the job, each tenth of the way or what is new every five seconds, and the end |
//! | `json` | on stdout: one line for each event, `{"id", "event", "run", "data"}`, and no result beside them |
//! | `quiet` | the result and errors |
//! | `auto` | `tty` when stderr is a terminal, else `plain` |
//!
//! In `json`, `event` and `data` are those of the stream. A lost connection adds an event
//! `reconnecting`, whose `id` is null, whose `run` may be, and whose data is `reason` and `after_ms`.
//!
//! # Exit codes
//!
//! | code | what it says |
//! |---|---|
//! | 0 | the run succeeded |
//! | 130 | it was cancelled, by Ctrl-C or by somebody else |
//! | 124 | it took longer than `--timeout` or than the server allows |
//! | 1 | it failed |
//! | 2 | the command line is wrong, the server did not answer as it should, or it lost the run |
//! | 141 | whoever read stdout has closed it, and how the run ends is not known (128 + SIGPIPE) |
//!
//! Of several runs the worst counts, in this order. When stdout is closed, the command ends without a
//! message: with 141 if a run still goes on, else with the code that it would have ended with.
//!
//! # Signals
//!
//! The first Ctrl-C or SIGTERM cancels the runs and waits for their ends; the second leaves at once.
//! `--timeout` cancels them, too, and waits ten seconds for their ends. When all runs are over and only
//! their results are still to be written, the first signal leaves. With `watch --no-cancel` nothing is
//! cancelled: the first Ctrl-C or SIGTERM stops watching, with 130, and so does `--timeout`, with 124.

mod arguments;
mod commands;
mod complete;
mod config;
mod connect;
mod exit;
mod failure;
mod follow;
mod job;
mod result;
mod show;
mod stop;
mod target;
mod url;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::Arguments;
use failure::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let exit = match runtime {
        Ok(runtime) => {
            let exit = runtime.block_on(commands::execute(arguments.command));
            // Does not wait for tokio's blocking threads: one may still look up a name, or write to a
            // pipe that is full.
            runtime.shutdown_background();
            exit
        }
        Err(error) => Err(Failure::new(format!("could not begin: {error}"))),
    };
    exit.unwrap_or_else(|failure| {
        failure.print();
        failure.exit
    })
    .into()
}
