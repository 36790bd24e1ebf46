//! `examples/watch.py`, a client of forty lines: what the manual says of the protocol is enough to write it.

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};
use tokio::process::Command;
use tokio::time::timeout;

use super::DEADLINE;
use super::cut::Cut;
use super::server::{Server, logged};

/// In the middle of the long line.
const BYTES: u64 = 60_000;

fn script(url: &str) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/examples/watch.py");
    let mut command = Command::new("python3");
    command.arg(script).arg(url).env("NO_PROXY", "*");
    command.kill_on_drop(true);
    command
}

async fn output(mut command: Command) -> Output {
    let output = timeout(DEADLINE, command.output()).await;
    output.expect("it ends in time").unwrap()
}

#[tokio::test]
async fn it_resumes_a_run_and_ends_with_it() {
    let server = Server::start().await;
    let mut cut = Cut::after(BYTES, server.addr).await;
    server.gate.begin();
    let running = tokio::spawn(output(script(&format!("http://{}/say", cut.addr))));
    cut.connections(2).await;
    server.gate.end();
    let output = running.await.unwrap();

    let text = String::from_utf8(output.stdout).unwrap();
    let events = text.lines().map(|line| line.split_once(' ').unwrap());
    let events: Vec<(&str, Value)> = events
        .map(|(name, data)| (name, serde_json::from_str(data).unwrap()))
        .collect();
    let lines: Vec<&str> = events
        .iter()
        .filter(|(name, _)| *name == "log")
        .map(|(_, data)| data["message"].as_str().unwrap())
        .collect();
    assert!(lines == logged(), "{lines:?}");
    let (name, done) = events.last().unwrap();
    assert_eq!((*name, &done["status"]), ("done", &json!("succeeded")));
    assert!(output.status.success());
    assert_eq!(server.gate.starts(), 1);
}

#[tokio::test]
async fn it_says_what_a_server_refuses() {
    let server = Server::start().await;
    let output = output(script(&format!("http://{}/say?x=1", server.addr))).await;
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.starts_with("400: {") && error.contains("`x`"),
        "{error}"
    );
}
