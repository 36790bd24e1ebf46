//! Parts of the pages that need no browser.

use std::path::Path;

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

/// A word that one language lacks would be in English among its others.
#[tokio::test]
async fn each_language_has_each_word_in_each_of_its_plurals() {
    for directory in ["module/words", "page/words"] {
        let directory = Path::new(ASSETS).join(directory);
        run(&node(), &["check_words.mjs", directory.to_str().unwrap()]).await;
    }
}
