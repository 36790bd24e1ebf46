//! The types of the module, for those who write TypeScript.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tokio::process::Command;

use super::client::node;
use super::server::Server;

/// Both come from the server, as a user of theirs gets them.
const SERVED: [&str; 2] = ["sse-progress.js", "sse-progress.d.ts"];

/// The compiler, as strict as it goes, the declarations included.
pub(crate) const STRICT: &str = "node_modules/typescript/bin/tsc --strict \
     --noUncheckedIndexedAccess --exactOptionalPropertyTypes --target es2022 \
     --lib es2022,dom,dom.iterable";

#[tokio::test]
async fn the_types_are_those_of_the_module() {
    let server = Server::start().await;
    let place = TempDir::new().unwrap();
    for name in SERVED {
        let url = format!("http://{}/{name}", server.addr);
        let text = reqwest::get(url).await.unwrap().text().await.unwrap();
        fs::write(place.path().join(name), text).unwrap();
    }
    let packages = node();
    fs::copy(packages.join("usage.ts"), place.path().join("usage.ts")).unwrap();
    fs::write(place.path().join("package.json"), r#"{ "type": "module" }"#).unwrap();

    let usage = place.path().join("usage.ts");
    let compile = format!(
        "{STRICT} --module esnext --moduleResolution bundler {}",
        usage.display()
    );
    let compile: Vec<_> = compile.split_whitespace().collect();
    run(&packages, &compile).await;
    let [module, compiled] = ["sse-progress.js", "usage.js"].map(|name| place.path().join(name));
    let names = [module.to_str().unwrap(), compiled.to_str().unwrap()];
    run(&packages, &[&["check_names.mjs"], &names[..]].concat()).await;
}

/// Runs Node.js in a directory, and shows what it has said if it fails.
pub(crate) async fn run(directory: &Path, arguments: &[&str]) {
    let mut node = Command::new("node");
    let output = node.args(arguments).current_dir(directory).output().await;
    let output = output.unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{arguments:?}\n{said}");
}
