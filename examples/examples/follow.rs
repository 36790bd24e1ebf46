//! Follows a file that another process writes, as `tail -F` does, for everybody who looks.
//!
//! ```text
//! cargo run --example follow -- /var/log/syslog
//! sse-progress watch 'localhost:3030/follow?idempotency_key=log'
//! ```
//!
//! The job has no end, and is a job like any other. The key in the address makes it one run for all
//! that come, who read the file once between them; `detach` keeps it when nobody looks. A watcher that
//! was away is given the lines that it has missed. A file that is rotated, cut off or gone for a while
//! is followed on.

use std::env;
use std::io::{self, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use sse_progress::{Jobs, Level, Progress, job, jobs};
use tokio::fs::{self, File};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::time::sleep;

/// How often it looks for more.
const INTERVAL: Duration = Duration::from_millis(200);

/// How much is shown of what was there before.
const BEFORE: u64 = 4 * 1024;

/// A longer line is shown in pieces.
const MAX_LINE: usize = 64 * 1024;

/// Show what is written to the log, as it is written.
#[job("/follow", on_disconnect = detach)]
async fn follow(progress: Progress, #[state] path: PathBuf) -> io::Result<()> {
    progress.set_unit("bytes");
    progress.set_message(path.display().to_string());
    let mut tail = open(&progress, &path, true).await?;
    loop {
        // Looked at first: what was written before another file took its place is all read then.
        let is_over = tail.is_over(&path).await;
        while let Some(line) = tail.line(&progress).await? {
            progress.println(line);
        }
        if is_over {
            progress.log(Level::Debug, "another file has taken its place");
            tail = open(&progress, &path, false).await?;
        }
        sleep(INTERVAL).await;
    }
}

/// Opens the file, as soon as there is one.
async fn open(progress: &Progress, path: &Path, at_its_end: bool) -> io::Result<Tail> {
    let mut waits = false;
    loop {
        match File::open(path).await {
            Ok(mut file) => {
                let from = match at_its_end && !waits {
                    true => file.metadata().await?.len().saturating_sub(BEFORE),
                    false => 0,
                };
                file.seek(SeekFrom::Start(from)).await?;
                return Ok(Tail {
                    file,
                    read: from,
                    rest: Vec::new(),
                });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if !waits {
                    progress.log(Level::Warn, "there is no such file yet");
                }
                waits = true;
                sleep(INTERVAL).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// A file that is read to its end, again and again.
struct Tail {
    file: File,
    /// Up to where.
    read: u64,
    /// What was read and not shown, since its line has no end yet.
    rest: Vec<u8>,
}

impl Tail {
    /// The next line, once all of it is there.
    async fn line(&mut self, progress: &Progress) -> io::Result<Option<String>> {
        loop {
            let end = self.rest.iter().position(|&byte| byte == b'\n');
            if let Some(end) = end.or((self.rest.len() >= MAX_LINE).then_some(MAX_LINE - 1)) {
                let line: Vec<u8> = self.rest.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line);
                return Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()));
            }
            let read = self.file.read_buf(&mut self.rest).await?;
            if read == 0 {
                return Ok(None);
            }
            self.read += read as u64;
            progress.inc(read as u64);
        }
    }

    /// Whether the path leads to another file by now, or to this one, begun anew.
    async fn is_over(&self, path: &Path) -> bool {
        let Ok(mine) = self.file.metadata().await else {
            return true;
        };
        match fs::metadata(path).await {
            Ok(there) => {
                let same = (there.dev(), there.ino()) == (mine.dev(), mine.ino());
                !same || there.len() < self.read
            }
            // Between the two steps of a rotation there is none: the old one may get more lines.
            Err(_) => false,
        }
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = env::args_os().skip(1);
    let path = args.next().context("usage: follow <file> [address]")?;
    let address = args.next().and_then(|address| address.into_string().ok());
    let address = address.unwrap_or_else(|| "127.0.0.1:3030".to_owned());
    let jobs = Jobs::builder().jobs(jobs![follow]);
    let jobs = jobs.state(PathBuf::from(path)).build()?;
    Ok(sse_progress::serve(jobs, address).await?)
}
