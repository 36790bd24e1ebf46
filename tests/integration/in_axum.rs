//! The jobs in axum, behind the layers that people put around services.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use sse_progress::{Jobs, job, jobs};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::harness::{Connection, Item, Probe, Request, ask, resolve, watch};

/// Far less than a stream of these tests takes.
const LIMIT: Duration = Duration::from_millis(50);

#[job("/count/{to}", heartbeat = "20ms")]
async fn count(to: u8, #[state] probe: Probe) -> u8 {
    let _alive = probe.begin();
    probe.step().await;
    to
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    addr
}

fn build(probe: &Probe) -> Jobs {
    let jobs = Jobs::builder().jobs(jobs![count]);
    jobs.state(probe.clone()).build().unwrap()
}

#[tokio::test]
async fn layers_leave_streams_whole() {
    let probe = Probe::new();
    let jobs = build(&probe);
    let router = Router::new()
        .nest_service("/tasks", jobs.service())
        .layer(CompressionLayer::new())
        .layer(CorsLayer::permissive())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            LIMIT,
        ))
        .layer(TraceLayer::new_for_http());
    let addr = serve(router).await;

    let request = Request::events("/tasks/count/3").header("accept-encoding", "gzip");
    let mut stream = watch(addr, &request).await;
    assert_eq!(stream.head.header("content-encoding"), None);
    // Each takes 20 ms, so the stream is older than the limit behind them.
    let mut heartbeats = 0;
    while heartbeats < 5 {
        if let Item::Heartbeat = stream.item().await.unwrap() {
            heartbeats += 1;
        }
    }
    probe.go(1);
    assert_eq!(stream.done().await.data["result"], 3);

    let script = Request::get("/tasks/sse-progress.js").header("accept-encoding", "gzip");
    let script = ask(addr, &script).await;
    assert_eq!(script.header("content-encoding"), Some("gzip"));
    assert_eq!(script.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn as_a_fallback_they_stand_behind_other_routes() {
    let probe = Probe::new();
    let jobs = build(&probe);
    let router = Router::new()
        .route("/health", get(|| async { "fine" }))
        .fallback_service(jobs.service());
    let addr = serve(router).await;

    assert_eq!(ask(addr, &Request::get("/health")).await.text(), "fine");
    ask(addr, &Request::get("/nowhere")).await.problem(404);
    let accepted = ask(addr, &Request::post("/count/3")).await;
    let address = resolve("/count/3", accepted.header("location").unwrap());
    let mut stream = watch(addr, &Request::events(address)).await;
    probe.go(1);
    assert_eq!(stream.done().await.data["result"], 3);
}

#[tokio::test]
async fn a_body_arrives_whatever_its_type() {
    let probe = Probe::new();
    let jobs = build(&probe);
    let addr = serve(Router::new().nest_service("/tasks", jobs.service())).await;
    probe.go(1);
    let start = Request::post("/tasks/count/3").header("accept", "text/event-stream");
    let mut stream = watch(addr, &start.form("")).await;
    assert_eq!(stream.done().await.data["result"], 3);
    let mut connection = Connection::open(addr).await;
    let wrong = connection
        .ask(&Request::post("/tasks/count/3").json("{\"x\":1}"))
        .await;
    wrong.problem(400);
}
