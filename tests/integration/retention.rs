//! What is left of runs that have ended.

use sse_progress::{Jobs, job, jobs};

use super::harness::{Request, TestServer, resident_bytes};

#[job("/quick/{number}")]
async fn quick(number: u64) -> u64 {
    number
}

/// Each run cost 5.7 KB until its retention was over, even when it was forgotten long before: a task
/// that slept that long, at the size of the run's future.
#[tokio::test]
async fn runs_that_are_forgotten_take_no_memory() {
    const RUNS: u64 = 80_000;
    const AT_ONCE: u64 = 100;
    let jobs = Jobs::builder().jobs(jobs![quick]).build().unwrap();
    for batch in 0..RUNS / AT_ONCE {
        let start = |number: u64| {
            let parameters = serde_json::json!({ "number": batch * AT_ONCE + number });
            jobs.start("quick", parameters).unwrap()
        };
        let runs: Vec<_> = (0..AT_ONCE).map(start).collect();
        for run in runs {
            run.ended().await;
        }
    }
    let resident = resident_bytes();
    println!("{} MB after {RUNS} runs", resident >> 20);
    assert!(resident < 200 << 20, "{} MB", resident >> 20);
}

/// The key was forgotten with its run, to make room for others, and started a second one.
#[tokio::test]
async fn a_key_outlives_its_run() {
    let server = TestServer::start(Jobs::builder().jobs(jobs![quick])).await;
    let keyed = Request::post("/quick/1").header("idempotency-key", "once");
    let run = server.post(&keyed).await;
    run.ended().await;
    let again = server.ask(&keyed).await;
    assert_eq!(again.json()["run"], run.id().as_str());

    for _ in 0..1_001 {
        let other = server
            .jobs
            .start("quick", serde_json::json!({ "number": 2 }));
        other.unwrap().ended().await;
    }
    server.idle().await;
    assert!(server.jobs.run(run.id()).is_none());
    let forgotten = server.ask(&keyed).await;
    assert_eq!(forgotten.problem(410)["run"], run.id().as_str());
    let streamed = keyed.header("accept", "text/event-stream");
    let mut stream = server.watch(&streamed).await;
    assert_eq!(stream.done().await.data["status"], "lost");
    assert_eq!(server.jobs.live_runs(), 0);

    let other = Request::post("/quick/9").header("idempotency-key", "once");
    server.ask(&other).await.problem(422);
}
