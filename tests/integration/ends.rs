//! However a run ends, everybody is told once, and last (rule 1).

use std::error::Error;
use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};
use sse_progress::protocol::Status;
use sse_progress::{Jobs, Progress, job, jobs};

use super::harness::{Probe, Request, TestServer, through_every_door};

through_every_door![
    a_value_is_the_result,
    an_error_is_told_with_its_causes,
    what_a_panic_said_stays_here,
    what_takes_too_long_is_timed_out_and_its_bar_not_shown_full,
    a_run_is_cancelled_by_delete_and_by_post,
    to_ask_again_changes_nothing,
    to_cancel_what_has_ended_changes_nothing,
    a_function_that_stops_because_it_was_asked_to_was_cancelled,
];

/// An error with another behind it.
#[derive(Debug)]
struct Outer(std::num::ParseIntError);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the setting cannot be read")
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// As `anyhow::Error` is one: no error itself, but to be made into one.
struct Boxed(Box<dyn Error + Send + Sync>);

impl From<Boxed> for Box<dyn Error + Send + Sync> {
    fn from(boxed: Boxed) -> Self {
        boxed.0
    }
}

#[job("/value")]
async fn value(#[state] probe: Probe) -> Vec<Option<u8>> {
    probe.step().await;
    vec![Some(1), None]
}

#[job("/nothing")]
async fn nothing(#[state] probe: Probe) {
    probe.step().await;
}

#[job("/fails")]
async fn fails(#[state] probe: Probe) -> Result<u8, Outer> {
    probe.step().await;
    "x".parse().map_err(Outer)
}

#[job("/fails-boxed")]
async fn fails_boxed(#[state] probe: Probe) -> Result<(), Boxed> {
    probe.step().await;
    let error = "x".parse::<u8>().map_err(Outer).unwrap_err();
    Err(Boxed(error.into()))
}

#[job("/fails-text")]
async fn fails_text(#[state] probe: Probe) -> Result<(), String> {
    probe.step().await;
    Err("out of paper".to_owned())
}

#[job("/fails-json")]
async fn fails_json(#[state] probe: Probe) -> std::collections::BTreeMap<Vec<u8>, u8> {
    probe.step().await;
    [(vec![1], 2)].into()
}

#[job("/panics")]
async fn panics(progress: Progress, #[state] probe: Probe) {
    progress.set_length(2);
    progress.inc(1);
    probe.step().await;
    panic!("the secret");
}

#[job("/panics-on-a-thread")]
fn panics_on_a_thread(#[state] probe: Probe) -> u8 {
    while !probe.try_step() {
        std::thread::yield_now();
    }
    panic!("the secret");
}

#[job("/late", timeout = "300ms")]
async fn late(progress: Progress, #[state] probe: Probe) {
    let _alive = probe.begin();
    progress.set_length(2);
    progress.inc(1);
    std::future::pending::<()>().await;
}

#[job("/for-ever")]
async fn for_ever(#[state] probe: Probe) {
    let _alive = probe.begin();
    std::future::pending::<()>().await;
}

/// Does not look whether it is cancelled.
#[job("/stubborn")]
fn stubborn(#[state] probe: Probe) -> u8 {
    let _alive = probe.begin();
    while !probe.try_step() {
        std::thread::yield_now();
    }
    1
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().state(probe.clone());
    let jobs = jobs.jobs(jobs![
        value,
        nothing,
        fails,
        fails_boxed,
        fails_text,
        fails_json
    ]);
    let jobs = jobs.jobs(jobs![panics, panics_on_a_thread, late]);
    TestServer::start(jobs.jobs(jobs![for_ever, stubborn])).await
}

/// What `done` says to two who watch it and to one who comes after it, without the time it took.
async fn end_of(path: &str) -> Value {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut first = server.watch(&Request::events(path)).await;
    let run = first.event().await.unwrap().id.run;
    let mut second = server.watch_run(&run).await;
    assert_eq!(second.event().await.unwrap().id.run, run);
    probe.go(1);

    let mut ends = Vec::new();
    for stream in [&mut first, &mut second] {
        let events = stream.rest().await;
        // The stream checks that it is the last; here it is the only one.
        assert!(events.iter().filter(|event| event.name == "done").count() == 1);
        ends.push(events.last().unwrap().raw.clone());
    }
    let mut done = server.watch_run(&run).await.done().await;
    ends.push(done.raw);
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");

    let report = server.ask(&Request::get(format!("/runs/{run}"))).await;
    assert_eq!(report.json()["done"], done.data);
    let members = done.data.as_object_mut().unwrap();
    assert!(members.remove("elapsed_ms").unwrap().is_u64());
    server.idle().await;
    done.data
}

fn failed(message: &str, causes: &[&str]) -> Value {
    json!({ "status": "failed", "error": { "message": message, "causes": causes } })
}

