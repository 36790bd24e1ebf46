//! Bodies that a job reads while they come, by all three ways in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use sse_progress::{BodyError, BodyStream, Jobs, JobsBuilder, Multipart, Progress, job, jobs};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::harness::{
    Connection, EventStream, Request, TestServer, soon, through_every_door, until,
};

/// How many bytes were read, how uploads broke off, and when to go on.
#[derive(Clone)]
struct Seen {
    bytes: Arc<AtomicU64>,
    left: Arc<AtomicU64>,
    gate: Arc<Semaphore>,
}

fn seen(permits: usize) -> Seen {
    Seen {
        bytes: Arc::default(),
        left: Arc::default(),
        gate: Arc::new(Semaphore::new(permits)),
    }
}

impl Seen {
    fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::SeqCst)
    }
}

/// Counts the bytes as they come, each piece when it is allowed.
#[job(POST "/length", on_disconnect = detach)]
async fn length(
    progress: Progress,
    #[state] seen: Seen,
    mut body: BodyStream,
) -> Result<Value, BodyError> {
    let mut read = 0;
    progress.println(format!("{:?}, {:?}", body.content_type(), body.length()));
    loop {
        seen.gate.acquire().await.unwrap().forget();
        let piece = body.try_next().await.inspect_err(|error| {
            if error.is_disconnected() {
                seen.left.fetch_add(1, Ordering::SeqCst);
            }
        })?;
        let Some(piece) = piece else {
            return Ok(json!(read));
        };
        read += piece.len() as u64;
        seen.bytes.fetch_add(piece.len() as u64, Ordering::SeqCst);
        progress.emit(&read);
    }
}

/// Says what each part is.
#[job(POST "/parts/{prefix}")]
async fn parts(
    progress: Progress,
    prefix: String,
    times: Option<u8>,
    mut form: Multipart,
) -> Result<u64, BodyError> {
    let mut count = 0;
    while let Some(mut part) = form.next_part().await? {
        let said = json!([part.name(), part.file_name(), part.content_type()]);
        let bytes = part.bytes().await?;
        let text = format!("{prefix} {times:?} {}", String::from_utf8_lossy(&bytes));
        progress.log_data(sse_progress::Level::Info, text, &said);
        count += 1;
    }
    Ok(count)
}

fn builder(seen: &Seen) -> JobsBuilder {
    let builder = Jobs::builder().jobs(jobs![length, parts]);
    builder.state(seen.clone())
}

const FORM: &str = "--x y\r\nContent-Disposition: form-data; name=\"color\"\r\n\r\nred\r\n\
    --x y\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.csv\"\r\n\
    Content-Type: text/csv\r\n\r\na,b\r\n\r\n--x y--\r\n";
const FORM_TYPE: &str = "multipart/form-data; boundary=\"x y\"";

/// The head of a request whose body is to follow, and its events.
fn head(path: &str, more: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: test\r\naccept: text/event-stream\r\n{more}\r\n\r\n")
}

/// A connection, and another handle of it to go on sending while the answer is read.
async fn upload(server: &TestServer, path: &str, head_and_begin: &str) -> (TcpStream, Connection) {
    let mut connection = server.connect().await;
    let path_here = String::from_utf8(connection.bytes_of(&Request::get(path))).unwrap();
    let path_here = path_here.split(' ').nth(1).unwrap();
    connection
        .send(head_and_begin.replacen(path, path_here, 1))
        .await;
    let same = std::os::fd::AsFd::as_fd(&connection.socket)
        .try_clone_to_owned()
        .unwrap();
    let same = TcpStream::from_std(std::net::TcpStream::from(same)).unwrap();
    (same, connection)
}

async fn files_and_fields_reach_the_job() {
    let server = TestServer::start(builder(&seen(0))).await;
    let mut stream = server
        .watch(
            &Request::post("/parts/got?times=2")
                .header("accept", "text/event-stream")
                .body(FORM_TYPE, FORM),
        )
        .await;
    let events = stream.rest().await;
    let logs = events.iter().filter(|event| event.name == "log");
    let logs: Vec<_> = logs
        .map(|event| (event.data["message"].clone(), event.data["data"].clone()))
        .collect();
    assert_eq!(
        logs,
        [
            (json!("got Some(2) red"), json!(["color", null, null])),
            (
                json!("got Some(2) a,b\r\n"),
                json!(["file", "../a.csv", "text/csv"])
            ),
        ]
    );
    assert_eq!(events.last().unwrap().data["result"], 2);
}

