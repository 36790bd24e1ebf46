#![allow(clippy::needless_borrow, reason = "this is how `#[job]` writes it")]

use std::time::Duration;

use serde_json::json;

use crate::job::*;
use crate::jobs::{Jobs, JobsBuilder};
use crate::protocol::{CancelReason, Status};
use crate::run::{Policy, Progress, Work, succeeded};

fn definition(name: &'static str, path: &'static str) -> Definition {
    Definition {
        name,
        description: "",
        methods: Methods::GetAndPost,
        path,
        policy: Policy::DEFAULT,
        arguments: Vec::new(),
        start: |_| Some(Work::asynchronous(std::future::pending())),
    }
}

fn endless(name: &'static str, path: &'static str) -> Job {
    job(definition(name, path))
}

fn double() -> Job {
    job(Definition {
        arguments: vec![
            (&Probe::<Progress>::NEW).kind().describe("progress", ""),
            (&Probe::<u32>::NEW).kind().describe("number", ""),
        ],
        start: |args| {
            let _progress = (&Probe::<Progress>::NEW).kind().take(args, 0)?;
            let number = (&Probe::<u32>::NEW).kind().take(args, 1)?;
            Some(Work::asynchronous(async move { succeeded(&(number * 2)) }))
        },
        ..definition("double", "/double/{number}")
    })
}

fn stubborn() -> Job {
    job(Definition {
        start: |_| {
            Some(Work::blocking(|| {
                std::thread::sleep(Duration::from_millis(300));
                succeeded(&())
            }))
        },
        ..definition("stubborn", "/stubborn")
    })
}

fn with_state() -> Job {
    job(Definition {
        arguments: vec![describe_state::<String>("db")],
        ..definition("with_state", "/with-state")
    })
}

fn refusal(builder: JobsBuilder) -> String {
    builder.build().unwrap_err().to_string()
}

#[test]
fn what_does_not_fit_together_is_not_built() {
    let builder = || Jobs::builder();
    let twice = builder().jobs([endless("a", "/a"), endless("a", "/b")]);
    assert!(refusal(twice).starts_with("two jobs are called `a`"));
    let same = builder().jobs([endless("a", "/a/{x}"), endless("b", "/a/{y}")]);
    let same = refusal(same);
    assert!(same.contains("no parameter is called `x`"), "{same}");
    let same = builder().jobs([endless("a", "/a"), endless("b", "/a")]);
    assert!(refusal(same).starts_with("the jobs `a` and `b` have the same address"));
    let state = refusal(builder().jobs([with_state()]));
    assert!(state.contains("`db`") && state.contains("String") && state.contains(".state(…)"));
    assert!(
        builder()
            .jobs([with_state()])
            .state(String::new())
            .build()
            .is_ok()
    );
    assert!(refusal(builder().state(1u8).state(2u8)).contains("two values of type `u8`"));
    assert!(refusal(builder().allow_origin("*")).contains("not an origin"));
}

#[tokio::test]
async fn a_run_can_be_started_watched_and_found_without_http() {
    let jobs = Jobs::builder().jobs([double()]).build().unwrap();
    let run = jobs.start("double", json!({ "number": 21 })).unwrap();
    let done = run.ended().await;
    assert_eq!(done.result.as_ref().unwrap().get(), "42");
    let mut watch = jobs.watch(run.id()).unwrap();
    assert_eq!(watch.next().await.unwrap().1.name(), "progress");
    assert!(watch.next().await.is_some());

    let wrong = jobs
        .start("double", json!({ "number": "many" }))
        .unwrap_err();
    assert!(
        wrong.is_bad_parameters() && wrong.to_string().contains("`number`"),
        "{wrong}"
    );
    let unknown = jobs.start("treble", json!({})).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "no job is called `treble`; there is double"
    );
}

#[test]
fn a_start_outside_of_a_runtime_is_an_error() {
    let jobs = Jobs::builder().jobs([double()]).build().unwrap();
    let error = jobs.start("double", json!({ "number": 1 })).unwrap_err();
    assert!(error.to_string().contains("tokio runtime"));
    assert_eq!(jobs.live_runs(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_runs_than_there_is_room_for() {
    let jobs = Jobs::builder()
        .jobs([endless("a", "/a")])
        .max_runs(1)
        .build()
        .unwrap();
    // Whoever has seen the end of a run finds room at once.
    for _ in 0..1_000 {
        let run = jobs.start("a", json!({})).unwrap();
        let error = jobs.start("a", json!({})).unwrap_err();
        assert!(error.is_overload(), "{error}");
        assert!(jobs.live_runs() >= 1);
        jobs.cancel(run.id()).unwrap();
        run.ended().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_finished_run_is_remembered_for_its_retention() {
    let jobs = Jobs::builder().jobs([double()]).build().unwrap();
    let run = jobs.start("double", json!({ "number": 1 })).unwrap();
    run.ended().await;
    tokio::time::sleep(Policy::DEFAULT.retention / 2).await;
    assert!(jobs.run(run.id()).is_some());
    tokio::time::sleep(Policy::DEFAULT.retention).await;
    assert!(jobs.run(run.id()).is_none());
}

// What forgets runs waits for the first of their deadlines, and has to hear of an earlier one.
#[tokio::test(start_paused = true)]
async fn a_run_with_a_short_retention_is_not_remembered_for_as_long_as_another() {
    let short = job(Definition {
        policy: Policy {
            retention: Policy::DEFAULT.retention / 10,
            ..Policy::DEFAULT
        },
        start: |_| Some(Work::asynchronous(async { succeeded(&()) })),
        ..definition("short", "/short")
    });
    let jobs = Jobs::builder().jobs([double(), short]).build().unwrap();
    let long = jobs.start("double", json!({ "number": 1 })).unwrap();
    long.ended().await;
    // The task that forgets has looked, and waits.
    tokio::time::sleep(Policy::DEFAULT.retention / 10).await;
    let run = jobs.start("short", json!({})).unwrap();
    run.ended().await;
    tokio::time::sleep(Policy::DEFAULT.retention / 2).await;
    assert!(jobs.run(run.id()).is_none());
    assert!(jobs.run(long.id()).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_waits_then_cancels_and_starts_nothing() {
    let jobs = Jobs::builder().jobs([endless("a", "/a")]).build().unwrap();
    let run = jobs.start("a", json!({})).unwrap();
    let start = tokio::time::Instant::now();
    let grace = Duration::from_secs(3);
    jobs.shutdown(grace).await;
    assert!(start.elapsed() >= grace);
    let done = run.done().unwrap();
    assert_eq!(
        (done.status, done.reason),
        (Status::Cancelled, Some(CancelReason::Shutdown))
    );
    assert!(jobs.start("a", json!({})).unwrap_err().is_overload());
}

#[tokio::test]
async fn a_function_that_does_not_stop_is_waited_for() {
    let jobs = Jobs::builder().jobs([stubborn()]).build().unwrap();
    let run = jobs.start("stubborn", json!({})).unwrap();
    jobs.shutdown(Duration::ZERO).await;
    assert_eq!(run.done().unwrap().status, Status::Cancelled);
    assert_eq!(jobs.live_runs(), 0);
}
