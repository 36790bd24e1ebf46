//! `chromedriver`, started on a port of its own choice.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// What it says on its first lines, before the number.
const STARTED: &str = "started successfully on port ";

/// A running `chromedriver`. Killed when dropped.
pub(crate) struct Driver {
    pub(crate) address: String,
    _child: Child,
    /// Kept open: a write to a closed pipe would end it.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    pub(crate) async fn start() -> Self {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
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
                return Self {
                    address: format!("http://127.0.0.1:{}", port.trim_end_matches('.')),
                    _child: child,
                    _output: output,
                };
            }
        }
        panic!(
            "chromedriver ended before it had a port: {:?}",
            child.wait().await
        );
    }
}
