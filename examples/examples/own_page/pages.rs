//! The pages, and the scripts of other people's that two of them load.

use std::path::PathBuf;

use warp::reject::Rejection;
use warp::reply::Reply;
use warp::{Filter, reject, reply};

const PAGES: &[(&str, &str)] = &[
    ("event_source", include_str!("event_source.html")),
    ("element", include_str!("element.html")),
    ("fetch", include_str!("fetch.html")),
    ("htmx2", include_str!("htmx2.html")),
    ("htmx4", include_str!("htmx4.html")),
    ("react", include_str!("react.html")),
];

/// What npm has installed and built: nothing else of its directories is served.
const SCRIPTS: &[(&str, &str)] = &[
    ("htmx2.js", "node_modules/htmx.org/dist/htmx.js"),
    ("htmx-ext-sse.js", "node_modules/htmx-ext-sse/sse.js"),
    ("htmx4.js", "node_modules/htmx4/dist/htmx.js"),
    ("htmx4-sse.js", "node_modules/htmx4/dist/ext/hx-sse.js"),
    ("react.js", "dist/react.js"),
];

/// Stands in for a script that is not there, and says what is to be done.
const MISSING: &str = include_str!("missing.js");

/// `/`, `/pages/{name}` and `/scripts/{name}`.
pub(crate) fn routes(
    packages: PathBuf,
) -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    let index = warp::path::end().map(|| reply::html(include_str!("index.html")));
    let page = warp::path!("pages" / String).and_then(async |name: String| {
        let page = find(PAGES, &name).map(reply::html);
        page.ok_or_else(reject::not_found)
    });
    let script = warp::path!("scripts" / String).and_then(move |name: String| {
        let path = find(SCRIPTS, &name).map(|path| packages.join(path));
        async move {
            let path = path.ok_or_else(reject::not_found)?;
            Ok::<_, Rejection>(javascript(tokio::fs::read_to_string(path).await.ok()))
        }
    });
    index.or(page).or(script)
}

fn find(table: &'static [(&str, &str)], name: &str) -> Option<&'static str> {
    let mut entries = table.iter();
    entries
        .find(|(known, _)| *known == name)
        .map(|(_, value)| *value)
}

/// Without the script, one that says in the page what is to be done.
fn javascript(text: Option<String>) -> impl Reply {
    let text = text.unwrap_or_else(|| MISSING.to_owned());
    reply::with_header(text, "content-type", "text/javascript; charset=utf-8")
}
