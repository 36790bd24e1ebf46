//! `sse-progress jobs`.

use serde_json::json;
use sse_progress::client::Listed;

use crate::arguments::Jobs;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::unwritten;
use crate::show::{Output, one_line, table};
use crate::target::{Target, Targets};

pub(super) async fn execute(options: Jobs) -> Result<Exit, Failure> {
    let Target { url, server } = Targets::load()?.server(options.url.as_deref())?;
    let connection = Connection::to_ask(server.as_ref(), &options.asking)?;
    let asking = async { Ok(connection.client.jobs(url).await?) };
    let jobs = connection.in_time(asking).await?;
    let text = if options.json {
        as_json(&jobs)
    } else {
        table(["NAME", "METHODS", "PATH", "DESCRIPTION"], &rows(&jobs))
    };
    let written = Output::new().result(&text).await;
    written.or_else(|error| unwritten(&error))?;
    Ok(Exit::Succeeded)
}

fn as_json(jobs: &[Listed]) -> String {
    let jobs = jobs.iter().map(|job| {
        json!({
            "name": job.name,
            "description": job.description,
            "methods": job.methods,
            "path": job.path,
            "body": job.body,
            "parameters": job.parameters,
        })
    });
    one_line(&jobs.collect::<serde_json::Value>().to_string())
}

/// A line for each job.
fn rows(jobs: &[Listed]) -> Vec<[String; 4]> {
    let rows = jobs.iter().map(|job| {
        let first_line = job.description.trim().lines().next().unwrap_or_default();
        [&job.name, &job.methods.join(","), &job.path, first_line].map(|cell: &str| cell.to_owned())
    });
    rows.collect()
}
