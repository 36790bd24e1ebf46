//! What indicatif's users bring along: a bar of indicatif, its words, its traits, and rayon's.

use futures_util::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde_json::{Value, json};
use sse_progress::{
    Cancelled, Jobs, ParallelProgressIterator, Progress, ProgressIterator, ProgressStream, job,
    jobs,
};
use tokio::runtime::Handle;

use super::harness::{Event, Probe, Request, TestServer};

/// Somebody else's function, which knows nothing of a server.
fn copy(bar: &ProgressBar, files: u64, mut between: impl FnMut()) {
    let template = "{spinner} {wide_bar} {pos}/{len} {msg}";
    bar.set_style(ProgressStyle::with_template(template).unwrap());
    bar.set_length(files);
    for file in 0..files {
        bar.set_message(format!("file {file}"));
        bar.println(format!("\u{1b}[31mcopying\u{1b}[0m {file}\nto the disk"));
        bar.inc(1);
        between();
    }
    bar.finish_with_message("copied");
}

#[job("/copy")]
fn copy_files(progress: Progress, #[state] probe: Probe) -> u64 {
    let between = || Handle::current().block_on(probe.step());
    copy(&progress.indicatif(), 3, between);
    let child = progress.child("once more");
    copy(&child.indicatif(), 2, || {});
    progress.position()
}

#[job("/square")]
fn square(progress: Progress) -> Result<u64, Cancelled> {
    let squares = (0..1_000_u64).into_par_iter().progress_with(&progress);
    squares
        .map(|number| {
            progress.checkpoint()?;
            Ok(number * number)
        })
        .sum()
}

#[job("/traits")]
async fn traits(progress: Progress) -> Value {
    let sum: u64 = (0..10_u64).progress_with(progress.clone()).sum();
    let child = progress
        .child("stream")
        .with_message("reading")
        .with_length(3);
    let read = stream::iter(0..2).progress_with(&child).count().await;
    let message = child.message();
    child.finish_and_clear();
    let stopped = progress.child("stopped").with_length(3);
    stopped.abandon_with_message("no more");
    json!([sum, read, message, stopped.is_finished()])
}

/// Goes on until it can tell how fast it is.
#[job("/measure")]
async fn measure(progress: Progress) -> [f64; 3] {
    progress.set_length(1_000_000);
    while progress.eta().is_zero() {
        progress.inc(1);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let seconds = [progress.eta(), progress.elapsed()].map(|time| time.as_secs_f64());
    [progress.per_sec(), seconds[0], seconds[1]]
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![copy_files, square, traits, measure]);
    TestServer::start(jobs.state(probe.clone())).await
}

/// All events of a run.
async fn events(server: &TestServer, target: &str) -> Vec<Event> {
    let mut stream = server.watch(&Request::events(target)).await;
    let mut events = Vec::new();
    while let Some(event) = stream.event().await {
        events.push(event);
    }
    events
}

/// The data of the last snapshot, and of the end.
fn last(events: &[Event]) -> (&Value, &Value) {
    let snapshot = events.iter().rfind(|event| event.name == "progress");
    (&snapshot.unwrap().data, &events.last().unwrap().data)
}

#[tokio::test]
async fn code_that_takes_a_bar_of_indicatif_reports_to_a_run() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut stream = server.watch(&Request::events("/copy")).await;
    let mut lines = Vec::new();
    // The first file is told while the function waits.
    let snapshot = loop {
        let event = stream.event().await.unwrap();
        match event.name.as_str() {
            "log" => lines.push(event.data["message"].clone()),
            _ if event.data["position"] == 1 => break event.data,
            _ => {}
        }
    };
    assert_eq!(snapshot["length"], 3);
    assert_eq!(snapshot["message"], "file 0");
    probe.go(3);
    let mut shown = snapshot;
    let done = loop {
        let event = stream.event().await.unwrap();
        match event.name.as_str() {
            "log" => lines.push(event.data["message"].clone()),
            "done" => break event.data,
            _ => shown = event.data,
        }
    };
    assert_eq!(done["result"], 3);
    assert_eq!(
        (&shown["position"], &shown["message"]),
        (&json!(3), &json!("copied"))
    );
    let task = &shown["tasks"][0];
    assert_eq!(
        (&task["state"], &task["position"]),
        (&json!("finished"), &json!(2))
    );
    // Colors are for terminals.
    let copied = |file: u64| [format!("copying {file}"), "to the disk".to_owned()];
    let copied: Vec<_> = [0, 1, 2, 0, 1].into_iter().flat_map(copied).collect();
    assert_eq!(json!(lines), json!(copied));
}

#[tokio::test]
async fn a_parallel_iterator_of_rayon_moves_the_bar() {
    let server = serve(&Probe::new()).await;
    let events = events(&server, "/square").await;
    let (snapshot, done) = last(&events);
    assert_eq!(done["result"], 332_833_500);
    assert_eq!(
        (&snapshot["position"], &snapshot["length"]),
        (&json!(1_000), &json!(1_000))
    );
}

#[tokio::test]
async fn the_words_and_traits_of_indicatif_mean_the_same() {
    let server = serve(&Probe::new()).await;
    let events = events(&server, "/traits").await;
    let (snapshot, done) = last(&events);
    assert_eq!(done["result"], json!([45, 2, "reading", true]));
    assert_eq!(snapshot["position"], 10);
    let tasks = snapshot["tasks"].as_array().unwrap();
    let shown: Vec<_> = tasks
        .iter()
        .map(|task| (&task["label"], &task["state"]))
        .collect();
    assert_eq!(shown, [(&json!("stopped"), &json!("stopped"))]);
    assert_eq!(tasks[0]["message"], "no more");
}

#[tokio::test]
async fn a_job_can_ask_for_what_its_watchers_see() {
    let server = serve(&Probe::new()).await;
    let events = events(&server, "/measure").await;
    let (_, done) = last(&events);
    let told: Vec<f64> = serde_json::from_value(done["result"].clone()).unwrap();
    let [rate, eta, elapsed] = told[..] else {
        panic!("{told:?}")
    };
    let shown = events.iter().any(|event| {
        event.data["rate"] == rate && event.data["eta_ms"].as_f64() == Some((eta * 1_000.0).floor())
    });
    assert!(shown, "{told:?}");
    assert!(elapsed * 1_000.0 <= done["elapsed_ms"].as_f64().unwrap() + 1.0);
}
