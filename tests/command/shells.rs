//! Completion in real shells.

use super::process::{PROGRAM, plain_environment};
use super::server::Server;
use super::terminal::Terminal;

/// Types lines into a shell that has loaded the script for it.
fn completes(shell: &str, load: &str) {
    let server = Server::start();
    let programs = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(PROGRAM, programs.path().join("sse-progress")).unwrap();
    let path = std::env::var("PATH").unwrap();
    let home = programs.path().display();
    let terminal = Terminal::open(&format!(
        "HOME={home} PATH={home}:{path} SHELL=/bin/sh {shell}"
    ));
    terminal.types(&format!("{load}; echo rea''dy\n"));
    terminal.shows("ready");
    let address = &server.address;
    // The name of a subcommand, of a job and of a parameter: what is typed is less than half of it.
    terminal.types("sse-progress comp\tbas\t| tail -n 1\n");
    terminal.shows("complete -o bashdefault");
    terminal.types(&format!("sse-progress run -q {address}/cou\tt\t31\n"));
    terminal.shows("\n31\n");
    // A value of an enumeration, and of an option; the result goes through a pipe, so it is one line.
    terminal.types(&format!(
        "sse-progress run --prog\tqui\t{address}/resi\tcou\t7 form\tp\t| cat\n"
    ));
    terminal.shows(r#"{"count":7,"format":"png","#);
    // The part of a form, and the path of a file in it.
    std::fs::write(programs.path().join("people.csv"), "Ada\n").unwrap();
    terminal.types(&format!(
        "sse-progress run -q {address}/gat\t-F fi\t{home}/peo\t| cat\n"
    ));
    terminal.shows(r#"["file of 4 bytes, file people.csv"]"#);
    // A server that is not there makes nobody wait, and says nothing.
    terminal.types("echo sse-progress; sse-progress run 127.0.0.1:1/cou\t -q || echo no''body\n");
    // The shell may have wrapped the line.
    let screen = terminal.shows("nobody").replace('\n', "");
    assert!(screen.contains("run 127.0.0.1:1/cou -q"), "{screen}");
}

#[test]
fn bash() {
    completes(
        "bash --norc --noprofile -i",
        "source <(sse-progress completions bash)",
    );
}

#[test]
fn zsh() {
    completes(
        "zsh -f -i",
        "autoload -U compinit; compinit -D -u; source <(sse-progress completions zsh)",
    );
}

#[test]
fn fish() {
    completes(
        "fish --no-config -i",
        "sse-progress completions fish | source",
    );
}

/// The names of servers come from the configuration.
#[test]
fn a_command_line_is_completed_without_a_shell_too() {
    let server = Server::start();
    let config = tempfile::tempdir().unwrap();
    std::fs::create_dir(config.path().join("sse-progress")).unwrap();
    let text = format!("[servers.mine]\nurl = 'http://{}'\n", server.address);
    std::fs::write(config.path().join("sse-progress/config.toml"), text).unwrap();
    for (line, found) in [
        (&["run", "mi"][..], "mine/\ta server\n"),
        (&["runs", "mi"], "mine\ta server\n"),
        (&["run", "mine/cou"], "mine/count\tCount to a number.\n"),
        (
            &["watch", "mine/cou"],
            "mine/count/{to}\tCount to a number.\n",
        ),
        (&["run", "mine/count", "t"], "to=\tan integer, 0 or more\n"),
        (&["run", "mine/count", "to=1", "t"], ""),
        (
            &["run", "mine/resize", "tags=1", "t"],
            "tags=\ta list of texts\n",
        ),
        (&["run", "mine/resize", "strict=t"], "strict=true\t\n"),
        (&["run", "mine/gather", "-F", ""], "file=@\ta file\n"),
        (
            &["run", "mine/gather", "--form=f"],
            "--form=file=@\ta file\n",
        ),
        // It takes no form.
        (&["run", "mine/resize", "-F", ""], ""),
        // The path of a file needs no server.
        (&["run", "-F", "any=@packages"], "any=@packages.rs\t\n"),
        (&["run", "nowhere.invalid/x"], ""),
    ] {
        let mut command = std::process::Command::new(PROGRAM);
        plain_environment(&mut command);
        command.env("XDG_CONFIG_HOME", config.path());
        let output = command
            .args(["complete", "--"])
            .args(line)
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), found, "{line:?}");
        assert!(
            output.stderr.is_empty() && output.status.success(),
            "{output:?}"
        );
    }
}
