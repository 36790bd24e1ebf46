//! `follow`, `dashboard`, `notifications` and `order`: what server-sent events are known for.

use std::fs::{self, File};
use std::io::Write;

use serde_json::json;

use super::client::{EVENTS, Stream, fetch};
use super::program::Program;

/// The lines that come until `last` has come.
async fn lines(stream: &mut Stream, last: &str) -> Vec<String> {
    let mut lines = Vec::new();
    loop {
        let event = stream.next().await.expect("it goes on");
        if event.name == "log" && event.data["level"] == "info" {
            lines.push(event.data["message"].as_str().unwrap().to_owned());
            if lines.last().unwrap() == last {
                return lines;
            }
        }
    }
}

#[tokio::test]
async fn a_file_is_followed_through_rotations_by_all_that_look() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.log");
    let mut log = File::create(&path).unwrap();
    writeln!(log, "before").unwrap();
    let program = Program::start("follow", &path).await;
    let url = program.url("/follow?idempotency_key=log");
    let mut one = Stream::open(&url, [""; 0]);
    assert_eq!(lines(&mut one, "before").await, ["before"]);

    // A line is shown when all of it is there.
    write!(log, "a li").unwrap();
    writeln!(log, "ne").unwrap();
    assert_eq!(lines(&mut one, "a line").await, ["a line"]);

    fs::rename(&path, directory.path().join("app.log.1")).unwrap();
    writeln!(log, "the last of the old file").unwrap();
    let mut log = File::create(&path).unwrap();
    writeln!(log, "the first of the new one").unwrap();
    let both = ["the last of the old file", "the first of the new one"];
    assert_eq!(lines(&mut one, both[1]).await, both);

    // Cut off, as `copytruncate` does.
    fs::copy(&path, directory.path().join("app.log.2")).unwrap();
    log.set_len(0).unwrap();
    drop(log);
    let mut log = File::options().append(true).open(&path).unwrap();
    writeln!(log, "short").unwrap();
    assert_eq!(lines(&mut one, "short").await, ["short"]);

    // The same run, from its first line, which was read once.
    let mut two = Stream::open(&url, [""; 0]);
    let all = ["before", "a line", both[0], both[1], "short"];
    assert_eq!(lines(&mut two, "short").await, all);
}

#[tokio::test]
async fn a_dashboard_shows_this_machine() {
    let program = Program::start_alone("dashboard").await;
    let mut stream = Stream::open(&program.url(""), EVENTS);
    let total = fs::read_to_string("/proc/meminfo").unwrap();
    let total: u64 = total.split_whitespace().nth(1).unwrap().parse().unwrap();
    loop {
        let event = stream.next().await.unwrap();
        assert_eq!(event.name, "progress", "{}", event.data);
        let tasks = event.data["tasks"].as_array().unwrap();
        let Some(memory) = tasks.iter().find(|task| task["label"] == "memory") else {
            continue;
        };
        let position = memory["position"].as_u64().unwrap();
        if position > 0 {
            assert_eq!(memory["length"], total * 1024);
            assert!(position < total * 1024);
            let cpu = tasks.iter().find(|task| task["label"] == "processors");
            assert_eq!(cpu.unwrap()["length"], 100);
            let message = event.data["message"].as_str().unwrap();
            assert!(message.starts_with("load "), "{message}");
            return;
        }
    }
}

#[tokio::test]
async fn notifications_reach_all_that_watch_and_whoever_comes_later() {
    let program = Program::start_alone("notifications").await;
    let url = program.url("/notifications?idempotency_key=all");
    let mut streams = [(); 2].map(|()| Stream::open(&url, [""; 0]));
    let mut ids = Vec::new();
    for stream in &mut streams {
        ids.push(stream.next().await.unwrap().data["run"].clone());
    }
    assert_eq!(ids[0], ids[1]);
    let notify = async |text: &str| {
        // Once the function listens, somebody does for ever.
        while Stream::status(&program.url("/notify"), &["-d", text]).await == 404 {
            tokio::task::yield_now().await;
        }
    };
    notify("the build is green").await;
    for stream in &mut streams {
        assert_eq!(lines(stream, "the build is green").await.len(), 1);
    }
    drop(streams);
    notify("nobody is here").await;
    let mut late = Stream::open(&url, [""; 0]);
    let both = ["the build is green", "nobody is here"];
    assert_eq!(lines(&mut late, both[1]).await, both);
}

#[tokio::test]
async fn an_order_goes_through_its_stages() {
    let program = Program::start_alone("order").await;
    let mut stream = Stream::open(&program.url("/orders/7"), [""; 0]);
    let take = async |stage: &str| {
        let url = program.url(&format!("/warehouse/7/{stage}"));
        assert_eq!(Stream::status(&url, &["-X", "POST"]).await, 204, "{stage}");
    };
    take("paid").await;
    stream.reaches(1).await;
    // What was never said is so all the same.
    take("shipped").await;
    stream.reaches(3).await;
    take("delivered").await;
    let done = stream.done().await;
    assert_eq!(done["result"], "order 7 is delivered");

    let (status, run) = fetch(&program.url("/orders/101"), &["-X", "POST"]).await;
    assert_eq!(status, 202);
    let run = program.url(&format!("/runs/{}", run["run"].as_str().unwrap()));
    let done = Stream::open(&run, EVENTS).done().await;
    assert_eq!(done["status"], json!("failed"));
    let url = program.url("/warehouse/7/lost");
    assert_eq!(Stream::status(&url, &["-X", "POST"]).await, 404);
}
