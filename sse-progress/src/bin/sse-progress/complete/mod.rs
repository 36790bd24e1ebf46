//! What can stand at the end of a command line that is being typed: options, values, and the jobs, parameters
//! and runs of the server that it names.
//!
//! `sse-progress completions SHELL` prints a script that runs `sse-progress complete -- WORDS…`, with the
//! words after the name of the command up to the cursor. The answer is a line for each candidate: the whole
//! last word, and after a tab what it is. What ends in `=`, `@` or `/` is to be typed on.

mod files;
mod scripts;
mod typed;
mod wanted;

use std::io::{self, Write as _};
use std::time::Duration;

use clap::{Arg, Command, CommandFactory as _, ValueHint};
use sse_progress::mirror::harmless;
use tokio::time::timeout;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::unwritten;
pub(crate) use scripts::script;
use typed::Typed;

/// Whoever types does not wait longer for a server.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a word could be.
#[derive(Debug, PartialEq, Eq)]
struct Candidate {
    word: String,
    about: String,
}

impl Candidate {
    fn new(word: impl Into<String>, about: impl AsRef<str>) -> Self {
        let about = about.as_ref().trim().lines().next().unwrap_or_default();
        Self {
            word: word.into(),
            about: harmless(about).into_owned(),
        }
    }
}

/// Prints what the last of these words could be. A server that does not answer is passed over in silence.
///
/// # Errors
///
/// When stdout cannot be written to.
pub(crate) async fn execute(words: &[String]) -> Result<Exit, Failure> {
    let (current, before) = match words.split_last() {
        Some((current, before)) => (current.as_str(), before),
        None => ("", words),
    };
    let mut command = Arguments::command();
    command.build();
    let found = timeout(PATIENCE, candidates(&command, before, current)).await;
    let mut text = String::new();
    for Candidate { word, about } in found.unwrap_or_default() {
        // What a shell would take apart, or a terminal would act on, cannot be typed so.
        let plain = !word.contains(char::is_whitespace) && harmless(&word) == word;
        if plain && word.starts_with(current) {
            text.push_str(&format!("{word}\t{about}\n"));
        }
    }
    let written = io::stdout().write_all(text.as_bytes());
    written.or_else(|error| unwritten(&error))?;
    Ok(Exit::Succeeded)
}

async fn candidates(command: &Command, before: &[String], current: &str) -> Vec<Candidate> {
    let Some((name, before)) = before.split_first() else {
        return match current.starts_with('-') {
            true => options(command),
            false => subcommands(command),
        };
    };
    let Some(subcommand) = command.find_subcommand(name) else {
        return Vec::new();
    };
    if subcommand.get_name() == "help" {
        return subcommands(command);
    }
    let typed = Typed::read(subcommand, before);
    if let Some(option) = typed.open {
        return valued(&typed, option, "", current).await;
    }
    if let Some((long, value)) = current
        .strip_prefix("--")
        .and_then(|rest| rest.split_once('='))
    {
        let option = typed::option(subcommand, &format!("--{long}"));
        let start = format!("--{long}=");
        return match option {
            Some(option) => valued(&typed, option, &start, value).await,
            None => Vec::new(),
        };
    }
    if current.starts_with('-') && current != "-" {
        return options(subcommand);
    }
    let mut positionals = subcommand.get_positionals();
    let Some(first) = positionals.next() else {
        return Vec::new();
    };
    let takes_more = first
        .get_num_args()
        .is_some_and(|range| range.max_values() > 1);
    match (typed.positionals.first(), positionals.next()) {
        (Some(job), Some(_)) => wanted::parameters(&typed, job, current).await,
        (Some(_), None) if !takes_more => Vec::new(),
        _ if first.get_value_hint() == ValueHint::Url => {
            wanted::addresses(&typed, subcommand.get_name(), current).await
        }
        _ => values(first, "", current),
    }
}

fn subcommands(command: &Command) -> Vec<Candidate> {
    let all = command
        .get_subcommands()
        .filter(|other| !other.is_hide_set());
    let about = |other: &Command| {
        other
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    all.map(|other| Candidate::new(other.get_name(), about(other)))
        .collect()
}

fn options(command: &Command) -> Vec<Candidate> {
    let about = |option: &Arg| {
        option
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let all = command
        .get_arguments()
        .filter(|option| !option.is_hide_set());
    all.filter_map(|option| {
        Some(Candidate::new(
            format!("--{}", option.get_long()?),
            about(option),
        ))
    })
    .collect()
}

/// The values of an option, of which a part of a form is the one that a server may know something of.
async fn valued(typed: &Typed<'_>, option: &Arg, before: &str, value: &str) -> Vec<Candidate> {
    match option.get_long() {
        Some("form") => wanted::parts(typed, before, value).await,
        _ => values(option, before, value),
    }
}

/// The values of an option or an argument that are known, behind what stands `before` them in the same word.
fn values(argument: &Arg, before: &str, value: &str) -> Vec<Candidate> {
    if argument.get_value_hint() == ValueHint::FilePath {
        return files::all(before, value);
    }
    let possible = argument.get_possible_values().into_iter();
    let possible = possible.filter(|value| !value.is_hide_set());
    let about = |value: &clap::builder::PossibleValue| {
        value
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    possible
        .map(|value| Candidate::new(format!("{before}{}", value.get_name()), about(&value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn words(line: &[&str]) -> Vec<String> {
        let mut command = Arguments::command();
        command.build();
        let (current, before) = line.split_last().unwrap();
        let before: Vec<_> = before.iter().map(|&word| word.to_owned()).collect();
        let found = candidates(&command, &before, current).await;
        let words = found.into_iter().map(|candidate| candidate.word);
        words.filter(|word| word.starts_with(current)).collect()
    }

    #[tokio::test]
    async fn what_the_command_knows_needs_no_server() {
        for (line, expected) in [
            (&["w"][..], &["watch", "wait"][..]),
            (&["--v"], &["--version"]),
            (&["help", "co"], &["completions"]),
            (&["run", "--pro"], &["--progress"]),
            (&["run", "-q", "--progress", "t"], &["tty"]),
            (&["run", "--progress=q"], &["--progress=quiet"]),
            (&["completions", "z"], &["zsh"]),
            (&["completions", "zsh", "z"], &[]),
            (&["run", "--header", ""], &[]),
            (&["nothing", ""], &[]),
        ] {
            assert_eq!(words(line).await, expected, "{line:?}");
        }
    }
}
