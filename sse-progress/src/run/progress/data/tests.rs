use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::log::Limits;
use crate::protocol::{LogLine, RunId};
use crate::run::report::Report;

fn progress() -> Progress {
    let limits = Limits {
        lines: 100,
        bytes: usize::MAX,
    };
    Progress::new(Arc::new(Report::new(RunId::unknown(), limits)))
}

fn lines(progress: &Progress) -> Vec<LogLine> {
    progress.report().pending.take().lines
}

/// Data whose JSON has this many bytes.
fn of_bytes(len: usize) -> String {
    "x".repeat(len - 2)
}

#[test]
fn a_value_is_a_line_with_or_without_words() {
    let progress = progress();
    progress.emit(&json!({"a": [1]}));
    progress.emit("text");
    progress.emit(&());
    let child = progress.child("child");
    child.log_data(Level::Warn, "words", &2.5);
    let lines = lines(&progress);
    let said: Vec<_> = lines
        .iter()
        .map(|line| {
            let data = line.data.as_ref().unwrap().get();
            (line.level, &*line.message, data, line.task)
        })
        .collect();
    let expected = [
        (Level::Info, "", r#"{"a":[1]}"#, None),
        (Level::Info, "", r#""text""#, None),
        (Level::Info, "", "null", None),
        (Level::Warn, "words", "2.5", Some(1)),
    ];
    assert_eq!(said, expected);
    assert_eq!(lines[3].data_as::<f64>().unwrap(), Some(2.5));
    assert!(lines[3].data_as::<String>().is_err());
}

#[test]
fn what_cannot_be_sent_is_said_in_its_place() {
    let progress = progress();
    progress.emit(&of_bytes(MAX_LINE));
    progress.log_data(Level::Info, "the page", &of_bytes(MAX_LINE + 1));
    progress.emit(&BTreeMap::from([((1, 2), 3)]));
    let lines = lines(&progress);
    assert_eq!(lines[0].data.as_ref().unwrap().get().len(), MAX_LINE);
    let said: Vec<_> = lines[1..]
        .iter()
        .map(|line| (line.level, &*line.message, line.data.is_some()))
        .collect();
    let expected = [
        (
            Level::Error,
            "the page\ndata is left out: it has 1048577 bytes of JSON, and at most 1048576 are taken here",
            false,
        ),
        (
            Level::Error,
            "data is left out: it cannot be written as JSON: key must be a string",
            false,
        ),
    ];
    assert_eq!(said, expected);
}

#[test]
fn the_newest_value_counts_and_one_that_cannot_be_sent_is_said_once() {
    let progress = progress();
    let newest = || {
        progress
            .report()
            .data
            .get()
            .map(|data| data.get().to_owned())
    };
    assert_eq!(newest(), None);
    progress.set_data(&1);
    progress.child("child").set_data(&2);
    assert_eq!(newest().as_deref(), Some("2"));

    for _ in 0..3 {
        progress.set_data(&of_bytes(MAX_DATA + 1));
    }
    progress.set_data(&BTreeMap::from([((1, 2), 3)]));
    assert_eq!(newest().as_deref(), Some("2"));
    let messages: Vec<_> = lines(&progress)
        .into_iter()
        .map(|line| line.message)
        .collect();
    assert_eq!(
        messages,
        ["data is left out: it has 16385 bytes of JSON, and at most 16384 are taken here"]
    );

    progress.set_data(&of_bytes(MAX_DATA));
    assert_eq!(newest().map(|data| data.len()), Some(MAX_DATA));
    progress.set_data(&of_bytes(MAX_DATA + 1));
    assert_eq!(lines(&progress).len(), 1);
}
