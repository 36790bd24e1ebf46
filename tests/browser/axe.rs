//! axe-core, which knows what makes a page hard to use for whom.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use super::browser::Browser;

/// What is installed, in one version, which the lock file knows the content of.
const PACKAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/npm");

/// Looks at the page as it is, the shadow trees in it included.
const LOOK: &str = "
    return axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
        violations.flatMap(({ id, help, nodes }) => nodes.map((node) =>
            `${id}: ${help}: ${node.target}: ${node.html.slice(0, 300)}: ${node.failureSummary}`)));
";

/// Fails when axe-core has anything against the page that the browser shows.
pub(crate) async fn assert_accessible(browser: &Browser, what: &str) {
    let axe = axe().await;
    let violations = browser.run(&format!("{axe};{LOOK}")).await;
    let Value::Array(violations) = violations else {
        panic!("axe-core answers with a list: {violations}")
    };
    assert!(violations.is_empty(), "{what}: {violations:#?}");
}

/// Its source, installed when it is not there yet.
async fn axe() -> String {
    let lock = fs::read_to_string(Path::new(PACKAGE).join("package-lock.json")).unwrap();
    let lock: Value = serde_json::from_str(&lock).unwrap();
    let version = lock["packages"]["node_modules/axe-core"]["version"]
        .as_str()
        .unwrap();
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("axe-core-{version}"));
    let source = place.join("node_modules/axe-core/axe.min.js");
    if !source.exists() {
        install(&place).await.unwrap();
    }
    fs::read_to_string(source).unwrap()
}

/// In a directory of its own first, since other tests may be doing the same.
async fn install(place: &Path) -> io::Result<()> {
    let directory = TempDir::new_in(env!("CARGO_TARGET_TMPDIR"))?;
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(Path::new(PACKAGE).join(file), directory.path().join(file))?;
    }
    let npm = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(directory.path())
        .output()
        .await
        .unwrap_or_else(|error| panic!("the test needs `npm`; it cannot be started: {error}"));
    assert!(
        npm.status.success(),
        "npm ci: {}",
        String::from_utf8_lossy(&npm.stderr)
    );
    match fs::rename(directory.path(), place) {
        Err(_) if place.exists() => Ok(()),
        result => result,
    }
}
