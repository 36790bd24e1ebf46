//! Sums up every file of a directory with SHA-256, several files at a time.
//!
//! ```text
//! cargo run --release --example checksum -- <directory>
//! curl -N localhost:3030/checksum
//! ```
//!
//! The bar of the run counts the bytes of all files. Each file that is being read has a bar of its
//! own inside it. A file that cannot be read is a warning in the log, and the others are summed up
//! all the same. Ctrl-C in curl stops the work.

use std::fs::{self, File};
use std::io::Read;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, thread};

use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sse_progress::{Cancelled, Jobs, Level, Progress, job, jobs};
use walkdir::WalkDir;

/// How many files are read at once.
const READERS: usize = 4;

/// How much is read between two looks at whether the run is cancelled.
const BLOCK: u64 = 64 * 1024;

/// A file to be read.
struct Found {
    /// As it is opened.
    path: PathBuf,
    /// As it is shown: below the directory, and with `�` for what is not UTF-8.
    name: String,
    size: u64,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Summed {
    path: String,
    sha256: String,
}

/// Sum up every file with SHA-256.
#[job("/checksum")]
fn checksum(
    progress: Progress,
    // State, not a parameter: a client must not choose what this server reads.
    #[state] directory: PathBuf,
) -> Result<Vec<Summed>> {
    progress.set_unit("bytes");
    progress.set_message("looking for files");
    let files = find(&progress, &directory)?;

    progress.set_message(format!("reading {} files", files.len()));
    let next = AtomicUsize::new(0);
    let read = || {
        let mut summed = Vec::new();
        // Every number is handed out once, which is all that is asked of the order.
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            summed.extend(sum_up(&progress, file)?);
        }
        Ok(summed)
    };
    let summed = thread::scope(|scope| {
        let readers = [(); READERS].map(|()| scope.spawn(read));
        let joined =
            readers.map(|reader| reader.join().unwrap_or_else(|panic| resume_unwind(panic)));
        joined.into_iter().collect::<Result<Vec<_>, Cancelled>>()
    })?;

    // What could not be read is not waited for any more.
    progress.set_length(progress.position());
    let mut summed = summed.concat();
    summed.sort();
    Ok(summed)
}

/// The files below the directory. Links are not followed, and what is neither a file nor a
/// directory is never opened: reading from a FIFO waits for a writer.
fn find(progress: &Progress, directory: &Path) -> Result<Vec<Found>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(directory) {
        progress.checkpoint()?;
        let (entry, metadata) = match entry.and_then(|entry| Ok((entry.metadata()?, entry))) {
            Ok((metadata, entry)) => (entry, metadata),
            // Without the directory itself there is nothing to go on with.
            Err(error) if error.depth() == 0 => return Err(error.into()),
            Err(error) => {
                progress.log(Level::Warn, error.to_string());
                continue;
            }
        };
        let path = entry.path();
        let name = path.strip_prefix(directory).unwrap_or(path);
        let name = name.to_string_lossy().into_owned();
        let kind = metadata.file_type();
        if kind.is_file() {
            progress.inc_length(metadata.len());
            files.push(Found {
                size: metadata.len(),
                path: entry.into_path(),
                name,
            });
        } else if !kind.is_dir() && !kind.is_symlink() {
            progress.log(Level::Warn, format!("{name}: not a regular file, skipped"));
        }
    }
    Ok(files)
}

/// The sum of one file, or `None` and a warning if it cannot be read.
fn sum_up(progress: &Progress, file: &Found) -> Result<Option<Summed>, Cancelled> {
    let bar = progress.child(&file.name);
    bar.set_length(file.size);
    let opened = File::open(&file.path).map_err(anyhow::Error::from);
    match opened.and_then(|opened| sha256(progress, progress.wrap_read(bar.wrap_read(opened)))) {
        Ok(sha256) => Ok(Some(Summed {
            path: file.name.clone(),
            sha256,
        })),
        Err(error) => {
            // If that was the reason, it is not the file's fault.
            progress.checkpoint()?;
            progress.log(Level::Warn, format!("{}: {error}", file.name));
            Ok(None)
        }
    }
}

fn sha256(progress: &Progress, mut reader: impl Read) -> Result<String> {
    let mut sha256 = Sha256::new();
    let mut block = Vec::with_capacity(BLOCK as usize);
    loop {
        progress.checkpoint()?;
        block.clear();
        if reader.by_ref().take(BLOCK).read_to_end(&mut block)? == 0 {
            return Ok(format!("{:x}", sha256.finalize()));
        }
        sha256.update(&block);
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let directory = args
        .next()
        .context("usage: checksum <directory> [address]")?;
    let address = args.next().unwrap_or_else(|| "127.0.0.1:3030".to_owned());

    let directory = fs::canonicalize(&directory).context(directory)?;
    let jobs = Jobs::builder()
        .jobs(jobs![checksum])
        .state(directory)
        .build()?;
    Ok(sse_progress::serve(jobs, address).await?)
}

#[cfg(test)]
mod tests {
    use sse_progress::testing;

    use super::*;

    #[test]
    fn sums_up_the_files_of_a_directory() {
        let progress = Progress::hidden();
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let summed = checksum(progress.clone(), examples).unwrap();

        let this = include_bytes!("checksum.rs");
        assert!(summed.contains(&Summed {
            path: "checksum.rs".to_owned(),
            sha256: format!("{:x}", Sha256::digest(this)),
        }));
        let told = testing::told(&progress);
        let bar = &told.snapshot.bar;
        assert!(bar.position > this.len() as u64);
        assert_eq!((bar.fraction, &*bar.unit), (Some(1.0), "bytes"));
        assert!(!told.children().is_empty());
        assert_eq!(told.lines(), [""; 0]);
    }

    #[test]
    fn knows_the_sum_of_abc() {
        // The first example of FIPS 180-2.
        assert_eq!(
            sha256(&Progress::hidden(), &b"abc"[..]).unwrap(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn goes_on_without_a_file_that_has_gone() {
        let gone = Found {
            path: Path::new(env!("CARGO_MANIFEST_DIR")).join("gone"),
            name: "gone".to_owned(),
            size: 1,
        };
        assert_eq!(sum_up(&Progress::hidden(), &gone), Ok(None));
    }

    #[test]
    fn fails_without_the_directory() {
        let gone = Path::new(env!("CARGO_MANIFEST_DIR")).join("gone");
        assert!(checksum(Progress::hidden(), gone).is_err());
    }
}
