//! A form of several parts: `-F name=value`, `-F name=@file` and `-F name=@file;type=text/csv`, as curl has them.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::path::Path;

use super::given;
use crate::failure::Failure;

/// A form as the body of a request.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// It names what stands between the parts.
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

/// What is sent of a file unless the part says what it is.
const ANY_BYTES: &str = "application/octet-stream";

/// Reads the files that the parts name, and puts all of them into one body.
///
/// # Errors
///
/// For a part without `=`, for a file that is not named or cannot be read, and for a type that is none.
pub(crate) fn read(parts: &[String]) -> Result<Form, Failure> {
    // Nobody who makes a file can know it, so that it stands in none.
    let random = || RandomState::new().hash_one(parts);
    let boundary = format!("sse-progress-{:016x}{:016x}", random(), random());
    let mut body = Vec::new();
    for part in parts {
        let named = part.split_once('=').filter(|(name, _)| !name.is_empty());
        let Some((name, value)) = named else {
            let what = "is neither `name=value` nor `name=@file`";
            return Err(wrong(part, what));
        };
        let name = quoted(name);
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
        body.extend_from_slice(head.as_bytes());
        match value.strip_prefix('@') {
            Some("") => return Err(wrong(part, "names no file")),
            Some(file) if !file.starts_with('@') => {
                let (path, content_type) = file.split_once(";type=").unwrap_or((file, ANY_BYTES));
                if !content_type.contains('/') || content_type.contains(char::is_control) {
                    return Err(wrong(part, "has no type like `text/csv` behind `;type=`"));
                }
                let path = Path::new(path);
                let file_name = path.file_name().map(|name| name.to_string_lossy());
                let file_name = quoted(&file_name.unwrap_or_default());
                let about =
                    format!("; filename=\"{file_name}\"\r\nContent-Type: {content_type}\r\n\r\n");
                body.extend_from_slice(about.as_bytes());
                body.extend(given::bytes(path)?);
            }
            plain => {
                body.extend_from_slice(b"\r\n\r\n");
                body.extend_from_slice(plain.unwrap_or(value).as_bytes());
            }
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok(Form {
        content_type: format!("multipart/form-data; boundary={boundary}"),
        body,
    })
}

fn wrong(part: &str, what: &str) -> Failure {
    Failure::new(format!("the part `{part}` {what}")).hint("write it as -F file=@people.csv")
}

/// A name between quotes, as browsers write it (the HTML standard, "multipart form data").
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(parts: &[&str]) -> Result<String, String> {
        let parts: Vec<_> = parts.iter().map(|&part| part.to_owned()).collect();
        let form = read(&parts).map_err(|failure| failure.to_string())?;
        let (_, boundary) = form.content_type.split_once("boundary=").unwrap();
        Ok(String::from_utf8(form.body).unwrap().replace(boundary, "X"))
    }

    #[test]
    fn fields_and_files_are_parts() {
        let path = std::env::temp_dir().join(format!("sse-progress-\"form-{}", std::process::id()));
        std::fs::write(&path, "a,b\r\n").unwrap();
        let file = format!("file=@{}", path.display());
        let name = path
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .replace('"', "%22");
        assert_eq!(
            form(&["user=ann=1", "at=@@home", &file]).unwrap(),
            format!(
                "--X\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nann=1\r\n\
                 --X\r\nContent-Disposition: form-data; name=\"at\"\r\n\r\n@home\r\n\
                 --X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\na,b\r\n\r\n--X--\r\n"
            )
        );
        let typed = form(&[&format!("{file};type=text/csv; charset=utf-8")]).unwrap();
        assert!(typed.contains("\r\nContent-Type: text/csv; charset=utf-8\r\n\r\na,b"));
        for wrong in ["csv", "", "a/b\r\nc: d"] {
            let failure = form(&[&format!("{file};type={wrong}")]).unwrap_err();
            assert!(failure.contains("no type like"), "{failure}");
        }
        std::fs::remove_file(&path).unwrap();
        assert!(form(&[&file]).unwrap_err().contains("could not read"));
        assert!(form(&["file=@"]).unwrap_err().contains("names no file"));
        assert!(form(&["file"]).unwrap_err().contains("`name=@file`"));
    }
}
