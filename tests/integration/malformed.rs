//! No request harms the server (rule 11): after each, a good one is answered.

use sse_progress::{Jobs, job, jobs};

use super::harness::{Probe, Request, TestServer};

#[job("/greet/{name}")]
async fn greet(name: String, #[state] probe: Probe) -> String {
    let _alive = probe.begin();
    name
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![greet]);
    TestServer::start(jobs.state(probe.clone())).await
}

/// Sends bytes, hangs up, and reads what the server has to say to that.
async fn say(server: &TestServer, bytes: &[u8]) -> String {
    let mut connection = server.connect().await;
    connection.try_send(bytes).await;
    let _ = tokio::io::AsyncWriteExt::shutdown(&mut connection.socket).await;
    let answer = connection.read_to_end().await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn is_well(server: &TestServer) {
    let mut stream = server.watch(&Request::events("/greet/Ada")).await;
    assert_eq!(stream.done().await.data["result"], "Ada");
}

#[tokio::test]
async fn what_is_no_http_starts_nothing_and_ends_nothing() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let long = "x".repeat(1 << 20);
    let many: String = (0..500).map(|n| format!("h{n}: 1\r\n")).collect();
    let table: Vec<Vec<u8>> = [
        "",
        "\r\n",
        "\0",
        "\0\0\0\0\r\n\r\n",
        "GET",
        "GET /greet/Ada",
        "GET /greet/Ada\r\n\r\n",
        "GET  /greet/Ada HTTP/1.1\r\n\r\n",
        "GET /greet/Ada HTTP/9.9\r\n\r\n",
        "GET greet/Ada HTTP/1.1\r\n\r\n",
        "GET /greet/A da HTTP/1.1\r\nhost: test\r\n\r\n",
        "GET /greet/A\0da HTTP/1.1\r\nhost: test\r\n\r\n",
        "G\u{e9}T /greet/Ada HTTP/1.1\r\nhost: test\r\n\r\n",
        "(GET) /greet/Ada HTTP/1.1\r\nhost: test\r\n\r\n",
        "GET /greet/Ada HTTP/1.1\r\nhost test\r\n\r\n",
        "GET /greet/Ada HTTP/1.1\r\nho st: test\r\n\r\n",
        "GET /greet/Ada HTTP/1.1\r\nhost: te\0st\r\n\r\n",
        "GET /greet/Ada HTTP/1.1\r\nhost: test\r\n folded: 1\r\n\r\n",
        "GET /greet/Ada HTTP/1.1\r\naccept: a\rb\r\n\r\n",
        "POST /greet/Ada HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        "POST /greet/Ada HTTP/1.1\r\ncontent-length: 99999999999999999999\r\n\r\n",
        "POST /greet/Ada HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "POST /greet/Ada HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "POST /greet/Ada HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "POST /greet/Ada HTTP/1.1\r\ntransfer-encoding: gzip\r\n\r\n",
        "POST /greet/Ada HTTP/1.1\r\ncontent-length: 5\r\n\r\nab",
        "POST /greet/Ada HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
        "CONNECT test:80 HTTP/1.1\r\nhost: test\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nhost: test\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nGET /greet/Ada HTTP/1.1\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}",
    ]
    .iter()
    .map(|bytes| bytes.as_bytes().to_vec())
    .chain([
        format!("GET /greet/{long} HTTP/1.1\r\nhost: test\r\n\r\n").into_bytes(),
        format!("GET /greet/Ada HTTP/1.1\r\nhost: {long}\r\n\r\n").into_bytes(),
        format!("GET /greet/Ada HTTP/1.1\r\n{long}: 1\r\n\r\n").into_bytes(),
        format!("GET /greet/Ada HTTP/1.1\r\n{many}\r\n").into_bytes(),
        b"GET /greet/\xff\xfe\xed\xa0\x80 HTTP/1.1\r\nhost: test\r\n\r\n".to_vec(),
        (0..=255).cycle().take(100_000).collect(),
        vec![b'\n'; 100_000],
    ])
    .collect();
    for bytes in table {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(100)]).into_owned();
        let answer = say(&server, &bytes).await;
        let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
        let refused = status.is_empty() || status.starts_with('4') || answer.starts_with("\0\0");
        assert!(
            refused || shown.starts_with("OPTIONS"),
            "{shown:?}\n{answer}"
        );
        assert_eq!(
            (server.jobs.live_runs(), probe.begun()),
            (0, 0),
            "{shown:?}"
        );
    }
    is_well(&server).await;
}

#[tokio::test]
async fn odd_addresses_and_headers_are_answered_in_kind() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let huge = "x".repeat(100_000);
    for (request, statuses) in [
        (Request::get("/"), [200, 200]),
        (Request::get("//"), [404, 404]),
        (Request::get("/greet/"), [404, 404]),
        (Request::get("/greet/a/"), [404, 404]),
        (Request::get("/greet//a"), [404, 404]),
        (Request::get("/GREET/a"), [404, 404]),
        (Request::get("/../jobs"), [404, 404]),
        (Request::get("/runs/"), [404, 404]),
        (Request::get("/runs/%00"), [404, 404]),
        (Request::get("/runs/../jobs"), [404, 404]),
        (
            Request::get(format!("/runs/{}", &huge[..10_000])),
            [404, 404],
        ),
        (Request::delete("/runs/%F0%9F%98%80"), [404, 404]),
        (Request::post("/runs//cancel"), [404, 404]),
        (Request::post("/runs/x/cancel/"), [404, 404]),
        (
            Request::get("/jobs").header("accept", &huge[..10_000]),
            [200, 200],
        ),
        (
            Request::events("/runs/x").header("last-event-id", &huge[..10_000]),
            [200, 200],
        ),
        (
            Request::events("/greet/Ada").header("last-event-id", &huge[..10_000]),
            [200, 200],
        ),
        (
            Request::events(format!("/greet/Ada?last_event_id={}", &huge[..10_000])),
            [200, 200],
        ),
        (
            Request::events("/greet/Ada").header("last-event-id", &huge),
            [200, 431],
        ),
    ] {
        let response = server.ask(&request).await;
        let target = String::from_utf8(request.bytes()[..30].to_vec());
        assert!(
            statuses.contains(&response.status()),
            "{target:?} {response:?}"
        );
        if response.status() == 404 {
            response.problem(404);
        }
    }
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
    is_well(&server).await;
}

/// A head that comes one byte at a time is a head.
#[tokio::test]
async fn a_request_may_come_in_pieces() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut connection = server.connect().await;
    let request = Request::post("/greet/Ada").header("accept", "text/event-stream");
    let bytes = request.form("").bytes();
    for byte in bytes {
        connection.send([byte]).await;
    }
    let mut stream = super::harness::EventStream::begin(connection).await;
    assert_eq!(stream.done().await.data["result"], "Ada");
}
