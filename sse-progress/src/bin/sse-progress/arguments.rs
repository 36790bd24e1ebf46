//! The command line. Doc comments of fields and variants are what `--help` prints.

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

use crate::show::{Output, Screen, Way};

const EXAMPLES: &str = "\
Examples:
  sse-progress jobs localhost:3030
  sse-progress run localhost:3030/count to=100
  sse-progress watch --json localhost:3030/count/100 | jq .data.fraction

Of the server in SSE_PROGRESS_URL a path or the name of a job is enough, and a URL may begin with
the name of a server in ~/.config/sse-progress/config.toml.

Exit codes: 0 succeeded, 130 cancelled, 124 timed out, 1 failed, 2 usage or connection,
141 nobody reads stdout any more, and how it ended is not known.
The result goes to stdout and everything else to stderr.";

const WATCH_EXAMPLES: &str = "\
Examples:
  sse-progress watch localhost:3030/count/100
  sse-progress watch localhost:3030/runs/4qJ0mX2vT9cB7yKdR1sN3w

Ctrl-C cancels the runs and waits for their ends; the second time it leaves at once. With
--no-cancel it only stops watching.";

const RUN_EXAMPLES: &str = "\
The URL is the job's address, with its values in it (/resize/40) or with the braces left
(/resize/{count}); or the server's address with the job's name (/resize).

Examples:
  sse-progress run localhost:3030/resize --help
  sse-progress run localhost:3030/resize count=40 tag=new tag=small
  sse-progress run localhost:3030/import --body people.csv --detach
  sse-progress run localhost:3030/upload -F file=@people.csv -F note=new

A value that begins with @ is read from that file, @- is stdin, and @@ is a plain @.";

const PROGRESS_HELP: &str = "\
How runs are shown [default: auto]
  auto   as tty in a terminal, else as plain
  tty    bars that move
  plain  lines for log files
  json   on stdout, a line for each event
  quiet  only the result and errors";

/// Shows the progress of runs on any server of sse-progress, and starts and cancels them.
#[derive(Debug, Parser)]
#[command(
    name = "sse-progress",
    version,
    after_help = EXAMPLES,
    max_term_width = 100
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Starts a job and shows its run
    #[command(after_help = RUN_EXAMPLES, disable_help_flag = true)]
    Run(Run),
    /// Shows runs; a job's URL starts one, as GET does
    #[command(after_help = WATCH_EXAMPLES)]
    Watch(Watch),
    /// Waits for the ends of runs, and ends as they do
    Wait(Wait),
    /// Shows what runs are doing now
    Status(OfRuns),
    /// Prints what a run has said, with the times
    Logs(Logs),
    /// Cancels runs
    Cancel(OfRuns),
    /// Lists your runs on a server, the newest first
    Runs(Runs),
    /// Lists the jobs of a server
    Jobs(Jobs),
    /// Prints a script that completes commands in a shell
    #[command(after_help = "Example:\n  source <(sse-progress completions bash)")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Prints what the last word of a command line could be, for the scripts of `completions`
    #[command(hide = true, disable_help_flag = true)]
    Complete {
        /// The words after the name of the command, up to the cursor
        #[arg(last = true)]
        words: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// Addresses of runs, or of jobs that are started with GET
    #[arg(value_name = "URL", required = true, value_hint = ValueHint::Url)]
    pub(crate) urls: Vec<String>,
    /// Only looks: Ctrl-C and --timeout stop watching, and cancel nothing
    #[arg(long)]
    pub(crate) no_cancel: bool,
    #[command(flatten)]
    pub(crate) showing: Showing,
    #[command(flatten)]
    pub(crate) connecting: Connecting,
    #[command(flatten)]
    pub(crate) limit: Limit,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The job
    #[arg(value_name = "URL", required_unless_present = "help", value_hint = ValueHint::Url)]
    pub(crate) url: Option<String>,
    /// Its parameters; a list takes its name once for each value
    #[arg(value_name = "NAME=VALUE")]
    pub(crate) values: Vec<String>,
    /// Sends this file as the body, or stdin if it is -; JSON of parameters, if the job takes no other
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) body: Option<PathBuf>,
    /// Sends a part of a form, or a file as one: name=value or name=@FILE, as curl does; may be repeated
    #[arg(
        short = 'F',
        long = "form",
        value_name = "NAME=VALUE",
        conflicts_with = "body"
    )]
    pub(crate) parts: Vec<String>,
    /// Prints the address of the run and leaves it alone
    #[arg(short, long, conflicts_with_all = ["progress", "quiet", "output", "timeout"])]
    pub(crate) detach: bool,
    /// Prints help; with a URL, about the parameters of its job
    #[arg(short, long)]
    pub(crate) help: bool,
    #[command(flatten)]
    pub(crate) showing: Showing,
    #[command(flatten)]
    pub(crate) connecting: Connecting,
    #[command(flatten)]
    pub(crate) limit: Limit,
}

#[derive(Debug, Args)]
pub(crate) struct Wait {
    /// Addresses of runs
    #[arg(value_name = "URL", required = true, value_hint = ValueHint::Url)]
    pub(crate) urls: Vec<String>,
    /// Prints each end as a line of JSON, as the event `done`, in place of the result
    #[arg(long, conflicts_with = "output")]
    pub(crate) json: bool,
    /// Writes the result to this file
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) connecting: Connecting,
    /// Waits no longer than this, such as 90s or 5m; a plain number is seconds
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
}

