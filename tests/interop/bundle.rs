//! The bundles that are checked in beside the sources that they are made from.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::process::Command;

use super::assets::{ASSETS, esbuild};
use super::types::run;

/// What the bundles are made of.
const SOURCES: [&str; 2] = ["module", "page"];

/// What `bundle.mjs` makes.
const BUNDLES: [&str; 4] = [
    "sse-progress.js",
    "sse-progress/page.js",
    "sse-progress/page.css",
    "sse-progress/page.css.sha256",
];

/// Prints whether each of these is what is in the compressed file beside it. Another Node.js may compress in another way.
const UNPACK: &str = "
    const { readFileSync } = require('node:fs');
    const { gunzipSync } = require('node:zlib');
    for (const [file, packed] of [['sse-progress.js', 'sse-progress/sse-progress.js.gz'],
        ['sse-progress/page.js', 'sse-progress/page.js.gz']]) {
        if (!gunzipSync(readFileSync(packed)).equals(readFileSync(file))) throw new Error(packed);
    }";

/// A directory with the sources and what makes bundles of them.
fn sources() -> TempDir {
    let place = TempDir::new().unwrap();
    for directory in SOURCES {
        copy(
            &Path::new(ASSETS).join(directory),
            &place.path().join(directory),
        );
    }
    let program = "bundle.mjs";
    fs::copy(Path::new(ASSETS).join(program), place.path().join(program)).unwrap();
    symlink(
        esbuild().join("node_modules"),
        place.path().join("node_modules"),
    )
    .unwrap();
    place
}

/// Fails after a change of a source without `npm run bundle`.
#[tokio::test]
async fn the_bundles_are_those_of_the_sources() {
    let place = sources();
    run(place.path(), &["bundle.mjs"]).await;
    for name in BUNDLES {
        assert!(
            read(place.path().join(name)) == read(Path::new(ASSETS).join(name)),
            "{name} is not the bundle of its sources: \
             run `npm ci && npm run bundle` in `sse-progress/assets/`"
        );
    }
    run(Path::new(ASSETS), &["-e", UNPACK]).await;
}

/// A source that no bundle has could be changed without anybody noticing.
#[tokio::test]
async fn every_source_is_in_a_bundle() {
    let place = sources();
    fs::write(place.path().join("module/run/stray.js"), "export {};\n").unwrap();
    let mut node = Command::new("node");
    let output = node
        .arg("bundle.mjs")
        .current_dir(place.path())
        .output()
        .await;
    let said = String::from_utf8(output.unwrap().stderr).unwrap();
    assert!(
        said.contains("no bundle has these of module/: run/stray.js"),
        "{said}"
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
