//! The subcommands.

mod cancel;
mod each;
mod jobs;
mod logs;
mod run;
mod runs;
mod status;
mod wait;
mod watch;

use std::io::{self, Write as _};

use clap_complete::Shell;

use crate::arguments::Command;
use crate::complete;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::unwritten;

/// Runs the subcommand.
///
/// # Errors
///
/// When the command line is wrong, the server cannot be reached or refuses, or stdout cannot be written to.
pub(crate) async fn execute(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Run(options) => run::execute(options).await,
        Command::Watch(options) => watch::execute(options).await,
        Command::Wait(options) => wait::execute(options).await,
        Command::Status(options) => status::execute(options).await,
        Command::Logs(options) => logs::execute(options).await,
        Command::Cancel(options) => cancel::execute(options).await,
        Command::Runs(options) => runs::execute(options).await,
        Command::Jobs(options) => jobs::execute(options).await,
        Command::Completions { shell } => completions(shell),
        Command::Complete { words } => complete::execute(&words).await,
    }
}

fn completions(shell: Shell) -> Result<Exit, Failure> {
    let written = io::stdout().write_all(&complete::script(shell));
    written.or_else(|error| unwritten(&error))?;
    Ok(Exit::Succeeded)
}
