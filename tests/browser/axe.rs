//! axe-core, which knows what makes a page hard to use for whom.

use std::fs;

use serde_json::Value;

use super::browser::Browser;
use super::packages::{NPM_CI, installed};

/// Looks at the page as it is, the shadow trees in it included.
const LOOK: &str = "
    return axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
        violations.flatMap(({ id, help, nodes }) => nodes.map((node) =>
            `${id}: ${help}: ${node.target}: ${node.html.slice(0, 300)}: ${node.failureSummary}`)));
";

/// Fails when axe-core has anything against the page that the browser shows.
pub(crate) async fn assert_accessible(browser: &Browser, what: &str) {
    let axe = axe();
    let violations = browser.run(&format!("{axe};{LOOK}")).await;
    let Value::Array(violations) = violations else {
        panic!("axe-core answers with a list: {violations}")
    };
    assert!(violations.is_empty(), "{what}: {violations:#?}");
}

/// Its source, installed when it is not there yet.
fn axe() -> String {
    let files = ["package.json", "package-lock.json"];
    let packages = installed("browser", "browser/npm", &files, &[NPM_CI]);
    fs::read_to_string(packages.join("node_modules/axe-core/axe.min.js")).unwrap()
}
