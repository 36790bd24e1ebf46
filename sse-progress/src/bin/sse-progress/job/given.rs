//! The values for parameters on the command line: `name=value`, and `name=@file`.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use crate::failure::Failure;

/// One `name=value`. For `name=@file`, the value is what the file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Reads the values, and the files that they name.
///
/// # Errors
///
/// For an argument without `=`, and for a file that cannot be read or is not UTF-8.
pub(crate) fn read(arguments: &[String]) -> Result<Vec<Given>, Failure> {
    let mut read = Vec::new();
    for argument in arguments {
        let Some((name, value)) = argument
            .split_once('=')
            .filter(|(name, _)| !name.is_empty())
        else {
            return Err(Failure::new(format!("`{argument}` is not `name=value`"))
                .hint("`sse-progress run URL --help` shows the names of a job's parameters"));
        };
        let value = match value.strip_prefix('@') {
            None => value.to_owned(),
            Some(plain) if plain.starts_with('@') => plain.to_owned(),
            Some(path) => text(Path::new(path))?,
        };
        read.push(Given {
            name: name.to_owned(),
            value,
        });
    }
    Ok(read)
}

/// Whether one of these values is read from stdin.
pub(crate) fn reads_stdin(arguments: &[String]) -> bool {
    let mut values = arguments
        .iter()
        .filter_map(|argument| argument.split_once('='));
    values.any(|(_, value)| value == "@-")
}

/// The bytes of a file, or of stdin for `-`.
///
/// # Errors
///
/// When it cannot be read.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    read.map_err(|error| Failure::new(format!("could not read `{}`: {error}", path.display())))
}

/// A file as one value: without the line break at its end, as `$(cat file)` would be, and without
/// the byte order mark that some editors write at its start.
fn text(path: &Path) -> Result<String, Failure> {
    let not_text = |_| Failure::new(format!("`{}` is not a text in UTF-8", path.display()));
    let mut text = String::from_utf8(bytes(path)?).map_err(not_text)?;
    if text.starts_with('\u{FEFF}') {
        text.remove(0);
    }
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(arguments: &[&str]) -> Result<Vec<(String, String)>, String> {
        let arguments: Vec<_> = arguments.iter().map(|&text| text.to_owned()).collect();
        let read = read(&arguments).map_err(|failure| failure.to_string())?;
        Ok(read
            .into_iter()
            .map(|given| (given.name, given.value))
            .collect())
    }

    #[test]
    fn names_end_at_the_first_equals_sign() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            values(&["a=1", "a=", "b=x=y", "c=@@home"]),
            Ok(vec![
                pair("a", "1"),
                pair("a", ""),
                pair("b", "x=y"),
                pair("c", "@home")
            ])
        );
        for wrong in ["a", "=1", ""] {
            let failure = values(&[wrong]).unwrap_err();
            assert!(failure.contains(&format!("`{wrong}` is not `name=value`")));
        }
    }

    #[test]
    fn a_value_can_be_a_file() {
        let path = std::env::temp_dir().join(format!("sse-progress-given-{}", std::process::id()));
        let argument = format!("a=@{}", path.display());
        for (content, value) in [
            ("x\r\n", "x"),
            ("x\n\n", "x\n"),
            ("x", "x"),
            ("", ""),
            ("\u{feff}x\r\n", "x"),
        ] {
            fs::write(&path, content).unwrap();
            let read = values(&[&argument]).unwrap();
            assert_eq!(read[0].1, value, "{content:?}");
        }
        fs::write(&path, [0xFF]).unwrap();
        assert!(values(&[&argument]).unwrap_err().contains("is not a text"));
        fs::remove_file(&path).unwrap();
        assert!(values(&[&argument]).unwrap_err().contains("could not read"));
    }
}
