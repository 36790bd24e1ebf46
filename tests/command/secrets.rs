//! Values that are shown nowhere.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

#[cfg(feature = "system")]
use super::process::PROGRAM;
use super::process::command;
use super::scripted::{RUN, Scripted, answer, header, snapshot, stream};
use super::server::Server;
#[cfg(feature = "system")]
use super::terminal::Terminal;

/// Runs it with this on stdin, whatever it prints.
fn with_stdin(mut command: Command, text: &str) -> Output {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    let (stdout, stderr) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(stdout),
        String::from_utf8_lossy(stderr)
    )
}

#[test]
fn a_secret_is_a_line_of_stdin() {
    let server = Server::start();
    let url = server.url("/login");
    let output = with_stdin(command(["run", &url, "-q", "name=ali"]), "sesame\n");
    assert_eq!(text(&output), "6\n");
    for way in ["plain", "json"] {
        let arguments = ["run", &url, "name=nobody", "--progress", way];
        let said = text(&with_stdin(command(arguments), "sesame\n"));
        assert!(said.contains("there is no nobody"), "{said}");
        assert!(!said.contains("sesame"), "{said}");
    }
    let detached = text(&with_stdin(
        command(["run", &url, "-d", "name=ali"]),
        "sesame\n",
    ));
    assert!(
        detached.contains("/runs/") && !detached.contains("sesame"),
        "{detached}"
    );

    let none = with_stdin(command(["run", &url, "name=ali"]), "");
    assert!(text(&none).contains("`key` is missing"), "{none:?}");
    let taken = with_stdin(command(["run", &url, "name=@-"]), "ali\n");
    assert!(
        text(&taken).contains("stdin is read for something else"),
        "{taken:?}"
    );
}

/// It is sent in the body, and what the server says of it is not repeated.
#[test]
fn a_secret_that_is_wrong_is_not_shown() {
    let server = Scripted::start(|request| {
        if request.starts_with("GET /jobs ") {
            let jobs = r#"{"jobs":[{"name":"open","description":"","methods":["POST"],
                "path":"/open","body":false,"parameters":{"type":"object","required":["key"],
                "properties":{"key":{"type":"string","format":"password"}}}}]}"#;
            return answer("200 OK", "application/json", jobs);
        }
        if request.contains("key=se%22same") {
            let wrong = r#"{"status":400,"title":"Bad Request","errors":[{"parameter":"key",
                "in":"body","detail":"`key` is \"se\\\"same\", which is too short: se\"same"}]}"#;
            return answer("400 Bad Request", "application/problem+json", wrong);
        }
        stream(&[("progress", &snapshot("open", RUN))])
    });
    let url = server.url("/open");
    for arguments in [&["run", &url][..], &["run", &url, "-d"]] {
        let said = text(&with_stdin(command(arguments), "se\"same\n"));
        assert!(said.contains("`key` is \"***\""), "{said}");
        assert!(!said.contains("same"), "{said}");
        server.request();
        let request = server.request();
        assert!(request.starts_with("POST /open HTTP"), "{request}");
        let form = Some("application/x-www-form-urlencoded");
        assert_eq!(header(&request, "content-type"), form);
    }
}

#[cfg(feature = "system")]
#[test]
fn a_secret_is_not_shown_while_it_is_typed() {
    let server = Server::start();
    let url = server.url("/login");
    let line = format!("{PROGRAM} run {url} name=ali; echo code $?; read wait");
    let terminal = Terminal::open(&line);
    terminal.shows("key:");
    terminal.types("sesame");
    terminal.keys("Enter");
    let screen = terminal.shows("code 0");
    assert!(!screen.contains("sesame"), "{screen}");
    assert!(screen.contains("\n6\n"), "{screen}");
}
