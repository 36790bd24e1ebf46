//! Jobs, and at `/metrics` what Prometheus is to know of them:
//!
//! ```text
//! cargo run --example metrics
//! curl localhost:3030/resize/40
//! curl localhost:3030/metrics
//! ```
//!
//! The page `observing` of the manual says what each name means and what to alert on.

#![allow(clippy::print_stderr, reason = "it tells whoever runs it what it does")]

use std::time::Duration;

use anyhow::Result;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sse_progress::{Jobs, Progress, Server, job, jobs};
use warp::Filter;

/// The bounds of the histograms, in seconds: jobs take from moments to minutes.
const BUCKETS: [f64; 9] = [0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1_800.0];

/// Resize pictures, one by one, two runs at a time.
#[job("/resize/{count}", concurrency = 2)]
async fn resize(progress: Progress, count: u32) -> String {
    progress.set_unit("pictures");
    for number in progress.wrap_iter(1..=count) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        progress.println(format!("picture {number} resized"));
    }
    format!("{count} pictures resized")
}

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().skip(1).last();
    let address = address.as_deref().unwrap_or("127.0.0.1:3030");

    // Before the jobs are built: they describe their metrics to what is installed then.
    let prometheus = PrometheusBuilder::new()
        .set_buckets(&BUCKETS)?
        .install_recorder()?;
    tokio::spawn(keep_up(prometheus.clone()));
    let jobs = Jobs::builder().jobs(jobs![resize]).build()?;

    let metrics = warp::path!("metrics").map(move || prometheus.render());
    let server = Server::bind(address).await?;
    eprintln!("listening on http://{}", server.local_addr());
    Ok(server.serve_with(&jobs, metrics.or(jobs.routes())).await?)
}

/// The recorder keeps each duration until this is called, or until somebody asks for the metrics.
async fn keep_up(prometheus: PrometheusHandle) {
    loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        prometheus.run_upkeep();
    }
}
