//! Sessions in a shell, kept in Markdown: each command of a `console` block is run, and what it
//! prints has to be what stands below it. `? 2` says its exit code, if that is not 0, `[..]` stands
//! for whatever is there in a line, and `localhost:3030` for the server of the test.
//!
//! `SNAPSHOTS=overwrite cargo test -p sse-progress-tests --test command` writes them anew.

use std::path::{Path, PathBuf};

use snapbox::{Assert, Data};

use super::process::shell;
use super::server::Server;

/// The server, as sessions call it.
const PLACEHOLDER: &str = "localhost:3030";

/// Runs the sessions of a file in this package.
fn check(path: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let server = Server::start();
    let expected = std::fs::read_to_string(&path).unwrap();
    let actual = replay(&expected, &server, path.parent().unwrap());
    let expected = Data::read_from(&path, None);
    let assert = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
    assert.eq(Data::text(actual), expected);
}

/// The same text with what the commands say now.
fn replay(text: &str, server: &Server, directory: &Path) -> String {
    let mut replayed = String::new();
    // Whether the block is of ours, and whether its next lines are what a command has said.
    let (mut is_console, mut is_output) = (false, false);
    for line in text.lines() {
        if line.starts_with("```") {
            is_console = line == "```console";
            is_output = false;
        } else if is_console && line.starts_with("$ ") {
            is_output = line.contains("sse-progress");
            if is_output {
                replayed.push_str(&session(line, server, directory));
                continue;
            }
        } else if is_output {
            continue;
        }
        replayed.push_str(line);
        replayed.push('\n');
    }
    replayed
}

/// A command with what it says, and how it ends.
fn session(line: &str, server: &Server, directory: &Path) -> String {
    let here = |text: &str| text.replace(PLACEHOLDER, &server.address);
    let there = |text: &str| text.replace(&server.address, PLACEHOLDER);
    let command = line.strip_prefix("$ ").unwrap_or(line);
    let output = shell(&format!("exec 2>&1\n{}", here(command)), directory);
    let mut session = format!("{line}\n");
    if output.status.code() != Some(0) {
        let code = output.status.code().expect("it was not killed");
        session.push_str(&format!("? {code}\n"));
    }
    session.push_str(&there(&String::from_utf8(output.stdout).unwrap()));
    if !session.ends_with('\n') {
        session.push('\n');
    }
    session
}

/// All sessions, so that none is forgotten.
fn sessions() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("command/cases");
    let entries = directory.read_dir().unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths
}

macro_rules! cases {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            check(concat!("command/cases/", stringify!($name), ".md"));
        })+

        #[test]
        fn no_session_is_forgotten() {
            let mut names = [$(stringify!($name)),+];
            names.sort_unstable();
            let found = sessions();
            let found: Vec<_> = found.iter().map(|path| path.file_stem().unwrap()).collect();
            assert_eq!(found, names);
        }
    };
}

cases![
    cancel,
    completions,
    data,
    help,
    jobs,
    json,
    logs,
    mistakes,
    run,
    runs,
    status,
    wait,
    watch
];

#[cfg(feature = "system")]
#[test]
fn the_readme_tells_the_truth() {
    check("../README.md");
}

#[test]
fn the_page_about_the_terminal_tells_the_truth() {
    check("../sse-progress/docs/terminal.md");
}

#[test]
fn a_session_that_says_something_else_is_seen() {
    let server = Server::start();
    let text = "before\n```console\n$ sse-progress run localhost:3030/nowhere\nwrong\n```\nafter\n";
    let replayed = replay(text, &server, Path::new("."));
    assert!(
        replayed.starts_with("before\n```console\n$ sse-progress run"),
        "{replayed}"
    );
    assert!(
        replayed.contains("? 2\nerror: http://localhost:3030 has no job"),
        "{replayed}"
    );
    assert!(
        replayed.ends_with("```\nafter\n") && !replayed.contains("wrong"),
        "{replayed}"
    );
}
