//! Names of files.

use std::fs;
use std::path::Path;

use super::Candidate;

/// A directory may hold more, which nobody would read.
const MANY: usize = 1000;

/// The files whose path begins with `path`, behind what stands `before` it in the same word. A directory ends
/// in a slash.
pub(super) fn all(before: &str, path: &str) -> Vec<Candidate> {
    let (directory, start) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
    let inside = if directory.is_empty() { "." } else { directory };
    let Ok(entries) = fs::read_dir(Path::new(inside)) else {
        return Vec::new();
    };
    let mut words = Vec::new();
    for entry in entries.flatten().take(MANY) {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        // Hidden files are for whoever has typed the dot.
        if name.starts_with(start) && (name.starts_with('.') <= start.starts_with('.')) {
            let slash = if entry.path().is_dir() { "/" } else { "" };
            words.push(format!("{before}{directory}{name}{slash}"));
        }
    }
    words.sort();
    words
        .into_iter()
        .map(|word| Candidate::new(word, ""))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_directories_are_told_apart() {
        let directory =
            std::env::temp_dir().join(format!("sse-progress-files-{}", std::process::id()));
        fs::create_dir_all(directory.join("one")).unwrap();
        fs::write(directory.join("other"), "").unwrap();
        fs::write(directory.join(".hidden"), "").unwrap();
        let path = directory.display();
        let found = |start: &str| -> Vec<_> {
            let all = all("a=@", &format!("{path}/{start}")).into_iter();
            all.map(|candidate| candidate.word).collect()
        };
        assert_eq!(
            found("o"),
            [format!("a=@{path}/one/"), format!("a=@{path}/other")]
        );
        assert_eq!((found("").len(), found(".").len()), (2, 1));
        fs::remove_dir_all(&directory).unwrap();
        assert!(found("").is_empty());
    }
}
