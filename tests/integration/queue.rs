//! Runs that wait for their turn.

use serde_json::{Value, json};
use sse_progress::{Jobs, job, jobs};

use super::harness::{EventStream, Probe, Request, TestServer, until};

#[job("/turn", concurrency = 1, queue = 2, on_disconnect = cancel, interval = "10ms")]
async fn turn(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![turn]);
    TestServer::start(jobs.state(probe.clone())).await
}

/// Starts a run and says what its first snapshot shows.
async fn join(server: &TestServer) -> (EventStream, String, Value) {
    let mut stream = server.watch(&Request::events("/turn")).await;
    let first = stream.event().await.unwrap();
    let shown = json!([first.data["state"], first.data["queue"]]);
    (stream, first.id.run, shown)
}

fn queued(position: u64, size: u64) -> Value {
    json!(["queued", { "position": position, "size": size }])
}

/// Waits until a run shows this.
async fn comes_to(stream: &mut EventStream, shown: Value) {
    let event = stream
        .find(|event| json!([event.data["state"], event.data["queue"]]) == shown)
        .await;
    assert_eq!(event.name, "progress");
}

#[tokio::test]
async fn places_move_up() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (mut first, _, shown) = join(&server).await;
    assert_eq!(shown, json!(["running", null]));
    let (mut second, _, shown) = join(&server).await;
    assert_eq!(shown, queued(1, 1));
    let (mut third, _, shown) = join(&server).await;
    assert_eq!(shown, queued(2, 2));
    comes_to(&mut second, queued(1, 2)).await;
    until("one has begun", || probe.begun() > 0).await;
    assert_eq!(probe.begun(), 1);

    probe.go(1);
    assert_eq!(first.done().await.data["status"], "succeeded");
    comes_to(&mut second, json!(["running", null])).await;
    comes_to(&mut third, queued(1, 1)).await;
    until("the next has begun", || probe.begun() > 1).await;

    probe.go(2);
    assert_eq!(second.done().await.data["status"], "succeeded");
    let end = third.rest().await;
    assert_eq!(end.last().unwrap().data["status"], "succeeded");
    assert!(end.iter().any(|event| event.data["state"] == "running"));
}

#[tokio::test]
async fn a_full_queue_says_when_to_come_back() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(join(&server).await);
    }
    for request in [Request::events("/turn"), Request::post("/turn")] {
        let refused = server.ask(&request).await;
        let problem = refused.problem(503);
        assert_eq!(problem["detail"], "the queue of this job is full");
        let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds));
    }
    assert_eq!(server.jobs.live_runs(), 3);
    // What was refused took nobody's place.
    probe.go(3);
    for (stream, _, _) in &mut streams {
        assert_eq!(stream.done().await.data["status"], "succeeded");
    }
    assert_eq!(probe.begun(), 3);
}

#[tokio::test]
async fn a_run_can_be_cancelled_while_it_waits() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (mut first, _, _) = join(&server).await;
    let (mut second, run, _) = join(&server).await;
    let (mut third, _, _) = join(&server).await;
    server.ask(&Request::delete(format!("/runs/{run}"))).await;
    let done = second.done().await;
    assert_eq!(
        done.data,
        json!({ "status": "cancelled", "reason": "requested", "elapsed_ms": 0 })
    );
    comes_to(&mut third, queued(1, 1)).await;
    let (mut fourth, _, shown) = join(&server).await;
    assert_eq!(shown, queued(2, 2));

    probe.go(3);
    for stream in [&mut first, &mut third, &mut fourth] {
        assert_eq!(stream.done().await.data["status"], "succeeded");
    }
    assert_eq!(probe.begun(), 3, "the one that was cancelled never began");
}

#[tokio::test]
async fn who_leaves_the_queue_makes_room() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (mut first, _, _) = join(&server).await;
    let (second, _, _) = join(&server).await;
    let (mut third, _, shown) = join(&server).await;
    assert_eq!(shown, queued(2, 2));
    drop(second);
    comes_to(&mut third, queued(1, 1)).await;
    probe.go(2);
    assert_eq!(first.done().await.data["status"], "succeeded");
    assert_eq!(third.done().await.data["status"], "succeeded");
    assert_eq!(probe.begun(), 2);
}
