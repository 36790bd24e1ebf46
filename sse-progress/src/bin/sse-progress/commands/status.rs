//! `sse-progress status`.

use std::time::Duration;

use sse_progress::client::{Client, RunReport, Standing};
use sse_progress::mirror::{harmless, in_words, took};
use sse_progress::protocol::{Bar, RunState, Task, TaskState};

use super::each::each;
use crate::arguments::OfRuns;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::unwritten;
use crate::show::{end_lines, one_line, table_of};

/// How many cells a bar has.
const CELLS: u128 = 20;

pub(super) async fn execute(options: OfRuns) -> Result<Exit, Failure> {
    let ask = async |client: &Client, url| client.report(url).await;
    each(&options, ask, async |output, _, report| {
        let text = match options.json {
            // Serializing to a string fails for maps whose keys are no strings only, and there are none.
            true => one_line(&serde_json::to_string(&report).unwrap_or_default()),
            false => described(&report),
        };
        let written = output.result(&text).await;
        written.or_else(|error| unwritten(&error))
    })
    .await
}

/// The state in a line, or what is known of the end, and then a line for each bar.
fn described(report: &RunReport) -> String {
    let run = &report.summary;
    let state = match (&report.done, run.state, run.queue) {
        (Some(done), ..) => end_lines(done).join("\n"),
        (None, Standing::Live(RunState::Queued), Some(place)) => {
            format!("queued, place {} of {}", place.position, place.size)
        }
        (None, Standing::Live(RunState::Queued), None) => "queued".to_owned(),
        (None, state, _) => {
            let word = match state {
                Standing::Live(RunState::Cancelling) => "cancelling",
                _ => "running",
            };
            format!(
                "{word} for {}",
                took(Duration::from_millis(run.bar.elapsed_ms))
            )
        }
    };
    let mut rows = vec![row(&run.job, 0, &run.bar, None)];
    let mut depths = Vec::new();
    for task in &report.tasks {
        let parent = depths.iter().find(|(id, _)| Some(*id) == task.parent);
        let depth = parent.map_or(1, |(_, depth): &(u64, usize)| (depth + 1).min(8));
        depths.push((task.id, depth));
        rows.push(row(&task.label, depth, &task.bar, Some(task)));
    }
    let mut text = format!("{}: {state}\n{}", harmless(&run.job), table_of(&rows));
    if report.tasks_omitted > 0 {
        text.push_str(&format!("\n  and {} more", report.tasks_omitted));
    }
    if let Some(data) = &report.data {
        text.push_str(&format!("\n{}", one_line(data.get())));
    }
    text
}

/// A bar as the cells of a table: its label, a picture, what it says.
fn row(label: &str, depth: usize, bar: &Bar, task: Option<&Task>) -> [String; 3] {
    let mut words = Vec::new();
    if bar.length.is_some() || bar.position > 0 {
        words.push(in_words(bar));
    }
    match task.map(|task| task.state) {
        Some(TaskState::Finished) => {
            words.push(format!(
                "finished in {}",
                took(Duration::from_millis(bar.elapsed_ms))
            ));
        }
        Some(TaskState::Stopped) => words.push("stopped".to_owned()),
        Some(TaskState::Running) | None => {}
    }
    if !bar.message.is_empty() {
        words.push(bar.message.clone());
    }
    [
        format!("{:depth$}{label}", "", depth = 2 * depth),
        picture(bar),
        words.join("  "),
    ]
}

/// A bar as it is drawn; nothing of one without a length.
fn picture(bar: &Bar) -> String {
    let Some(length) = bar.length else {
        return String::new();
    };
    let length = u128::from(length).max(1);
    let position = u128::from(bar.position).min(length);
    let cells = usize::try_from(position * CELLS / length).unwrap_or_default();
    let rest = usize::try_from(CELLS).unwrap_or_default() - cells;
    format!("[{}{}]", "=".repeat(cells), " ".repeat(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(more: &serde_json::Value) -> RunReport {
        let bar = |position: u64, message: &str| {
            json!({
                "position": position, "length": 10, "unit": "items", "message": message,
                "fraction": null, "elapsed_ms": 1500, "rate": null, "eta_ms": null,
            })
        };
        let with = |bar: serde_json::Value, more: &serde_json::Value| {
            let mut bar = bar;
            let fields = more.as_object().unwrap().clone();
            bar.as_object_mut().unwrap().extend(fields);
            bar
        };
        let summary = with(
            bar(4, "re\u{1b}sizing"),
            &json!({ "run": "4qJ0mX2vT9cB7yKdR1sN3w", "job": "resize", "state": "running",
                "started": "2026-11-22T10:00:00.123Z", "ended": null, "queue": null }),
        );
        let task = |id: u64, parent: Option<u64>, state: &str| {
            let fields = json!({ "id": id, "parent": parent, "label": format!("part {id}"), "state": state });
            serde_json::from_value(with(bar(10, ""), &fields)).unwrap()
        };
        RunReport {
            summary: serde_json::from_value(with(summary, more)).unwrap(),
            tasks: vec![task(1, None, "running"), task(2, Some(1), "finished")],
            tasks_omitted: 3,
            data: Some(serde_json::value::to_raw_value("\u{9b}").unwrap()),
            done: None,
        }
    }

    #[test]
    fn a_run_is_told_with_its_bars() {
        let text = described(&report(&json!({})));
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "resize: running for 1.5s",
                "resize      [========            ]  40 % (4/10)  re␛sizing",
                "  part 1    [====================]  100 % (10/10)",
                "    part 2  [====================]  100 % (10/10)  finished in 1.5s",
                "  and 3 more",
                "\"\\u009b\"",
            ]
        );
        let queued = json!({ "state": "queued", "queue": { "position": 2, "size": 5 } });
        assert!(described(&report(&queued)).starts_with("resize: queued, place 2 of 5\n"));
    }

    #[test]
    fn an_end_is_told_with_why() {
        let mut report = report(&json!({ "state": "failed" }));
        let done = json!({ "status": "failed", "elapsed_ms": 1500,
            "error": { "message": "no room", "causes": ["full"] } });
        report.done = Some(serde_json::from_value(done).unwrap());
        let text = described(&report);
        let start = "resize: failed after 1.5s: no room\n  caused by: full\nresize ";
        assert!(text.starts_with(start), "{text}");
    }
}
