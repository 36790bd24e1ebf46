//! `sse-progress logs`.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use sse_progress::client::{Event, LogLine, Snapshot, Update, Watch};
use sse_progress::mirror::harmless;
use sse_progress::protocol::Level;
use tokio::time::{Instant, timeout, timeout_at};

use crate::arguments::Logs;
use crate::connect::{Connection, wrong_at};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::unwritten;
use crate::show::{Output, one_line, reader_gone};
use crate::target::{Target, Targets};
use crate::url;

/// The lines that a run has said come one after the other. After such a pause, those are all.
const PAUSE: Duration = Duration::from_millis(500);

/// A run that never pauses is left after this time, or after so many lines, which is what a server
/// remembers.
const ENOUGH: (Duration, usize) = (Duration::from_secs(5), 1000);

/// So many lines wait for the name of a task at most.
const MAX_UNNAMED: usize = 100;

pub(super) async fn execute(options: Logs) -> Result<Exit, Failure> {
    let Target { url, server } = Targets::load()?.find(&options.url)?;
    // The address of a job would start a run.
    url::of_run(&url)?;
    let connection = Connection::new(server.as_ref(), &options.connecting, options.timeout, None)?;
    let output = Output::new();
    let mut watch = connection.client.watch(&url);
    let reading = async {
        match read(&mut watch, &options, &output).await {
            Ok(Ok(exit)) => Ok(exit),
            Ok(Err(error)) => Err(wrong_at(&url, error)),
            Err(error) => unwritten(&error).map(|()| Exit::Unread),
        }
    };
    tokio::select! {
        biased;
        exit = connection.in_time(reading) => exit,
        () = reader_gone() => Ok(Exit::Unread),
    }
}

/// Prints the lines. The inner error is that of the watch, and the outer one that of writing to stdout.
async fn read(
    watch: &mut Watch,
    options: &Logs,
    output: &Output,
) -> io::Result<Result<Exit, sse_progress::client::Error>> {
    let mut labels = HashMap::new();
    // Those from the first that was said by a task whose name is not known yet: the next snapshot has it.
    let mut unnamed: VecDeque<Arc<LogLine>> = VecDeque::new();
    let (mut lines, mut end) = (0, None);
    loop {
        let next = match end {
            // The first event, or all.
            None => Ok(watch.next().await),
            Some(end) => {
                let next = timeout_at(end, watch.next());
                timeout(PAUSE, next).await.and_then(|next| next)
            }
        };
        let update = match next {
            Ok(Some(Ok(update))) => update,
            Ok(Some(Err(error))) => return Ok(Err(error)),
            Ok(None) | Err(_) => {
                print(&mut unnamed, &labels, true, options, output).await?;
                return Ok(Ok(Exit::Succeeded));
            }
        };
        match update {
            Update::Event { event, .. } => {
                if !options.follow && end.is_none() {
                    end = Some(Instant::now() + ENOUGH.0);
                }
                let mut named = false;
                match event {
                    Event::Progress(snapshot) => {
                        remember(&snapshot, &mut labels);
                        // A task that no snapshot has shown by now has no name to be waited for.
                        named = true;
                    }
                    Event::Log(line) => {
                        unnamed.push_back(line);
                        lines += 1;
                    }
                    Event::Done(_) => end = Some(Instant::now()),
                }
                let enough = !options.follow && lines >= ENOUGH.1;
                let is_over = enough || end.is_some_and(|end| end <= Instant::now());
                let all = named || is_over || unnamed.len() >= MAX_UNNAMED;
                print(&mut unnamed, &labels, all, options, output).await?;
                if is_over {
                    return Ok(Ok(Exit::Succeeded));
                }
            }
            Update::Reconnecting { error, .. } if error.is_connect() && end.is_none() => {
                return Ok(Err(error));
            }
            Update::Reconnecting { .. } | Update::LeftOut { .. } => {}
        }
    }
}

/// Prints lines up to the first whose task has no name yet, or all.
async fn print(
    lines: &mut VecDeque<Arc<LogLine>>,
    labels: &HashMap<u64, String>,
    all: bool,
    options: &Logs,
    output: &Output,
) -> io::Result<()> {
    let has_name = |line: &Arc<LogLine>| line.task.is_none_or(|task| labels.contains_key(&task));
    while lines.front().is_some_and(|line| all || has_name(line)) {
        let Some(line) = lines.pop_front() else { break };
        let text = match options.json {
            true => one_line(&serde_json::to_string(&*line).unwrap_or_default()),
            false => written(&line, labels),
        };
        output.result(&text).await?;
    }
    Ok(())
}

/// Keeps what the tasks are called: a line has the number alone of the one that said it.
fn remember(snapshot: &Snapshot, labels: &mut HashMap<u64, String>) {
    for task in &snapshot.tasks {
        labels
            .entry(task.id)
            .or_insert_with(|| harmless(&task.label).into_owned());
    }
}

/// A line with its time, its level from `warn` up, and the task that said it; data is JSON in a line of its
/// own. More lines of the same are indented as far.
fn written(line: &LogLine, labels: &HashMap<u64, String>) -> String {
    let time = harmless(&line.time);
    let mut head = String::new();
    if line.level >= Level::Warn {
        head.push_str(&format!("{}: ", line.level));
    }
    if let Some(label) = line.task.and_then(|task| labels.get(&task)) {
        head.push_str(&format!("{label}: "));
    }
    let data = line.data.as_ref().map(|data| one_line(data.get()));
    let message = match (line.missed, data) {
        (Some(missed), _) => format!("{missed} log lines were missed"),
        (None, Some(data)) if line.message.is_empty() => data,
        (None, Some(data)) => format!("{}\n{data}", line.message),
        (None, None) => line.message.clone(),
    };
    let indent = " ".repeat(time.chars().count());
    let message = message.trim_end_matches(['\n', '\r']);
    let mut written = Vec::new();
    for text in message.split('\n') {
        let start: &str = if written.is_empty() { &time } else { &indent };
        let text = harmless(text.trim_end_matches('\r'));
        written.push(format!("{start}  {head}{text}").trim_end().to_owned());
    }
    written.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_time_and_its_task() {
        let labels = HashMap::from([(7, "part".to_owned())]);
        let line = |level, message: &str, task| LogLine {
            level,
            message: message.into(),
            time: "2026-11-22T10:00:00.000Z".into(),
            task,
            target: None,
            data: None,
            missed: None,
        };
        for (line, said) in [
            (
                line(Level::Info, "one", None),
                "2026-11-22T10:00:00.000Z  one",
            ),
            (
                line(Level::Warn, "one\r\ntwo\u{1b}\n", Some(7)),
                "2026-11-22T10:00:00.000Z  warn: part: one\n                          warn: part: two␛",
            ),
        ] {
            assert_eq!(written(&line, &labels), said);
        }
    }
}
