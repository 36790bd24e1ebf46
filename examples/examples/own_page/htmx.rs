//! What htmx asks for: fragments of HTML.

use std::collections::HashMap;

use serde_json::{Value, json};
use sse_progress::protocol::RunId;
use sse_progress::{Jobs, Run};
use warp::reject::Rejection;
use warp::reply::Reply;
use warp::{Filter, reject, reply};

/// `POST /htmx/{version}/resize` starts a run; `/htmx/result/{run}` shows what came of it.
pub(crate) fn routes(
    jobs: Jobs,
) -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    let starting = jobs.clone();
    let start = warp::path!("htmx" / u8 / "resize")
        .and(warp::post())
        .and(warp::body::form())
        .map(move |version, form: HashMap<String, String>| {
            let count = form
                .get("count")
                .and_then(|count| count.parse::<u32>().ok());
            let started = starting.start("resize", json!({ "count": count }));
            reply::html(match started {
                Ok(run) => watching(version, &run),
                Err(error) => format!("<p>{}</p>", escape(&error.to_string())),
            })
        });
    let result = warp::path!("htmx" / "result" / RunId).and_then(move |id| {
        let done = jobs.run(&id).and_then(|run| run.done());
        let page = done.map(|done| {
            let status = serde_json::to_value(done.status).unwrap_or_default();
            let result = done.result.as_ref().map_or("null", |result| result.get());
            let result: Value = serde_json::from_str(result).unwrap_or_default();
            let words = [status.as_str(), result.as_str()].map(Option::unwrap_or_default);
            reply::html(format!(
                "<p class=\"done\">{}</p>",
                escape(&words.join(" "))
            ))
        });
        async { page.ok_or_else(reject::not_found) }
    });
    start.or(result)
}

fn watching(version: u8, run: &Run) -> String {
    let fragment = match version {
        2 => include_str!("htmx2_run.html"),
        _ => include_str!("htmx4_run.html"),
    };
    fragment.replace("{{run}}", run.id().as_str())
}

/// Text, which it stays in HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
