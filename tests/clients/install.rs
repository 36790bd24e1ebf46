//! Packages of other people's, kept beside what Cargo builds.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The sources of the clients.
const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/clients");

/// The directory with the programs for Node.js and the packages that they use.
pub(crate) fn node() -> PathBuf {
    installed("node", |directory| {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        npm.current_dir(directory);
        npm
    })
}

/// The same for Python.
pub(crate) fn python() -> PathBuf {
    installed("python", |directory| {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--require-hashes"]);
        pip.args(["--requirement", "requirements.txt", "--target", "packages"]);
        pip.current_dir(directory);
        pip
    })
}

/// Copies a directory of sources to where its packages may lie, and installs these unless it has
/// done so before, from the same sources.
fn installed(name: &str, install: impl FnOnce(&Path) -> Command) -> PathBuf {
    let sources = Path::new(HERE).join(name);
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("clients")
        .join(name);
    fs::create_dir_all(&directory).unwrap();
    // Tests are processes of their own, and begin together.
    let lock = File::create(directory.join("lock")).unwrap();
    lock.lock().unwrap();

    let stamp = directory.join("installed");
    let mut wanted = String::new();
    let mut files: Vec<_> = fs::read_dir(&sources)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in &files {
        wanted.push_str(&fs::read_to_string(file).unwrap());
    }
    if fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
        return directory;
    }

    fs::remove_dir_all(directory.join("packages")).ok();
    for file in &files {
        fs::copy(file, directory.join(file.file_name().unwrap())).unwrap();
    }
    let mut command = install(&directory);
    let status = command.status().unwrap_or_else(|error| {
        panic!("the clients need node, npm and python3 with pip: {command:?}: {error}")
    });
    assert!(status.success(), "{command:?}: {status}");
    fs::write(&stamp, wanted).unwrap();
    directory
}
