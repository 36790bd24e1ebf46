//! The npm package of the module, as somebody gets it who installs it.

use std::fs;

use tempfile::TempDir;
use tokio::process::Command;

use super::assets::ASSETS;
use super::client::node;
use super::types::{STRICT, run};

/// How programs find the files of a package: by bundlers, and by Node.js itself.
const RESOLUTIONS: [&str; 2] = [
    "--module esnext --moduleResolution bundler",
    "--module nodenext --moduleResolution nodenext",
];

#[tokio::test]
async fn the_package_is_imported_with_its_types() {
    let place = TempDir::new().unwrap();
    let user = place.path();
    let tarball = npm(
        &["pack", ASSETS, "--pack-destination", user.to_str().unwrap()],
        user,
    )
    .await;
    let manifest = r#"{ "type": "module", "private": true }"#;
    fs::write(user.join("package.json"), manifest).unwrap();
    let install = [
        "install",
        "--offline",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ];
    npm(&[&install[..], &[tarball.trim()]].concat(), user).await;
    let files = fs::read_dir(user.join("node_modules/sse-progress")).unwrap();
    let mut files: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(
        files,
        [
            "README.md",
            "package.json",
            "sse-progress.d.ts",
            "sse-progress.js",
            "types"
        ]
    );

    // The same use of it as that of the files which a server serves, by another name.
    let packages = node();
    let usage = fs::read_to_string(packages.join("usage.ts")).unwrap();
    let usage = usage.replace("'./sse-progress.js'", "'sse-progress'");
    fs::write(user.join("usage.ts"), usage).unwrap();
    for resolution in RESOLUTIONS {
        let compile = format!("{STRICT} {resolution} {}", user.join("usage.ts").display());
        let compile: Vec<_> = compile.split_whitespace().collect();
        run(&packages, &compile).await;
    }
    fs::copy(
        packages.join("check_names.mjs"),
        user.join("check_names.mjs"),
    )
    .unwrap();
    run(user, &["check_names.mjs", "sse-progress", "./usage.js"]).await;
}

/// They are released together.
#[test]
fn the_package_has_the_version_of_the_crate() {
    let manifest = fs::read_to_string(format!("{ASSETS}/package.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
}

/// Runs `npm` and returns what it says on its standard output.
async fn npm(arguments: &[&str], directory: &std::path::Path) -> String {
    let mut npm = Command::new("npm");
    let output = npm
        .args(arguments)
        .current_dir(directory)
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}\n{said}");
    String::from_utf8(output.stdout).unwrap()
}
