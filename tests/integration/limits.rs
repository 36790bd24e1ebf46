//! What a server has no room for is told when to come back (rule 11).

use sse_progress::{Jobs, JobsBuilder, job, jobs};

use super::harness::{Probe, Request, Response, TestServer, until};

#[job("/work", on_disconnect = detach)]
async fn work(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

fn jobs(probe: &Probe) -> JobsBuilder {
    Jobs::builder().jobs(jobs![work]).state(probe.clone())
}

fn no_room(refused: &Response, detail: &str) {
    assert_eq!(refused.problem(503)["detail"], detail);
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
}

#[tokio::test]
async fn runs_have_a_limit() {
    let probe = Probe::new();
    let server = TestServer::start(jobs(&probe).max_runs(2)).await;
    server.post(&Request::post("/work")).await;
    let mut stream = server.watch(&Request::events("/work")).await;
    let full = "as many runs are under way as this server takes";
    for request in [Request::events("/work"), Request::post("/work")] {
        no_room(&server.ask(&request).await, full);
    }
    // A bad request is told so all the same.
    let wrong = server.ask(&Request::post("/work?x=1")).await;
    wrong.problem(400);

    until("both have begun", || probe.begun() == 2).await;
    probe.go(2);
    stream.done().await;
    server.idle().await;
    server.post(&Request::post("/work")).await;
    probe.go(1);
    server.idle().await;
}

#[tokio::test]
async fn watchers_have_a_limit() {
    let probe = Probe::new();
    let server = TestServer::start(jobs(&probe).max_watchers(2)).await;
    let mut first = server.watch(&Request::events("/work")).await;
    let run = first.event().await.unwrap().id.run;
    let second = server.watch_run(&run).await;
    let full = "as many streams are open as this server has room for";
    let again = Request::events("/work").header("last-event-id", format!("{run}.0"));
    let third = Request::events(format!("/runs/{run}"));
    for request in [&third, &again, &Request::events("/work")] {
        no_room(&server.ask(request).await, full);
    }
    assert_eq!(
        server.jobs.live_runs(),
        1,
        "what is not to be watched is not begun"
    );
    // What needs no stream goes on.
    let report = server.ask(&Request::get(format!("/runs/{run}"))).await;
    assert_eq!(report.json()["state"], "running");
    server.post(&Request::post("/work")).await;

    // Whoever leaves makes room, and so does whoever has read to the end.
    let known = server.jobs.run(&run.parse().unwrap()).unwrap();
    drop(second);
    until("one has left", || known.watchers() == 1).await;
    let mut third = server.watch(&third).await;
    probe.go(2);
    first.done().await;
    third.done().await;
    server.watch_run(&run).await.done().await;
    server.watch_run(&run).await.done().await;
}

/// Whoever sends too much may send it all before it reads.
#[tokio::test]
async fn a_body_that_is_far_too_large_is_answered_before_the_connection_ends() {
    let probe = Probe::new();
    let server = TestServer::start(jobs(&probe).max_body(1000)).await;
    for length in [100_000, 10_000_000] {
        let request = Request::post("/work").json("x".repeat(length));
        let mut connection = server.connect().await;
        connection.try_send(request.bytes()).await;
        connection.response("POST").await.problem(413);
    }
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}
