//! Parts of the pages that need no browser.

use super::assets::ASSETS;
use super::client::node;
use super::types::run;

#[tokio::test]
async fn the_page_takes_the_job_that_the_server_takes() {
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/path_cases.json");
    let template = format!("{ASSETS}/page/template.js");
    run(&node(), &["check_paths.mjs", table, &template]).await;
}

#[tokio::test]
async fn bounds_are_said_in_words() {
    let schema = format!("{ASSETS}/page/schema.js");
    run(&node(), &["check_bounds.mjs", &schema]).await;
}
