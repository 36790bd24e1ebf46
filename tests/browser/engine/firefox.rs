//! Firefox, without a window.

use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::super::browser::DEADLINE;
use super::marionette;
use super::output::Output;

/// Debian's name first, then that of others.
const PROGRAMS: [&str; 2] = ["firefox-esr", "firefox"];

/// Firefox takes commands on a port of its own choice, and sets for itself what else suits tests.
const PREFERENCES: &str = r#"user_pref("marionette.port", 0);"#;

/// What Firefox prints before the number of that port.
const LISTENING: &str = "Listening on port ";

/// A running Firefox. Killed when dropped.
pub(crate) struct Firefox {
    address: String,
    child: Child,
    output: Output,
    /// Its profile.
    _files: TempDir,
}

impl Firefox {
    pub(super) async fn start() -> Self {
        let files = tempfile::tempdir().unwrap();
        std::fs::write(files.path().join("user.js"), PREFERENCES).unwrap();
        let started = PROGRAMS.iter().find_map(|program| {
            let mut command = Command::new(program);
            command
                .args(["--headless", "--marionette", "--no-remote", "--profile"])
                .arg(files.path())
                .env("HOME", files.path())
                .env("TMPDIR", files.path())
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .kill_on_drop(true);
            command.spawn().ok()
        });
        let mut child = started.unwrap_or_else(|| {
            panic!("these tests need Firefox (on Debian: `apt-get install firefox-esr`)")
        });
        let mut output = Output::of(&mut child);
        let port = output
            .until(|line| line.split_once(LISTENING)?.1.parse().ok())
            .await
            .expect("Firefox takes commands");
        Self {
            address: marionette::serve(port).await,
            child,
            output,
            _files: files,
        }
    }

    pub(super) fn address(&self) -> String {
        self.address.clone()
    }

    pub(super) fn capabilities() -> Value {
        json!({})
    }

    /// Exceptions that nobody caught.
    pub(super) fn complaints(&self) -> Vec<String> {
        self.output
            .lines(|line| line.starts_with("JavaScript error: http"))
    }

    /// It has been told to end when its session was closed.
    pub(super) async fn stop(mut self) {
        timeout(DEADLINE, self.child.wait())
            .await
            .expect("Firefox ends when asked")
            .unwrap();
    }
}
