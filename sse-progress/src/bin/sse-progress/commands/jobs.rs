//! `sse-progress jobs`.

use console::{Term, measure_text_width, truncate_str};
use serde_json::json;
use sse_progress::client::Listed;
use sse_progress::mirror::harmless;

use crate::arguments::Jobs;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::unwritten;
use crate::show::{Output, one_line};
use crate::url;

pub(super) async fn execute(options: Jobs) -> Result<Exit, Failure> {
    let address = url::parse(&options.url)?;
    let connection = Connection::new(&options.connecting, options.patience.timeout, None)?;
    let asking = async { Ok(connection.client.jobs(address).await?) };
    let jobs = connection.in_time(asking).await?;
    let text = if options.json {
        as_json(&jobs)
    } else {
        let columns = console::user_attended().then(|| Term::stdout().size().1.into());
        table(&jobs, columns)
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

/// A line for each job, cut to the columns of a terminal if there is one.
fn table(jobs: &[Listed], columns: Option<usize>) -> String {
    let head = ["NAME", "METHODS", "PATH", "DESCRIPTION"].map(str::to_owned);
    let rows = jobs.iter().map(|job| {
        let first_line = job.description.trim().lines().next().unwrap_or_default();
        [&job.name, &job.methods.join(","), &job.path, first_line]
            .map(|cell: &str| harmless(cell).into_owned())
    });
    let rows: Vec<[String; 4]> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| measure_text_width(cell))
            .max()
            .unwrap_or(0)
    };
    let widths = [0, 1, 2, 3].map(width);
    let lines = rows.iter().map(|row| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            let rest = width - measure_text_width(cell);
            line.push_str(&" ".repeat(rest + 2));
        }
        let line = line.trim_end();
        match columns {
            Some(columns) => truncate_str(line, columns, "…").into_owned(),
            None => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(name: &str, description: &str) -> Listed {
        let job = json!({ "name": name, "description": description, "methods": ["GET", "POST"],
            "path": format!("/{name}/{{x}}") });
        serde_json::from_value(job).unwrap()
    }

    #[test]
    fn columns_are_as_wide_as_they_have_to_be() {
        let jobs = [
            job("count", "Counts.\n\nSlowly."),
            job("圧縮", "x\u{1b}[2J"),
        ];
        assert_eq!(
            table(&jobs, None),
            "NAME   METHODS   PATH        DESCRIPTION\n\
             count  GET,POST  /count/{x}  Counts.\n\
             圧縮   GET,POST  /圧縮/{x}   x␛[2J"
        );
        for line in table(&jobs, Some(20)).lines() {
            assert!(measure_text_width(line) <= 20, "{line}");
        }
    }
}
