//! Writing to stdout and stderr so that a pipe that nobody reads does not hold up the command.
//!
//! Writing to a full pipe blocks. tokio does it in a thread of its own, so only the future that waits for it
//! stands still, and the command still handles signals.

use std::io::{self, IsTerminal as _};

use sse_progress::mirror::{harmless, in_locale};
use tokio::io::{AsyncWrite, AsyncWriteExt as _, Stderr, Stdout};
use tokio::sync::Mutex;

/// Writes to both, a line at a time.
#[derive(Debug)]
pub(crate) struct Output {
    stdout: Mutex<Stdout>,
    stderr: Mutex<Stderr>,
}

impl Output {
    pub(crate) fn new() -> Self {
        Self {
            stdout: Mutex::new(tokio::io::stdout()),
            stderr: Mutex::new(tokio::io::stderr()),
        }
    }

    /// Writes a line to stdout.
    ///
    /// # Errors
    ///
    /// When it cannot be written, because the disk is full or the reader has left.
    pub(crate) async fn result(&self, line: &str) -> io::Result<()> {
        write(&mut *self.stdout.lock().await, line).await
    }

    /// Writes a text from a server to stdout: made harmless for a terminal, unchanged for a pipe or a file.
    ///
    /// # Errors
    ///
    /// As [`result`](Self::result).
    pub(crate) async fn text(&self, text: &str) -> io::Result<()> {
        if !io::stdout().is_terminal() {
            return self.result(text).await;
        }
        let lines: Vec<_> = text.split('\n').map(harmless).collect();
        self.result(&lines.join("\n")).await
    }

    /// Writes a line to stderr. An error is ignored.
    pub(crate) async fn say(&self, line: &str) {
        let _ = write(&mut *self.stderr.lock().await, &in_locale(line)).await;
    }
}

async fn write(to: &mut (impl AsyncWrite + Unpin), line: &str) -> io::Result<()> {
    // In one piece with its end, so that no other process writes in between.
    to.write_all(format!("{line}\n").as_bytes()).await?;
    to.flush().await
}