/// What a job cannot take starts nothing, and the answer says what it takes.
async fn another_type_is_refused_with_what_would_be_right() {
    let seen = seen(0);
    let server = TestServer::start(builder(&seen)).await;
    let json_body = Request::post("/parts/a").json("{}");
    let bare = Request::post("/parts/a").bare_body("x");
    let unbounded = Request::post("/parts/a").body("multipart/form-data", FORM);
    let empty = Request::post("/parts/a");
    let form = Request::post("/length").body(FORM_TYPE, FORM);
    for (request, detail, expected) in [
        (json_body, "is of the type `application/json`", "curl -F"),
        (bare, "has no `content-type`", "multipart/form-data"),
        (unbounded, "names no `boundary`", "multipart/form-data"),
        (empty, "has no `content-type`", "multipart/form-data"),
        (form, "a form of several parts", "--data-binary"),
    ] {
        let response = server.ask(&request).await;
        let problem = response.problem(415);
        let error = &problem["errors"][0];
        assert!(
            error["detail"].as_str().unwrap().contains(detail),
            "{problem}"
        );
        assert!(
            error["expected"].as_str().unwrap().contains(expected),
            "{problem}"
        );
    }
    assert_eq!((server.jobs.live_runs(), seen.bytes()), (0, 0));
}

/// The job reads the first piece, and its watcher sees that, before the last is sent.
async fn events_come_while_the_body_is_sent() {
    let seen = seen(100);
    let server = TestServer::start(builder(&seen)).await;
    let begin = head("/length", "content-type: text/csv\r\ncontent-length: 10") + "12345";
    let (mut rest, connection) = upload(&server, "/length", &begin).await;
    let mut stream = EventStream::begin(connection).await;
    let said = stream.find(|event| event.name == "log").await;
    assert_eq!(said.data["message"], "Some(\"text/csv\"), Some(10)");
    let first = stream.find(|event| event.name == "log").await;
    assert_eq!(first.data["data"], 5);
    rest.write_all(b"67890").await.unwrap();
    assert_eq!(stream.done().await.data["result"], 10);
}

/// In HTTP/1.1, what is not announced comes in chunks.
async fn a_body_without_a_length_ends_with_its_last_chunk() {
    let server = TestServer::start(builder(&seen(100))).await;
    let begin = head("/length", "transfer-encoding: chunked") + "3\r\nabc\r\n";
    let (mut rest, connection) = upload(&server, "/length", &begin).await;
    let mut stream = EventStream::begin(connection).await;
    let said = stream.find(|event| event.name == "log").await;
    assert_eq!(said.data["message"], "None, None");
    rest.write_all(b"2\r\nde\r\n0\r\n\r\n").await.unwrap();
    assert_eq!(stream.done().await.data["result"], 5);
}

async fn a_client_that_leaves_ends_the_body() {
    let seen = seen(100);
    let server = TestServer::start(builder(&seen)).await;
    let begin = head("/length", "content-length: 10") + "12345";
    let (rest, connection) = upload(&server, "/length", &begin).await;
    let mut stream = EventStream::begin(connection).await;
    let first = stream.find(|event| event.data["data"] == 5).await;
    drop((rest, stream));
    until("the job is told", || seen.left.load(Ordering::SeqCst) == 1).await;
    server.idle().await;
    let done = server.watch_run(&first.id.run).await.done().await;
    assert_eq!(done.data["status"], "failed");
    assert_eq!(
        done.data["error"]["message"],
        "the client left before the end of the body"
    );
}

/// The answer is there at once, and the run goes on reading.
async fn a_run_that_nobody_watches_reads_on() {
    let seen = seen(100);
    let server = TestServer::start(builder(&seen)).await;
    let begin = head("/length", "content-length: 6").replace("text/event-stream", "*/*") + "123";
    let (mut rest, mut connection) = upload(&server, "/length", &begin).await;
    let accepted = connection.response("POST").await;
    assert_eq!(accepted.status(), 202);
    until("the first piece", || seen.bytes() == 3).await;
    rest.write_all(b"456").await.unwrap();
    let run = accepted.json()["run"].as_str().unwrap().to_owned();
    let done = server.watch_run(&run).await.done().await;
    assert_eq!(done.data["result"], 6);
    // The connection is good for another request.
    let jobs = connection.ask(&Request::get("/jobs")).await;
    assert_eq!(jobs.status(), 200);
}

