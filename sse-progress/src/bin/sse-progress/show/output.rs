//! Writing to stdout and stderr without waiting for a reader that does not read.
//!
//! A pipe that is full holds up whoever writes to it. So that a signal is heard even then, the
//! writing is done elsewhere and awaited here.

use std::io::{self, IsTerminal as _};

use sse_progress::mirror::harmless;
use tokio::io::{AsyncWrite, AsyncWriteExt as _, Stderr, Stdout};
use tokio::sync::Mutex;

/// Both streams, a line at a time.
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

    /// Writes a text of others to stdout: harmless in a terminal, and else as it is.
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
        let _ = write(&mut *self.stderr.lock().await, line).await;
    }
}

async fn write(to: &mut (impl AsyncWrite + Unpin), line: &str) -> io::Result<()> {
    // One piece, so that the lines of other processes do not come in between.
    to.write_all(format!("{line}\n").as_bytes()).await?;
    to.flush().await
}
