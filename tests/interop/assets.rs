//! The sources of the module and the pages, and what is made of them.

use std::path::PathBuf;

use super::packages::{NPM_CI, installed};

/// Where they are.
pub(crate) const ASSETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../sse-progress/assets");

/// A directory in whose `node_modules` the bundler is, in the version of the lock file.
pub(crate) fn esbuild() -> PathBuf {
    let files = ["package.json", "package-lock.json", ".npmrc"];
    installed("assets", "../sse-progress/assets", &files, &[NPM_CI])
}
