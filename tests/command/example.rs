//! The command beside one of the examples, in processes of their own.

#[path = "../integration/examples/program.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod program;

use std::fs;

use serde_json::Value;

use super::process::{DEADLINE, run};
use program::Program;

#[tokio::test]
async fn sums_of_a_directory_are_shown_and_returned() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["a", "b"] {
        fs::write(directory.path().join(name), name).unwrap();
    }
    let program = Program::start("checksum", directory.path()).await;
    let url = program.url("/checksum");

    let ended = run(["watch", "--progress", "plain", &url]).with(0);
    let sums: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    let paths: Vec<_> = sums
        .iter()
        .map(|sum| sum["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["a", "b"]);
    ended
        .saying("checksum: 100 % (2 B/2 B)")
        .saying("checksum: succeeded in");

    let ended = run(["run", &url, "directory=/etc"]).with(2);
    ended.saying("`directory` is not a parameter of this job (expected: no parameters)");
}
