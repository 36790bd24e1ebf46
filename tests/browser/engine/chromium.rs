//! Chromium and its `chromedriver`, started on a port of its own choice.

use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use super::super::browser::DEADLINE;

/// What it says on its first lines, before the number.
const STARTED: &str = "started successfully on port ";

const TRIES: usize = 5;

/// A running `chromedriver`. Killed when dropped.
pub(crate) struct Chromedriver {
    port: u16,
    child: Child,
    /// Kept open: a write to a closed pipe would end it.
    _output: Lines<BufReader<ChildStdout>>,
    /// Chromium leaves files behind; they go with this.
    _files: TempDir,
}

impl Chromedriver {
    /// It looks for a port that is free for IPv4 and takes the same for IPv6, which then may not be:
    /// so it is started again if it ends at once.
    pub(crate) async fn start() -> Self {
        for _ in 0..TRIES {
            if let Some(driver) = Self::try_start().await {
                return driver;
            }
        }
        panic!("chromedriver finds no port in {TRIES} tries");
    }

    async fn try_start() -> Option<Self> {
        let files = tempfile::tempdir().unwrap();
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .env("TMPDIR", files.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "the browser tests need `chromedriver` and Chromium (on Debian: \
                     `apt-get install chromium chromium-driver`); it cannot be started: {error}"
                )
            });
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        while let Some(line) = output.next_line().await.unwrap() {
            if let Some((_, port)) = line.split_once(STARTED) {
                return Some(Self {
                    port: port.trim_end_matches('.').parse().unwrap(),
                    child,
                    _output: output,
                    _files: files,
                });
            }
        }
        None
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn capabilities() -> Value {
        json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "args": [
                "--headless",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                // As root, as in many containers, Chromium has no sandbox. It sees our pages only.
                "--no-sandbox",
                // `/dev/shm` is small in containers.
                "--disable-dev-shm-usage",
            ] },
        })
    }

    /// Lets it end and clear up after the sessions that were closed.
    pub(crate) async fn stop(mut self) {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let request = b"GET /shutdown HTTP/1.1\r\nhost: localhost\r\n\r\n";
        connection.write_all(request).await.unwrap();
        timeout(DEADLINE, self.child.wait())
            .await
            .expect("chromedriver ends when asked")
            .unwrap();
    }
}
