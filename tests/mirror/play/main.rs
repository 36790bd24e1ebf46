//! A run to look at: `play call|talk|serve PARTS DIRECTORY`.
//!
//! It goes on from step to step as files of their names come to be in the directory, so that a test
//! can do something to its terminal in between. `call` calls the function, `talk` one whose bars move and whose
//! log scrolls all the time, `serve` mirrors a run of the first, which fails in the end.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "it is a part of tests"
)]

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use sse_progress::mirror::{self, Mirror};
use sse_progress::{Jobs, Level, Progress, job, jobs};

/// Show some parts, and fail if asked to.
#[job("/play")]
async fn play(
    progress: Progress,
    parts: u64,
    directory: String,
    fails: bool,
) -> Result<u64, String> {
    let directory = Path::new(&directory);
    progress.set_length(parts);
    progress.set_message("the whole of it, with words enough for a wide terminal");
    progress.println("the first line");
    let shown: Vec<_> = (1..=parts)
        .map(|number| {
            let part = progress.child(format!("part {number} 日本"));
            part.set_length(1000);
            part.set_position(number);
            part.set_message("a message that takes all the room that there is");
            part
        })
        .collect();
    step(directory, "resized").await;
    progress.log(Level::Warn, "\u{1b}[2J\u{1b}[1A does nothing");
    progress.inc(1);
    step(directory, "end").await;
    drop(shown);
    if fails {
        return Err("as was asked".into());
    }
    Ok(parts)
}

/// Talk and move until it is to end, and then say how much was said.
async fn talk(progress: Progress, parts: u64, directory: String) -> u64 {
    let has = |step| Path::new(&directory).join(step).exists();
    progress.set_length(100_000);
    let shown: Vec<_> = (1..=parts)
        .map(|number| {
            let part = progress.child(format!("part {number}"));
            part.set_length(100_000);
            part.set_message("a message that takes all the room that there is");
            part
        })
        .collect();
    let (mut said, mut moved) = (0, 0);
    while !has("end") {
        if !has("quiet") {
            said += 1;
            progress.println(format!("said {said} {}", "word ".repeat(25)));
        }
        moved += 1;
        for part in shown.iter().chain([&progress]) {
            part.inc(1);
        }
        // Nothing but clocks goes on meanwhile.
        if has("still") {
            std::fs::write(Path::new(&directory).join("stopped"), moved.to_string()).unwrap();
        }
        while has("still") {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    drop(shown);
    said
}

async fn step(directory: &Path, name: &str) {
    while !directory.join(name).exists() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [what, parts, directory] = &*arguments else {
        println!("usage: play call|talk|serve PARTS DIRECTORY");
        std::process::exit(2);
    };
    let (parts, directory) = (parts.parse().unwrap(), directory.clone());
    if what == "call" {
        let returned = mirror::run(|progress| play(progress, parts, directory, false)).await;
        println!("it returned {}", returned.unwrap());
        return;
    }
    if what == "talk" {
        let said = mirror::run(|progress| talk(progress, parts, directory)).await;
        println!("it said {said}");
        return;
    }
    let jobs = Jobs::builder().jobs(jobs![play]).build().unwrap();
    let mirroring = tokio::spawn(jobs.mirror(Mirror::stderr()));
    let parameters = json!({ "parts": parts, "directory": directory, "fails": true });
    let run = jobs.start("play", parameters).unwrap();
    run.ended().await;
    jobs.shutdown(Duration::from_secs(5)).await;
    mirroring.await.unwrap();
}
