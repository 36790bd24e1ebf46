//! `checksum`, over a tree with all that a file system has, compared with `sha256sum`.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::client::Stream;
use super::program::Program;

#[tokio::test]
async fn sums_are_those_of_sha256sum() {
    let directory = tempfile::tempdir().unwrap();
    let tree = directory.path();
    let bytes = plant(tree);
    let expected = sha256sum(tree);
    assert!(expected.len() > 300);
    let _socket = plant_what_is_no_file(tree);

    let program = Program::start("checksum", tree).await;
    let events = Stream::open(&program.url("/checksum"), [""; 0])
        .collect()
        .await;

    let (done, before) = events.split_last().unwrap();
    assert_eq!(
        (&*done.name, &done.data["status"]),
        ("done", &json!("succeeded"))
    );
    assert_eq!(sums(&done.data["result"]), expected);

    let last = before
        .iter()
        .rfind(|event| event.name == "progress")
        .unwrap();
    assert_eq!(last.data["position"], bytes);
    assert_eq!(last.data["length"], bytes);
    assert_eq!(last.data["unit"], "bytes");
    let task = last.data["tasks"].as_array().unwrap().last().unwrap();
    assert!(
        expected.contains_key(task["label"].as_str().unwrap()),
        "{task}"
    );
    assert_eq!(
        (&task["state"], &task["unit"]),
        (&json!("finished"), &json!("bytes"))
    );
    assert_eq!(task["position"], task["length"]);

    // Links are passed over in silence.
    assert_eq!(
        warnings(before),
        [
            "fifo: not a regular file, skipped",
            "socket: not a regular file, skipped",
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    let tree = directory.path();
    fs::write(tree.join("readable"), "some text").unwrap();
    let expected = sha256sum(tree);
    fs::write(tree.join("secret"), "other text").unwrap();
    fs::create_dir(tree.join("closed")).unwrap();
    let permit = |mode| {
        for name in ["secret", "closed"] {
            fs::set_permissions(tree.join(name), Permissions::from_mode(mode)).unwrap();
        }
    };
    permit(0);

    let program = Program::start_without_privileges("checksum", tree).await;
    let events = Stream::open(&program.url("/checksum"), [""; 0])
        .collect()
        .await;
    // Before anything fails: the directory has to be removed.
    permit(0o700);

    let (done, before) = events.split_last().unwrap();
    assert_eq!(done.data["status"], "succeeded");
    assert_eq!(sums(&done.data["result"]), expected);
    let [directory, file] = &*warnings(before) else {
        panic!("{before:?}");
    };
    assert!(
        directory.contains("closed: Permission denied"),
        "{directory}"
    );
    assert!(file.starts_with("secret: Permission denied"), "{file}");

    // The bar is full nevertheless, since what could not be read is not waited for.
    let last = before
        .iter()
        .rfind(|event| event.name == "progress")
        .unwrap();
    assert_eq!(last.data["position"], "some text".len());
    assert_eq!(last.data["length"], "some text".len());
}

/// Writes some hundred files, and returns how many bytes they have.
fn plant(tree: &Path) -> u64 {
    let mut bytes = 0;
    let mut write = |path: &str, length: usize| {
        let path = tree.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let content: Vec<u8> = (0..length).map(|at| (at * 31 % 251) as u8).collect();
        fs::write(path, content).unwrap();
        bytes += length as u64;
    };
    for number in 0..300 {
        write(
            &format!("{}/{}/{number}", number % 7, number % 3),
            number * 11,
        );
    }
    // The sizes at which blocks end, and more than a reader takes at a time.
    for length in [0, 1, 65_535, 65_536, 65_537, 2_000_003] {
        write(&format!("of {length} bytes"), length);
    }
    for name in [
        "-dash",
        "ünïcödé 😀",
        "line\nbreak",
        "back\\slash",
        ".hidden",
        "<b>",
    ] {
        write(name, 10);
    }
    bytes
}

/// Adds what is not to be read; the FIFO would be waited for without an end.
fn plant_what_is_no_file(tree: &Path) -> UnixListener {
    symlink("0", tree.join("link to a directory")).unwrap();
    symlink("-dash", tree.join("link to a file")).unwrap();
    symlink("..", tree.join("0/link to above")).unwrap();
    symlink("nowhere", tree.join("link to nothing")).unwrap();
    let fifo = Command::new("mkfifo").arg(tree.join("fifo")).status();
    assert!(fifo.unwrap().success());
    UnixListener::bind(tree.join("socket")).unwrap()
}

/// What coreutils say: a sum for each path.
fn sha256sum(tree: &Path) -> BTreeMap<String, String> {
    let output = Command::new("sh")
        .args(["-c", "find . -type f -exec sha256sum --zero -- {} +"])
        .current_dir(tree)
        .output()
        .unwrap();
    assert!(output.status.success());
    let output = String::from_utf8(output.stdout).unwrap();
    let lines = output.split_terminator('\0').map(|line| {
        let (sum, path) = line.split_once("  ./").unwrap();
        (path.to_owned(), sum.to_owned())
    });
    lines.collect()
}

/// What the example says, likewise.
fn sums(result: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let files = result.as_array().unwrap().iter();
    files
        .map(|file| (text(&file["path"]), text(&file["sha256"])))
        .collect()
}

fn warnings(events: &[super::client::Event]) -> Vec<&str> {
    let lines = events.iter().filter(|event| event.name == "log");
    let mut warnings: Vec<_> = lines
        .map(|line| {
            assert_eq!(line.data["level"], "warn");
            line.data["message"].as_str().unwrap()
        })
        .collect();
    warnings.sort_unstable();
    warnings
}
