//! Progress in pages of one's own: plain `EventSource`, our element, `fetch`, htmx and React.
//!
//! ```text
//! cargo run --example own_page
//! ```
//!
//! and open `http://localhost:3030/`. The pages of htmx and React need packages from npm:
//!
//! ```text
//! cd examples/examples/own_page && npm ci --ignore-scripts && npm run build
//! ```
//!
//! Each page stands beside this file, is as short as it can be, and says in its comments what is
//! special about its way.

#![allow(clippy::print_stdout, reason = "it tells whoever runs it what it does")]

mod htmx;
mod pages;

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use sse_progress::{Jobs, Progress, Server, job, jobs};
use warp::Filter;

/// Resize pictures, one by one.
#[job("/resize/{count}")]
async fn resize(
    progress: Progress,
    /// How many pictures there are.
    count: u32,
    /// How wide they are to be, in pixels.
    #[param(default = 320)]
    width: u32,
) -> String {
    println!("run {} resizes {count} pictures", progress.run_id());
    progress.set_unit("pictures");
    for number in progress.wrap_iter(1..=count) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        progress.println(format!("picture {number} is {width} pixels wide"));
    }
    format!("{count} pictures resized")
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = env::args_os().skip(1);
    let packages = args.next().map_or_else(
        || concat!(env!("CARGO_MANIFEST_DIR"), "/examples/own_page").into(),
        PathBuf::from,
    );
    let address = args.next().and_then(|address| address.into_string().ok());
    let address = address.unwrap_or_else(|| "127.0.0.1:3030".to_owned());

    let jobs = Jobs::builder().jobs(jobs![resize]).build()?;
    // Ours go first: without them, `/` is the page that lists the jobs.
    let routes = pages::routes(packages)
        .or(htmx::routes(jobs.clone()))
        .or(jobs.routes());
    let server = Server::bind(address).await?;
    println!("listening on http://{}", server.local_addr());
    Ok(server.serve_with(&jobs, routes).await?)
}