/// A client that is faster than the job waits, and the server does not fill up.
async fn the_client_sends_no_faster_than_the_job_reads() {
    const MUCH: usize = 64 << 20;
    let seen = seen(1);
    let server = TestServer::start(builder(&seen)).await;
    let begin = head("/length", &format!("content-length: {MUCH}"));
    let (mut rest, connection) = upload(&server, "/length", &begin).await;
    let sent = Arc::new(AtomicU64::new(0));
    let count = sent.clone();
    let sending = tokio::spawn(async move {
        let piece = vec![b'x'; 64 << 10];
        for _ in 0..MUCH / piece.len() {
            rest.write_all(&piece).await.unwrap();
            count.fetch_add(piece.len() as u64, Ordering::SeqCst);
        }
    });
    let mut stream = EventStream::begin(connection).await;
    stream.find(|event| event.data["data"].is_u64()).await;
    // Until it stands still: nobody announces that.
    let mut before = u64::MAX;
    while std::mem::replace(&mut before, sent.load(Ordering::SeqCst)) != before {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(
        sent.load(Ordering::SeqCst) < 32 << 20,
        "{}",
        sent.load(Ordering::SeqCst)
    );
    seen.gate.add_permits(Semaphore::MAX_PERMITS >> 1);
    assert_eq!(stream.done().await.data["result"], MUCH);
    soon("all is sent", sending).await.unwrap();
}

async fn what_is_too_long_is_refused_or_ends() {
    let seen = seen(100);
    let server = TestServer::start(builder(&seen).max_upload(8)).await;
    let announced = Request::post("/length").bare_body("123456789");
    server.ask(&announced).await.problem(413);
    assert_eq!(server.jobs.live_runs(), 0);
    let begin = head("/length", "transfer-encoding: chunked") + "5\r\n12345\r\n";
    let (mut rest, connection) = upload(&server, "/length", &begin).await;
    let mut stream = EventStream::begin(connection).await;
    stream.find(|event| event.data["data"] == 5).await;
    rest.write_all(b"5\r\n67890\r\n").await.unwrap();
    let done = stream.done().await;
    assert_eq!(
        done.data["error"]["message"],
        "the body has more than 8 bytes"
    );
    assert_eq!(seen.bytes(), 5);
}

/// The same key leads to the run that reads the first body; the second is not read.
async fn a_key_starts_one_run() {
    let seen = seen(100);
    let server = TestServer::start(builder(&seen)).await;
    let begin = head("/length", "content-length: 10\r\nidempotency-key: k") + "12345";
    let (mut rest, connection) = upload(&server, "/length", &begin).await;
    let mut first = EventStream::begin(connection).await;
    let run = first.find(|event| event.data["data"] == 5).await.id.run;
    let again = |body: &str| {
        let again = Request::post("/length").header("accept", "text/event-stream");
        again.header("idempotency-key", "k").bare_body(body)
    };
    let mut second = server.watch(&again("1234567890")).await;
    assert_eq!(second.event().await.unwrap().id.run, run);
    server.ask(&again("1")).await.problem(422);
    rest.write_all(b"67890").await.unwrap();
    assert_eq!(first.done().await.data["result"], 10);
    assert_eq!(second.done().await.data["result"], 10);
    assert_eq!(seen.bytes(), 10);
}

through_every_door!(
    files_and_fields_reach_the_job,
    another_type_is_refused_with_what_would_be_right,
    events_come_while_the_body_is_sent,
    a_body_without_a_length_ends_with_its_last_chunk,
    a_client_that_leaves_ends_the_body,
    a_run_that_nobody_watches_reads_on,
    the_client_sends_no_faster_than_the_job_reads,
    what_is_too_long_is_refused_or_ends,
    a_key_starts_one_run,
);

/// Without HTTP there is no body.
#[tokio::test]
async fn a_start_without_http_has_an_empty_one() {
    let seen = seen(1);
    let jobs = builder(&seen).build().unwrap();
    for (name, parameters, expected) in [
        ("length", json!(null), "0"),
        ("parts", json!({ "prefix": "a" }), "0"),
    ] {
        let run = jobs.start(name, parameters).unwrap();
        let done = soon("the end", run.ended()).await;
        assert_eq!(done.result.as_ref().unwrap().get(), expected);
    }
}

#[job(POST "/twice")]
async fn twice(one: BodyStream, other: Multipart) {
    drop((one, other));
}

#[test]
fn a_body_is_there_once() {
    let error = Jobs::builder().jobs(jobs![twice]).build().unwrap_err();
    let said = "`one` and `other` both take the body of the request, which is there once";
    assert!(error.to_string().contains(said), "{error}");
}
