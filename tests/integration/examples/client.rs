//! curl, and the events that it prints.

use std::ffi::OsStr;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use super::DEADLINE;

/// What makes a `POST`, or the address of a run, answer with a stream.
pub(super) const EVENTS: [&str; 2] = ["-H", "accept: text/event-stream"];

/// One event of a stream.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) data: Value,
}

/// A stream that curl prints. Dropping it kills curl, and its connection with it.
pub(super) struct Stream {
    _curl: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Stream {
    pub(super) fn open<A: AsRef<OsStr>>(url: &str, arguments: impl IntoIterator<Item = A>) -> Self {
        let mut curl = curl(url)
            .arg("--no-buffer")
            .args(arguments)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(curl.stdout.take().unwrap()).lines();
        Self { _curl: curl, lines }
    }

    /// The status of an answer without a body.
    pub(super) async fn status(url: &str, arguments: &[&str]) -> u16 {
        let mut curl = curl(url);
        curl.args(["--output", "/dev/null", "--write-out", "%{http_code}"]);
        let output = curl.args(arguments).kill_on_drop(true).output();
        let output = timeout(DEADLINE, output).await.expect("curl ends in time");
        let status = String::from_utf8(output.unwrap().stdout).unwrap();
        status.parse().unwrap()
    }

    /// The next event, or `None` at the end of the stream.
    pub(super) async fn next(&mut self) -> Option<Event> {
        let mut name = None;
        while let Some(line) = self.line().await {
            if let Some(event) = line.strip_prefix("event: ") {
                name = Some(event.to_owned());
            } else if let Some(data) = line.strip_prefix("data: ") {
                let data = serde_json::from_str(data).unwrap();
                let name = name.expect("every event has a name");
                return Some(Event { name, data });
            }
        }
        None
    }

    /// Waits until the run's own bar has come to `position`, and returns the run's id.
    pub(super) async fn reaches(&mut self, position: u64) -> String {
        loop {
            let Event { name, data } = self.next().await.expect("the run goes on");
            assert_eq!(name, "progress", "{data}");
            if data["position"].as_u64().unwrap() >= position {
                return data["run"].as_str().unwrap().to_owned();
            }
        }
    }

    /// All that is left.
    pub(super) async fn collect(mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }

    /// What `done` says, which has to be the last event.
    pub(super) async fn done(self) -> Value {
        let last = self.collect().await.pop().expect("a stream has events");
        assert_eq!(last.name, "done", "{}", last.data);
        last.data
    }

    async fn line(&mut self) -> Option<String> {
        let line = timeout(DEADLINE, self.lines.next_line()).await;
        line.expect("the stream goes on in time").unwrap()
    }
}

/// The status and the body of an answer that is no stream.
pub(super) async fn fetch(url: &str, arguments: &[&str]) -> (u16, Value) {
    let mut curl = curl(url);
    curl.args(["--write-out", "\n%{http_code}"]).args(arguments);
    let output = timeout(DEADLINE, curl.kill_on_drop(true).output()).await;
    let output = String::from_utf8(output.expect("curl ends in time").unwrap().stdout).unwrap();
    let (body, status) = output.rsplit_once('\n').unwrap();
    (status.parse().unwrap(), serde_json::from_str(body).unwrap())
}

/// curl as it is without anybody's settings.
fn curl(url: &str) -> Command {
    let mut curl = Command::new("curl");
    curl.args([
        "--disable",
        "--noproxy",
        "*",
        "--silent",
        "--show-error",
        url,
    ]);
    curl
}
