//! The result of a run, on stdout.

use std::io;

use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::show::{Output, one_line};

/// Writes the results of several runs, one after the other.
///
/// # Errors
///
/// As [`write`].
pub(crate) async fn write_all(output: &Output, results: &[&RawValue]) -> Result<(), Failure> {
    for result in results {
        write(output, result).await?;
    }
    Ok(())
}

/// Writes a result: a text as it is, nothing for null, anything else as a line of JSON.
///
/// # Errors
///
/// When it cannot be written. That stdout is closed is no error, see [`unwritten`].
async fn write(output: &Output, result: &RawValue) -> Result<(), Failure> {
    let json = result.get();
    let written = if json == "null" {
        Ok(())
    } else if let Ok(text) = serde_json::from_str::<String>(json) {
        output.text(&text).await
    } else {
        output.result(&one_line(json)).await
    };
    written.or_else(|error| unwritten(&error))
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
