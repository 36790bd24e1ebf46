//! The jobs beside an application's own addresses, and under a prefix.

use std::net::SocketAddr;

use sse_progress::{Jobs, Server, job, jobs};
use tokio::net::TcpListener;
use warp::Filter;

use super::harness::{Probe, Request, ask, resolve, soon, watch};

#[job("/count/{to}", on_disconnect = cancel)]
async fn count(to: u8, #[state] probe: Probe) -> u8 {
    let _alive = probe.begin();
    probe.step().await;
    to
}

fn build(probe: &Probe) -> Jobs {
    let jobs = Jobs::builder().jobs(jobs![count]);
    jobs.state(probe.clone())
        .allow_host("test")
        .build()
        .unwrap()
}

/// An application with addresses of its own before and behind the jobs, which are under `tasks`.
fn application(
    jobs: &Jobs,
) -> impl Filter<Extract = (impl warp::Reply + use<>,), Error = warp::Rejection> + Clone + use<> {
    let health = warp::path!("health").map(|| "fine");
    let mine = warp::path!("tasks" / "mine").map(|| "mine");
    let tasks = warp::path("tasks").and(jobs.routes());
    let own_count = warp::path!("count" / u8).map(|n| format!("own {n}"));
    health.or(tasks).or(mine).or(own_count)
}

async fn serve_with_ours(jobs: &Jobs) -> SocketAddr {
    let server = Server::bind("127.0.0.1:0").await.unwrap();
    let (addr, filter, jobs) = (server.local_addr(), application(jobs), jobs.clone());
    let server = server.shutdown_on(std::future::pending());
    tokio::spawn(async move { server.serve_with(&jobs, filter).await });
    addr
}

async fn serve_with_warp(jobs: &Jobs) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(warp::serve(application(jobs)).incoming(listener).run());
    addr
}

async fn text(addr: SocketAddr, target: &str) -> String {
    let response = ask(addr, &Request::get(target)).await;
    assert_eq!(response.status(), 200, "{target}");
    response.text().to_owned()
}

async fn everything_has_the_prefix(addr: SocketAddr, probe: &Probe, jobs: &Jobs) {
    assert_eq!(text(addr, "/health").await, "fine");
    assert_eq!(text(addr, "/tasks/mine").await, "mine");
    assert_eq!(text(addr, "/count/7").await, "own 7");
    for nowhere in ["/tasks/other", "/runs/x/y", "/nowhere"] {
        assert_eq!(ask(addr, &Request::get(nowhere)).await.status(), 404);
    }

    let accepted = ask(addr, &Request::post("/tasks/count/7")).await;
    assert_eq!(accepted.status(), 202);
    let links = accepted.json();
    let run = links["run"].as_str().unwrap();
    let link = |name: &str| resolve("/tasks/count/7", links[name].as_str().unwrap());
    assert_eq!(link("events"), format!("/tasks/runs/{run}"));
    assert_eq!(link("cancel"), format!("/tasks/runs/{run}/cancel"));
    assert_eq!(accepted.header("location"), links["events"].as_str());
    let mut stream = watch(addr, &Request::events(link("events"))).await;
    assert_eq!(stream.event().await.unwrap().id.run, run);
    let cancelled = ask(addr, &Request::post(link("cancel"))).await;
    assert_eq!(cancelled.status(), 200);
    assert_eq!(stream.done().await.data["status"], "cancelled");

    for target in ["/tasks/", "/tasks/count/7", "/tasks/count/7?x=/y"] {
        let page = ask(addr, &Request::get(target).header("accept", "text/html")).await;
        let base = page.text().split("<base href=\"").nth(1).unwrap();
        let base = base.split('"').next().unwrap();
        assert_eq!(resolve(target, base), "/tasks/", "{target}");
    }
    assert!(
        text(addr, "/tasks/jobs")
            .await
            .contains("\"path\":\"/count/{to}\"")
    );
    let document = text(addr, "/tasks/openapi.json").await;
    assert!(document.contains("\"servers\":[{\"url\":\".\"}]"));
    assert_eq!(
        ask(addr, &Request::get("/openapi.json")).await.status(),
        404
    );
    assert!(
        text(addr, "/tasks/sse-progress.js")
            .await
            .contains("text/event-stream")
    );

    probe.go(1);
    let mut stream = watch(addr, &Request::events("/tasks/count/9")).await;
    assert_eq!(stream.done().await.data["result"], 9);
    super::harness::until("all over", || jobs.live_runs() == 0).await;
}

#[tokio::test]
async fn jobs_stand_beside_other_filters_under_our_server() {
    let probe = Probe::new();
    let jobs = build(&probe);
    let addr = serve_with_ours(&jobs).await;
    everything_has_the_prefix(addr, &probe, &jobs).await;
}

#[tokio::test]
async fn jobs_stand_beside_other_filters_under_plain_warp() {
    let probe = Probe::new();
    let jobs = build(&probe);
    let addr = serve_with_warp(&jobs).await;
    everything_has_the_prefix(addr, &probe, &jobs).await;
}

#[tokio::test]
async fn under_plain_warp_too_who_leaves_is_noticed() {
    let probe = Probe::new();
    let jobs = build(&probe);
    let addr = serve_with_warp(&jobs).await;
    let mut stream = watch(addr, &Request::events("/tasks/count/7")).await;
    let run = stream.event().await.unwrap().id.run;
    let run = jobs.run(&run.parse().unwrap()).unwrap();
    drop(stream);
    let done = soon("the end", run.ended()).await;
    assert_eq!(done.status, sse_progress::protocol::Status::Cancelled);
}

/// Without a prefix, an application's own page stands where ours would be if it comes first.
#[tokio::test]
async fn own_filters_may_come_before_ours() {
    let probe = Probe::new();
    let jobs = build(&probe);
    let front = warp::path::end().map(|| "front");
    let filter = front.or(jobs.routes());
    let server = Server::bind("127.0.0.1:0").await.unwrap();
    let addr = server.local_addr();
    let server = server.shutdown_on(std::future::pending());
    tokio::spawn(async move { server.serve_with(&jobs, filter).await });
    assert_eq!(text(addr, "/").await, "front");
    assert!(text(addr, "/jobs").await.contains("count"));
}
