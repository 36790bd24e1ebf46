//! Event streams, whose bodies are written without hyper.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use http::StatusCode;
use http::header::UPGRADE;
use http_body::Body as _;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;

use super::*;

/// A server with a stream of these events, which is then over; it is there once.
async fn serve_events<S>(body: S) -> Running
where
    S: Stream<Item = std::io::Result<Bytes>> + Send + Sync + 'static,
{
    let body = Arc::new(Mutex::new(Some(body)));
    let stream = warp::path!("events").map(move || {
        let body = body.lock().unwrap().take().expect("it was taken");
        events(warp::reply::stream(body).into_response())
    });
    let short = warp::path!("short").map(|| "hello".into_response());
    Running::serve(stream.or(short).unify().boxed()).await
}

async fn serve(chunks: Vec<std::io::Result<Bytes>>) -> Running {
    serve_events(stream::iter(chunks)).await
}

fn whole(chunks: &[&str]) -> Vec<std::io::Result<Bytes>> {
    let bytes = |chunk: &&str| Ok(Bytes::copy_from_slice(chunk.as_bytes()));
    chunks.iter().map(bytes).collect()
}

/// Everything until the server closes the connection.
async fn all(client: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    in_time("the end", client.read_to_end(&mut bytes))
        .await
        .unwrap();
    bytes
}

/// The body of one answer that comes in chunks, and what is behind it.
fn unchunk(answer: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let head = find(answer, b"\r\n\r\n") + 4;
    let (mut body, mut rest) = (Vec::new(), &answer[head..]);
    loop {
        let line = find(rest, b"\r\n");
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        let (data, behind) = rest[line + 2..].split_at(size);
        assert_eq!(&behind[..2], b"\r\n");
        rest = &behind[2..];
        if size == 0 {
            return (body, rest.to_vec());
        }
        body.extend_from_slice(data);
    }
}

fn find(bytes: &[u8], what: &[u8]) -> usize {
    bytes
        .windows(what.len())
        .position(|found| found == what)
        .unwrap()
}

#[tokio::test]
async fn the_first_event_comes_with_the_head_and_the_next_request_behind_the_end() {
    let server = serve(whole(&["one", "", "two"])).await;
    let mut client = server.client().await;
    send(&mut client, get("/events")).await;
    let mut answer = [0; 1024];
    let read = in_time("the answer", client.read(&mut answer))
        .await
        .unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains("\r\ndate: "),
        "{head}"
    );
    assert_eq!(body, "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");

    send(&mut client, get("/short")).await;
    assert!(
        read_until(&mut client, "hello")
            .await
            .starts_with("HTTP/1.1 200 OK\r\n")
    );
}

#[tokio::test]
async fn requests_that_were_sent_together_are_answered_one_after_the_other() {
    for wait in [false, true] {
        let server = serve(whole(&["one"])).await;
        let mut client = server.client().await;
        let last = "GET /short HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        let requests = [get("/short"), get("/events"), last.to_owned()].concat();
        // The last one cut in two, or all in one piece.
        let (first, second) = requests.split_at(requests.len() - if wait { 9 } else { 0 });
        send(&mut client, first).await;
        if wait {
            tokio::task::yield_now().await;
        }
        send(&mut client, second).await;
        let answers = all(&mut client).await;
        let events = find(&answers, b"text/event-stream");
        let (body, rest) = unchunk(&answers[events..]);
        assert_eq!(body, b"one");
        assert!(rest.starts_with(b"HTTP/1.1 200 OK") && rest.ends_with(b"hello"));
        assert_eq!(
            find(&answers, b"hello") + 5,
            find(&answers[20..], b"HTTP/1.1 200") + 20
        );
    }
}

#[tokio::test]
async fn a_client_that_wants_the_end_of_the_connection_gets_it() {
    for (request, chunked) in [
        (
            "GET /events HTTP/1.1\r\nhost: a\r\nconnection: x, Close\r\n\r\n",
            true,
        ),
        ("GET /events HTTP/1.0\r\n\r\n", false),
        (
            "GET /events HTTP/1.0\r\nconnection: keep-alive\r\n\r\n",
            false,
        ),
        // Its body is not read by the route, and must not become a request.
        (
            "POST /events HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nGET /",
            true,
        ),
    ] {
        let server = serve(whole(&["one", "two"])).await;
        let mut client = server.client().await;
        send(&mut client, request).await;
        let answer = all(&mut client).await;
        match chunked {
            true => assert_eq!(unchunk(&answer), (b"onetwo".to_vec(), Vec::new())),
            false => assert!(answer.ends_with(b"\r\n\r\nonetwo"), "{request}"),
        }
    }
}

