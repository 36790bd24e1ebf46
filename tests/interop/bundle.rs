//! The bundles that are checked in beside the sources that they are made from.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::assets::{ASSETS, esbuild};
use super::types::run;

/// What the bundles are made of.
const SOURCES: [&str; 2] = ["module", "page"];

/// What `bundle.mjs` makes.
const BUNDLES: [&str; 2] = ["sse-progress.js", "sse-progress/page.js"];

/// Fails after a change of a source without `npm run bundle`.
#[tokio::test]
async fn the_bundles_are_those_of_the_sources() {
    let place = TempDir::new().unwrap();
    let place = place.path();
    for directory in SOURCES {
        copy(&Path::new(ASSETS).join(directory), &place.join(directory));
    }
    let program = "bundle.mjs";
    fs::copy(Path::new(ASSETS).join(program), place.join(program)).unwrap();
    symlink(esbuild().join("node_modules"), place.join("node_modules")).unwrap();
    run(place, &[program]).await;
    for name in BUNDLES {
        assert!(
            read(place.join(name)) == read(Path::new(ASSETS).join(name)),
            "{name} is not the bundle of its sources: \
             run `npm ci && npm run bundle` in `sse-progress/assets/`"
        );
    }
}

/// A source that no bundle has could be changed without anybody noticing.
#[test]
fn every_source_is_in_a_bundle() {
    let bundles = BUNDLES.map(|name| read(Path::new(ASSETS).join(name)));
    for directory in SOURCES {
        for source in scripts(&Path::new(ASSETS).join(directory)) {
            // esbuild writes the name of each source before what comes of it.
            let name = source.strip_prefix(ASSETS).unwrap().display();
            let line = format!("\n// {name}\n");
            assert!(
                bundles.iter().any(|bundle| bundle.contains(&line)),
                "{name}"
            );
        }
    }
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

fn scripts(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            if path.is_dir() {
                scripts(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .collect()
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
