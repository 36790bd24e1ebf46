//! Packages of other people's, kept beside what Cargo builds.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies files to a directory where packages may lie, runs the commands that install these there,
/// and returns the directory. When that has been done before, with the same files, nothing happens.
///
/// `directory` and `sources` are relative to what Cargo builds for tests and to this package.
pub(crate) fn installed(
    directory: &str,
    sources: &str,
    files: &[&str],
    commands: &[&[&str]],
) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(directory);
    fs::create_dir_all(&directory).unwrap();
    // Tests are processes of their own, and begin together.
    let lock = File::create(directory.join("lock")).unwrap();
    lock.lock().unwrap();

    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join(sources);
    let read = |file: &&str| fs::read_to_string(sources.join(file)).unwrap();
    let wanted: String = files.iter().map(read).collect();
    let stamp = directory.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
        return directory;
    }

    fs::remove_file(&stamp).ok();
    for file in files {
        fs::copy(sources.join(file), directory.join(file)).unwrap();
    }
    for line in commands {
        let mut command = Command::new(line[0]);
        command.args(&line[1..]).current_dir(&directory);
        let status = command
            .status()
            .unwrap_or_else(|error| panic!("these tests need `{}`: {error}", line[0]));
        assert!(status.success(), "{command:?}: {status}");
    }
    fs::write(&stamp, wanted).unwrap();
    directory
}

/// Scripts that packages bring along are not run.
pub(crate) const NPM_CI: &[&str] = &["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"];
