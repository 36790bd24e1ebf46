//! The client in somebody else's program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::script::{Script, answer, events};
use super::story::{RUN, done, log};

/// A program of a workspace of its own, where features are switched on that none of ours has.
const MANIFEST: &str = r#"
[package]
name = "sse-progress-elsewhere"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
serde_json = { version = "1", features = ["arbitrary_precision", "float_roundtrip", "unbounded_depth"] }
sse-progress = { path = "PATH", default-features = false, features = ["client"] }
tokio = { version = "1", features = ["rt"] }

# As in our own workspace, so that what is built already is not built again.
[profile.dev]
debug = "line-tables-only"
"#;

const PROGRAM: &str = r#"
use sse_progress::client::{Client, Update};

fn main() {
    let server = std::env::args().nth(1).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = Client::new().unwrap();
        for job in client.jobs(&server).await.unwrap() {
            println!("{}", job.parameters);
        }
        let mut watch = client.watch(format!("{server}/count/3"));
        while let Some(update) = watch.next().await {
            match update.unwrap() {
                Update::Event { event, .. } => println!("{event:?}"),
                Update::Reconnecting { error, .. } => panic!("{error}"),
                Update::LeftOut { .. } => panic!("an event was left out"),
            }
        }
    });
}
"#;

/// Writes the program to a directory of this name, which stays, and runs cargo there.
fn cargo(name: &str, arguments: &[&str]) -> Output {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sse-progress");
    let library = library.canonicalize().unwrap();
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(directory.join("src")).unwrap();
    // The same versions of everything, which are there without a network.
    fs::copy(library.join("../Cargo.lock"), directory.join("Cargo.lock")).unwrap();
    let manifest = MANIFEST.replace("PATH", &library.display().to_string());
    fs::write(directory.join("Cargo.toml"), manifest).unwrap();
    fs::write(directory.join("src/main.rs"), PROGRAM).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(&directory)
        .env("CARGO_TARGET_DIR", target())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    output
}

/// Where this test was built, and has its dependencies.
fn target() -> PathBuf {
    let mut target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    target.pop();
    target
}

/// With `arbitrary_precision` a number that serde buffers, as for `#[serde(flatten)]`, is a map:
/// "invalid type: map, expected f64". The feature is on for all of a program if one crate wants it.
#[tokio::test]
async fn all_is_read_whatever_features_serde_json_has() {
    cargo("elsewhere", &["build"]);
    let bar = r#""position":1,"length":3,"unit":"items","message":"","fraction":0.25,"elapsed_ms":1,"rate":12.5,"eta_ms":7"#;
    let task = format!(r#"{{"id":1,"parent":null,"label":"part","state":"running",{bar}}}"#);
    let snapshot = format!(
        r#"{{"run":"{RUN}","job":"count","state":"running",{bar},"queue":{{"position":1,"size":2}},"tasks":[{task}]}}"#
    );
    let whole = format!("event: progress\nid: {RUN}.0\ndata: {snapshot}\n\n")
        + &log("1000000", "hello")
        + &done("1000000").replace("\"result\":3", "\"result\":{\"b\":1e400,\"a\":[1.10]}");
    let parameters = r#"{"properties":{"share":{"maximum":1e400,"minimum":0.10}}}"#;
    let listing = format!(
        r#"{{"jobs":[{{"name":"count","methods":["GET"],"path":"/count","parameters":{parameters}}}]}}"#
    );
    let server = Script::play([answer(200, &[], &listing), events(whole)]).await;

    let program = target().join("debug/sse-progress-elsewhere");
    let output = tokio::process::Command::new(program)
        .arg(server.url(""))
        .output()
        .await
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let failed = String::from_utf8_lossy(&output.stderr);
    let [listed, snapshot, line, end] = said.lines().collect::<Vec<_>>()[..] else {
        panic!("{said}{failed}");
    };
    assert!(listed.contains("0.10") && listed.contains("400"), "{said}");
    assert_eq!(
        snapshot.matches("fraction: Some(0.25)").count(),
        2,
        "{said}"
    );
    assert_eq!(snapshot.matches("rate: Some(12.5)").count(), 2, "{said}");
    assert!(line.contains("hello"), "{said}");
    assert!(end.contains(r#"{"b":1e400,"a":[1.10]}"#), "{said}");
}

/// The client alone is no server: neither a framework for one, nor what makes connections of ours.
#[test]
fn the_client_brings_no_server() {
    let tree = |format| {
        let arguments = [
            "tree", "--edges", "normal", "--prefix", "none", "--format", format,
        ];
        String::from_utf8(cargo("elsewhere-tree", &arguments).stdout).unwrap()
    };
    let packages = tree("{p}");
    let has = |name: &str| {
        packages
            .lines()
            .any(|line| line.split(' ').next() == Some(name))
    };
    assert!(has("sse-progress") && has("reqwest") && has("hyper"));
    for server in ["warp", "schemars", "sse-progress-macros", "h2", "indicatif"] {
        assert!(!has(server), "{server}\n{packages}");
    }
    let features = tree("{p}: {f}");
    let hyper = features.lines().find(|line| line.starts_with("hyper v"));
    assert!(!hyper.unwrap().contains("server"), "{hyper:?}");
}
