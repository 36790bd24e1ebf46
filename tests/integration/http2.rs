//! The same over HTTP/2 without TLS, as proxies speak it.

use std::time::{Duration, Instant};

use h2::client::{ResponseFuture, SendRequest};
use h2::{Reason, RecvStream, SendStream};
use sse_progress::{Jobs, job, jobs};
use tokio::net::TcpStream;
use warp::http::Request;
use warp::hyper::body::Bytes;

use super::harness::{Item, Probe, TestServer, soon, until};

#[job("/work", on_disconnect = cancel, heartbeat = "1h")]
async fn work(#[state] probe: Probe) -> &'static str {
    let _alive = probe.begin();
    probe.step().await;
    "worked"
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![work]);
    TestServer::start(jobs.state(probe.clone())).await
}

async fn connect(server: &TestServer) -> SendRequest<Bytes> {
    let socket = TcpStream::connect(server.addr).await.unwrap();
    let (client, connection) = h2::client::handshake(socket).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn ask(client: &mut SendRequest<Bytes>) -> (ResponseFuture, SendStream<Bytes>) {
    *client = soon("room", client.clone().ready()).await.unwrap();
    let request = Request::get("http://test/work").header("accept", "text/event-stream");
    client
        .send_request(request.body(()).unwrap(), true)
        .unwrap()
}

/// Takes the answer as far as its first event.
async fn open(answer: ResponseFuture) -> RecvStream {
    let response = soon("an answer", answer).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert!(!response.headers().contains_key("connection"));
    let mut body = response.into_body();
    let first = soon("an event", body.data()).await.unwrap().unwrap();
    assert!(matches!(Item::parse(&first), Ok(Item::Event(_))));
    body
}

#[tokio::test]
async fn a_stream_comes_to_its_end() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut client = connect(&server).await;
    let (answer, _request) = ask(&mut client).await;
    let mut body = open(answer).await;
    probe.go(1);
    let mut text = Vec::new();
    while let Some(data) = soon("more", body.data()).await {
        let data = data.unwrap();
        body.flow_control().release_capacity(data.len()).unwrap();
        text.extend_from_slice(&data);
    }
    let text = String::from_utf8(text).unwrap();
    let last = text.split_inclusive("\n\n").last().unwrap();
    match Item::parse(last.as_bytes()).unwrap() {
        Item::Event(done) => assert_eq!(done.data["result"], "worked"),
        Item::Heartbeat => panic!("{text}"),
    }
}

/// HTTP/2 has `:authority` in place of `Host`: a page of our own was a stranger's.
#[tokio::test]
async fn a_page_of_our_own_is_known_by_its_authority() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    for (origin, status) in [("http://test", 202), ("http://evil.example", 403)] {
        let mut client = connect(&server).await;
        let request = Request::post("http://test/work").header("origin", origin);
        let (answer, _) = client
            .send_request(request.body(()).unwrap(), true)
            .unwrap();
        let response = soon("an answer", answer).await.unwrap();
        assert_eq!(response.status(), status, "{origin}");
    }
    probe.go(1);
    server.idle().await;
}

#[tokio::test]
async fn a_stream_that_is_reset_ends_its_run_and_no_other() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut client = connect(&server).await;
    let (answer, mut first) = ask(&mut client).await;
    let first_body = open(answer).await;
    let (answer, _second) = ask(&mut client).await;
    let mut second_body = open(answer).await;
    until("both have begun", || probe.begun() == 2).await;

    first.send_reset(Reason::CANCEL);
    drop(first_body);
    let left = Instant::now();
    let noticed = probe.end().await.saturating_duration_since(left);
    println!("RST_STREAM: noticed after {noticed:?}");
    assert!(noticed < Duration::from_secs(2), "{noticed:?}");
    until("one run left", || server.jobs.live_runs() == 1).await;

    probe.go(1);
    while let Some(data) = soon("the end", second_body.data()).await {
        data.unwrap();
    }
    server.idle().await;
}

#[tokio::test]
async fn a_connection_that_breaks_ends_all_its_runs() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let socket = TcpStream::connect(server.addr).await.unwrap();
    let (mut client, connection) = h2::client::handshake(socket).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut open_streams = Vec::new();
    for _ in 0..10 {
        let (answer, request) = ask(&mut client).await;
        open_streams.push((open(answer).await, request));
    }
    until("all have begun", || probe.begun() == 10).await;
    connection.abort();
    for _ in 0..10 {
        probe.end().await;
    }
    server.idle().await;
}
