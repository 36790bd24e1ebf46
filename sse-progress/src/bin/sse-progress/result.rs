//! The results of runs: on stdout, or in a file.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::show::{Output, one_line, pretty};

/// Where results go.
#[derive(Debug)]
pub(crate) enum Sink {
    Stdout,
    File(File, PathBuf),
}

impl Sink {
    /// A file, which is opened now: whoever mistypes its name should not hear of it after an hour. What is in it
    /// stays until there is a result. Stdout is `-`, or no name.
    ///
    /// # Errors
    ///
    /// When it cannot be written to.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self::Stdout);
        };
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path);
        match file {
            Ok(file) => Ok(Self::File(file, path.to_owned())),
            Err(error) => Err(unwritable(path, &error)),
        }
    }

    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::File(..))
    }

    /// Writes the results of several runs, one after the other: a text as it is, nothing for null, anything
    /// else as JSON, in one line, or in a terminal so that it can be read.
    ///
    /// # Errors
    ///
    /// When they cannot be written. That stdout is closed is no error, see [`unwritten`].
    pub(crate) async fn write(self, output: &Output, results: &[&RawValue]) -> Result<(), Failure> {
        match self {
            Self::Stdout => {
                for result in results {
                    let written = write(output, result).await;
                    written.or_else(|error| unwritten(&error))?;
                }
                Ok(())
            }
            // A run without a result leaves the file as it was.
            Self::File(..) if results.is_empty() => Ok(()),
            Self::File(mut file, path) => {
                let lines = results.iter().filter_map(|result| text(result));
                let text: String = lines.map(|line| line + "\n").collect();
                // A device has no length.
                let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
                let emptied = if is_file { file.set_len(0) } else { Ok(()) };
                emptied
                    .and_then(|()| file.write_all(text.as_bytes()))
                    .map_err(|error| unwritable(&path, &error))
            }
        }
    }
}

async fn write(output: &Output, result: &RawValue) -> io::Result<()> {
    let Some(text) = text(result) else {
        return Ok(());
    };
    if result.get().starts_with('"') {
        // It may hold anything.
        return output.text(&text).await;
    }
    if !io::stdout().is_terminal() {
        return output.result(&text).await;
    }
    let columns = console::Term::stdout().size().1;
    output.result(&pretty(&text, columns.into())).await
}

/// A text as it is, nothing for null, and anything else as a line of JSON.
fn text(result: &RawValue) -> Option<String> {
    match result.get() {
        "null" => None,
        json => Some(serde_json::from_str(json).unwrap_or_else(|_| one_line(json))),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("could not write `{}`: {error}", path.display()))
}

/// What an error of writing to stdout means. A broken pipe is none: whoever read it, such as `head`, has
/// enough.
///
/// # Errors
///
/// For all others, such as a disk that is full.
pub(crate) fn unwritten(error: &io::Error) -> Result<(), Failure> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(Failure::new(format!("could not write to stdout: {error}"))),
    }
}