#[tokio::test]
async fn every_byte_arrives_however_slowly_it_is_read() {
    let sizes = [
        1, 4_095, 4_096, 4_097, 9_000_000, 3, 20_000, 16_383, 2_000_000, 7,
    ];
    let chunks = sizes.map(|size| Bytes::from_iter((0..size).map(|at: usize| (at % 251) as u8)));
    let server = serve(chunks.iter().cloned().map(Ok).collect()).await;
    let mut client = server.client().await;
    send(
        &mut client,
        get("/events").replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"),
    )
    .await;
    // The server fills what there is room for, and has to wait in the middle of a chunk.
    in_time("bytes", client.readable()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let (body, rest) = unchunk(&all(&mut client).await);
    assert!(body == chunks.concat() && rest.is_empty());
}

#[tokio::test]
async fn a_body_that_fails_breaks_off() {
    let mut chunks = whole(&["one"]);
    chunks.push(Err(std::io::Error::other("no more")));
    let server = serve(chunks).await;
    let mut client = server.client().await;
    send(&mut client, get("/events")).await;
    let mut answer = Vec::new();
    // It does not look like an end.
    let _ = in_time("the end", client.read_to_end(&mut answer)).await;
    assert!(!answer.ends_with(b"0\r\n\r\n"));
}

/// What lies between a body and the server sees every frame of it, and may change it.
#[tokio::test]
async fn a_body_that_was_wrapped_is_read_through_what_wraps_it() {
    let chunks = stream::iter(whole(&["one", "two", "three"]));
    let mut inner = warp::reply::stream(chunks).into_response().into_body();
    let seen = Arc::new(AtomicUsize::new(0));
    let count = seen.clone();
    let shouting = stream::poll_fn(move |cx| {
        let frame = Pin::new(&mut inner).poll_frame(cx);
        frame.map(|frame| {
            let data = frame?.ok()?.into_data().ok()?;
            count.fetch_add(1, Ordering::SeqCst);
            Some(Ok(data.to_ascii_uppercase().into()))
        })
    });
    let server = serve_events(shouting).await;
    let mut client = server.client().await;
    send(
        &mut client,
        "GET /events HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
    )
    .await;
    let (body, _) = unchunk(&all(&mut client).await);
    assert_eq!(body, b"ONETWOTHREE");
    assert_eq!(seen.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_client_that_leaves_without_reading_is_noticed() {
    for leaves in [reset, drop] {
        let mut server = Running::start().await;
        let mut client = server.client().await;
        send(&mut client, get("/events")).await;
        read_until(&mut client, ".").await;
        // The server has filled what there is room for.
        tokio::time::sleep(Duration::from_millis(50)).await;
        leaves(client);
        server.dropped().await;
    }
}

/// hyper goes on reading for a route that answers while it reads.
#[tokio::test]
async fn an_answer_that_follows_its_request_body_gets_all_of_it() {
    const LEN: usize = 3_000_000;
    let route = warp::path!("events").and(warp::body::stream()).map(|body| {
        let body: Pin<Box<dyn Stream<Item = Result<_, warp::Error>> + Send + Sync>> =
            Box::pin(body);
        let sizes = body.map(|piece| {
            let piece: Result<Bytes, _> = piece.map(|mut piece| {
                let len = bytes::Buf::remaining(&piece);
                bytes::Buf::copy_to_bytes(&mut piece, len)
            });
            piece.map(|piece| Bytes::from(format!("{}\n", piece.len())))
        });
        events(warp::reply::stream(sizes).into_response())
    });
    let server = Running::serve(route.boxed()).await;
    let mut client = server.client().await;
    let head = format!(
        "POST /events HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {LEN}\r\n\r\n"
    );
    send(&mut client, head).await;
    let (mut reader, mut writer) = client.into_split();
    let sending = tokio::spawn(async move {
        writer.write_all(&vec![b'.'; LEN]).await.unwrap();
        // Its end would be that of the client.
        writer
    });
    let mut answer = Vec::new();
    in_time("the end", reader.read_to_end(&mut answer))
        .await
        .unwrap();
    sending.await.unwrap();
    let (body, _) = unchunk(&answer);
    let sizes = std::str::from_utf8(&body).unwrap().lines();
    assert_eq!(
        sizes
            .map(|size| size.parse::<usize>().unwrap())
            .sum::<usize>(),
        LEN
    );
}

/// As `warp::ws` does it.
#[tokio::test]
async fn a_connection_may_go_on_in_another_protocol() {
    let route =
        warp::path!("other")
            .and(warp::ext::get::<OnUpgrade>())
            .map(|upgrade: OnUpgrade| {
                tokio::spawn(async move {
                    let mut other = TokioIo::new(upgrade.await.unwrap());
                    other.write_all(b"hello").await.unwrap();
                });
                let mut response = "".into_response();
                *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
                let other = HeaderValue::from_static("other");
                response.headers_mut().insert(UPGRADE, other);
                response
            });
    let server = Running::serve(route.boxed()).await;
    let mut client = server.client().await;
    let request = "GET /other HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n";
    send(&mut client, request).await;
    let answer = read_until(&mut client, "hello").await;
    assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
}