async fn a_value_is_the_result() {
    let done = json!({ "status": "succeeded", "result": [1, null] });
    assert_eq!(end_of("/value").await, done);
    let done = json!({ "status": "succeeded", "result": null });
    assert_eq!(end_of("/nothing").await, done);
}

async fn an_error_is_told_with_its_causes() {
    let causes = ["invalid digit found in string"];
    let done = failed("the setting cannot be read", &causes);
    assert_eq!(end_of("/fails").await, done);
    assert_eq!(end_of("/fails-boxed").await, done);
    let done = failed("out of paper", &[]);
    assert_eq!(end_of("/fails-text").await, done);
    let done = failed(
        "the job's result cannot be written as JSON",
        &["key must be a string"],
    );
    assert_eq!(end_of("/fails-json").await, done);
}

async fn what_a_panic_said_stays_here() {
    let done = failed("the job panicked", &[]);
    assert_eq!(end_of("/panics").await, done);
    assert_eq!(end_of("/panics-on-a-thread").await, done);
}

async fn what_takes_too_long_is_timed_out_and_its_bar_not_shown_full() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut stream = server.watch(&Request::events("/late")).await;
    let events = stream.rest().await;
    let [.., last, done] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(done.data["status"], "timed_out");
    assert!(done.data["elapsed_ms"].as_u64().unwrap() >= 300);
    assert!(done.data.get("error").is_none() && done.data.get("reason").is_none());
    assert_eq!(last.data["fraction"], 0.5);
    probe.end().await;
    assert_eq!(end_of("/late").await, json!({ "status": "timed_out" }));
}

async fn a_run_is_cancelled_by_delete_and_by_post() {
    for cancel in ["DELETE", "POST"] {
        let probe = Probe::new();
        let server = serve(&probe).await;
        let mut first = server.watch(&Request::events("/for-ever")).await;
        let run = first.event().await.unwrap().id.run;
        let mut second = server.watch_run(&run).await;
        let request = match cancel {
            "DELETE" => Request::delete(format!("/runs/{run}")),
            _ => Request::post(format!("/runs/{run}/cancel")),
        };
        let answer = server.ask(&request).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json()["run"], run.as_str());

        for stream in [&mut first, &mut second] {
            let done = stream.done().await;
            assert_eq!(done.data["status"], "cancelled");
            assert_eq!(done.data["reason"], "requested");
        }
        if probe.begun() == 1 {
            probe.end().await;
        }
        server.idle().await;
    }
}

async fn to_ask_again_changes_nothing() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut stream = server.watch(&Request::events("/stubborn")).await;
    let run = stream.event().await.unwrap().id.run;
    super::harness::until("the function has begun", || probe.begun() == 1).await;
    let requests = [
        Request::delete(format!("/runs/{run}")),
        Request::post(format!("/runs/{run}/cancel")),
        Request::delete(format!("/runs/{run}")),
    ];

    for request in &requests {
        let answer = server.ask(request).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json(), json!({ "run": run, "state": "cancelling" }));
    }
    stream
        .find(|event| event.data["state"] == "cancelling")
        .await;
    probe.go(1);
    let done = stream.done().await;
    assert_eq!(done.data["status"], "cancelled");
    for request in &requests {
        let answer = server.ask(request).await;
        assert_eq!(answer.status(), 200);
        let end = json!({ "run": run, "state": "cancelled", "done": done.data });
        assert_eq!(answer.json(), end);
    }
    assert_eq!(server.watch_run(&run).await.done().await.raw, done.raw);
}

async fn to_cancel_what_has_ended_changes_nothing() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    probe.go(1);
    let mut stream = server.watch(&Request::events("/value")).await;
    let run = stream.event().await.unwrap().id.run;
    let done = stream.done().await;
    let answer = server.ask(&Request::delete(format!("/runs/{run}"))).await;
    assert_eq!(answer.json()["state"], "succeeded");
    assert_eq!(server.watch_run(&run).await.done().await.raw, done.raw);
}

#[job("/asked")]
fn asked(progress: Progress, #[state] probe: Probe) -> Result<u8, sse_progress::Cancelled> {
    let _alive = probe.begin();
    loop {
        progress.checkpoint()?;
        std::thread::yield_now();
    }
}

/// It was reported as failed: the function had seen the request and returned its error before its
/// supervisor, asked at the same time, looked. Holding up the runtime's thread makes sure of that.
async fn a_function_that_stops_because_it_was_asked_to_was_cancelled() {
    let probe = Probe::new();
    let builder = Jobs::builder().jobs(jobs![asked]).state(probe.clone());
    let server = TestServer::start(builder).await;
    for round in 1..=20 {
        let run = server.post(&Request::post("/asked")).await;
        super::harness::until("the beginning", || probe.begun() == round).await;
        server.jobs.cancel(run.id());
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(run.ended().await.status, Status::Cancelled);
    }
}