/// What is asked of runs and answered at once.
#[derive(Debug, Args)]
pub(crate) struct OfRuns {
    /// Addresses of runs
    #[arg(value_name = "URL", required = true, value_hint = ValueHint::Url)]
    pub(crate) urls: Vec<String>,
    /// Prints a line of JSON for each run
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Logs {
    /// The address of the run
    #[arg(value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) url: String,
    /// Goes on with what the run says, to its end
    #[arg(short, long)]
    pub(crate) follow: bool,
    /// Prints each line of the log as a line of JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) connecting: Connecting,
    /// Ends after this time, such as 90s or 5m; a plain number is seconds
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
}

#[derive(Debug, Args)]
pub(crate) struct Runs {
    /// The server, with the path that its jobs are under
    #[arg(value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) url: Option<String>,
    /// Lists so many
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 20)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) limit: u32,
    /// Lists all that the server remembers
    #[arg(short, long, conflicts_with = "limit")]
    pub(crate) all: bool,
    /// Prints what the server says, as one JSON array
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Jobs {
    /// The server, with the path that its jobs are under
    #[arg(value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) url: Option<String>,
    /// Prints what the server says, as one JSON array
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Showing {
    // The values are in the help, each in a line of its own, which clap would do with a blank line
    // after each option.
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Way::Auto)]
    #[arg(help = PROGRESS_HELP, hide_possible_values = true, hide_default_value = true)]
    progress: Way,
    /// The same as --progress quiet
    #[arg(short, long, conflicts_with = "progress")]
    quiet: bool,
    /// The same as --progress json
    #[arg(long, conflicts_with_all = ["progress", "quiet"])]
    pub(crate) json: bool,
    /// Writes the result to this file
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Leaves the list of what was done on the terminal, and not only what was logged and one line
    #[arg(long)]
    keep: bool,
    /// Reads events of up to this many MiB, and a result of 256 at least [default: 8]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) max_event: Option<u16>,
}

impl Showing {
    /// Where the runs are to be shown.
    pub(crate) fn screen(&self, output: &Rc<Output>) -> Screen {
        let screen = Screen::new(self.way(), Rc::clone(output));
        match self.keep {
            true => screen.keep_finished(),
            false => screen,
        }
    }

    fn way(&self) -> Way {
        match (self.quiet, self.json) {
            (true, _) => Way::Quiet,
            (_, true) => Way::Json,
            _ => self.progress,
        }
    }
}

#[derive(Debug, Default, Args)]
pub(crate) struct Connecting {
    /// Sends a header with each request; may be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,
    /// Sends the bearer token that is in this environment variable
    #[arg(long, value_name = "VARIABLE")]
    pub(crate) token_env: Option<String>,
    /// Connects to this socket, whatever the host in the URL
    #[cfg(unix)]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) unix_socket: Option<PathBuf>,
}

/// How long a run may take.
#[derive(Debug, Args)]
pub(crate) struct Limit {
    /// Cancels what takes longer, such as 90s or 5m; a plain number is seconds
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
}

/// How something is asked that is answered at once.
#[derive(Debug, Args)]
pub(crate) struct Asking {
    #[command(flatten)]
    pub(crate) connecting: Connecting,
    #[command(flatten)]
    pub(crate) patience: Patience,
}

/// How long an answer may take.
#[derive(Debug, Args)]
pub(crate) struct Patience {
    /// Waits no longer than this for the answer, such as 2s; a plain number is seconds
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
}

fn duration(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse().ok().map(Duration::try_from_secs_f64);
    match seconds {
        Some(Ok(seconds)) => Ok(seconds),
        _ => humantime::parse_duration(text)
            .map_err(|_| "expected a time such as 90s, 5m or 1h 30m, or a number of seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_plain_number_is_seconds() {
        assert_eq!(duration("2"), Ok(Duration::from_secs(2)));
        assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("5m"), Ok(Duration::from_secs(300)));
    }

    #[test]
    fn help_for_a_run_needs_no_url() {
        for (line, understood) in [
            (&["sse-progress", "run"][..], false),
            (&["sse-progress", "run", "-h"], true),
            (&["sse-progress", "run", "localhost/x", "--help"], true),
            (&["sse-progress", "run", "localhost/x", "a=1", "a=2"], true),
            (&["sse-progress", "watch"], false),
            (&["sse-progress", "watch", "a", "--timeout", "5m"], true),
            (&["sse-progress", "watch", "a", "--timeout", "5"], true),
            (&["sse-progress", "watch", "a", "--timeout", "-5"], false),
            (&["sse-progress", "watch", "a", "--timeout", "nan"], false),
            (&["sse-progress", "run", "a", "--detach"], true),
            (&["sse-progress", "run", "a", "-d", "--json"], true),
            (
                &["sse-progress", "run", "a", "-q", "-o", "b", "-H", "a: b"],
                true,
            ),
            (&["sse-progress", "run", "a", "-q", "--json"], false),
            (&["sse-progress", "runs"], true),
            (&["sse-progress", "runs", "--all", "-n", "7"], false),
            (&["sse-progress", "runs", "-n", "0"], false),
            (
                &["sse-progress", "run", "a", "--detach", "--timeout", "5"],
                false,
            ),
            (
                &["sse-progress", "run", "a", "--detach", "--progress", "tty"],
                false,
            ),
        ] {
            assert_eq!(
                Arguments::try_parse_from(line).is_ok(),
                understood,
                "{line:?}"
            );
        }
    }
}
