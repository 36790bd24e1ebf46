//! `sse-progress runs`.

use std::time::Duration;

use reqwest::Url;
use sse_progress::client::{RunSummary, Standing};
use sse_progress::mirror::{in_words, took};
use sse_progress::protocol::{Bar, RunState};

use crate::arguments::Runs;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::unwritten;
use crate::show::{Output, one_line, table};
use crate::target::{Target, Targets};

/// The most runs that a server puts on one page.
const PAGE: usize = 100;

pub(super) async fn execute(options: Runs) -> Result<Exit, Failure> {
    let Target { url, server } = Targets::load()?.server(options.url.as_deref())?;
    let connection = Connection::to_ask(server.as_ref(), &options.asking)?;
    let limit = match options.all {
        true => usize::MAX,
        false => usize::try_from(options.limit).unwrap_or(usize::MAX),
    };
    let (runs, more) = connection.in_time(list(&connection, url, limit)).await?;
    let output = Output::new();
    let text = match options.json {
        // Serializing to a string fails for maps whose keys are no strings only, and there are none.
        true => one_line(&serde_json::to_string(&runs).unwrap_or_default()),
        false => table(
            ["RUN", "JOB", "STATE", "PROGRESS", "STARTED", "TOOK"],
            &runs.iter().map(row).collect::<Vec<_>>(),
        ),
    };
    let written = output.result(&text).await;
    written.or_else(|error| unwritten(&error))?;
    if more {
        output.say("there are more, which --all lists").await;
    }
    Ok(Exit::Succeeded)
}

/// The newest runs, as many as are asked for, and whether there are more.
async fn list(
    connection: &Connection,
    mut url: Url,
    limit: usize,
) -> Result<(Vec<RunSummary>, bool), Failure> {
    // A server that gave pages without an end is left after so many.
    url.query_pairs_mut()
        .append_pair("limit", &limit.min(PAGE).to_string());
    let mut runs = Vec::new();
    loop {
        let page = connection.client.runs(url).await?;
        let is_empty = page.runs.is_empty();
        runs.extend(page.runs);
        match page.next {
            Some(next) if runs.len() < limit && !is_empty => url = next,
            next => {
                let more = next.is_some() || runs.len() > limit;
                runs.truncate(limit);
                return Ok((runs, more));
            }
        }
    }
}

fn row(run: &RunSummary) -> [String; 6] {
    [
        run.run.to_string(),
        run.job.to_string(),
        state(run),
        how_far(&run.bar),
        time(&run.started),
        took(Duration::from_millis(run.bar.elapsed_ms)),
    ]
}

fn state(run: &RunSummary) -> String {
    match (run.state, run.queue) {
        (Standing::Live(RunState::Queued), Some(place)) => {
            format!("queued, {} of {}", place.position, place.size)
        }
        (Standing::Live(RunState::Queued), None) => "queued".to_owned(),
        (Standing::Live(RunState::Running), _) => "running".to_owned(),
        (Standing::Live(RunState::Cancelling), _) => "cancelling".to_owned(),
        (Standing::Ended(status), _) => status.to_string().replace('_', " "),
    }
}

/// How far a bar has come; nothing of one that counts nothing.
fn how_far(bar: &Bar) -> String {
    if bar.length.is_none() && bar.position == 0 {
        return String::new();
    }
    in_words(&Bar {
        rate: None,
        eta_ms: None,
        ..bar.clone()
    })
}

/// A time of a server as it is read: `2026-11-22 10:00:00Z`.
fn time(text: &str) -> String {
    let seconds = text.split('.').next().unwrap_or_default();
    match seconds.ends_with('Z') {
        true => seconds.replace('T', " "),
        false => format!("{}Z", seconds.replace('T', " ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_run_is_a_line() {
        let mut run = json!({
            "run": "4qJ0mX2vT9cB7yKdR1sN3w", "job": "resize", "state": "running",
            "started": "2026-11-22T10:00:00.123Z", "ended": null, "position": 21, "length": 50,
            "unit": "files", "message": "", "fraction": 0.42, "elapsed_ms": 12_300, "rate": 3.0,
            "eta_ms": 100, "queue": null,
        });
        let row = |run| super::row(&serde_json::from_value(run).unwrap())[2..].join("|");
        let told = "running|42 % (21/50 files)|2026-11-22 10:00:00Z|12.3s";
        assert_eq!(row(run.clone()), told);
        run["state"] = json!("timed_out");
        run["length"] = json!(null);
        run["position"] = json!(0);
        assert_eq!(row(run.clone()), "timed out||2026-11-22 10:00:00Z|12.3s");
        run["state"] = json!("queued");
        run["queue"] = json!({ "position": 2, "size": 5 });
        assert!(row(run).starts_with("queued, 2 of 5|"));
    }
}
