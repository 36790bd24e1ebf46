//! HTTP/2 with prior knowledge, frame by frame.

use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use warp::{Filter as _, Reply as _};

use super::{Recorder, Running, closed, read_until, send};

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;

const SHORT: Duration = Duration::from_millis(50);

fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let len = u8::try_from(payload.len()).unwrap();
    let mut frame = vec![0, 0, len, kind, flags, 0, 0, 0, stream];
    frame.extend_from_slice(payload);
    frame
}

fn request(stream: u8, path: &str) -> Vec<u8> {
    // `:method: GET` and `:scheme: http` by their static index, then two names with values.
    let mut block = vec![0x82, 0x86, 0x04, u8::try_from(path.len()).unwrap()];
    block.extend_from_slice(path.as_bytes());
    block.extend_from_slice(b"\x01\x09localhost");
    // The headers and the stream end with this frame.
    frame(HEADERS, 0x5, stream, &block)
}

async fn client(server: &Running) -> TcpStream {
    client_with(server, &[]).await
}

async fn client_with(server: &Running, settings: &[u8]) -> TcpStream {
    let mut client = server.client().await;
    send(&mut client, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    send(&mut client, frame(SETTINGS, 0, 0, settings)).await;
    client
}

#[tokio::test]
async fn resetting_one_stream_drops_its_body_alone() {
    let mut server = Running::start().await;
    let mut client = client(&server).await;
    send(&mut client, request(1, "/endless")).await;
    read_until(&mut client, "hello").await;
    send(&mut client, request(3, "/watched")).await;
    read_until(&mut client, "hello").await;

    let cancel = frame(RST_STREAM, 0, 1, &[0, 0, 0, 8]);
    send(&mut client, cancel).await;
    server.dropped().await;

    // The connection and the other stream live.
    send(&mut client, frame(PING, 0, 0, b"are you?")).await;
    read_until(&mut client, "are you?").await;
    assert!(server.dropped.try_recv().is_err());
    drop(client);
    server.dropped().await;
}

/// All streams of a connection are of one task, but what answers their requests is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_computes_for_long_holds_up_no_other_stream() {
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = Arc::new(Mutex::new(released));
    let slow = warp::path!("slow").map(move || {
        let released = released.lock().unwrap();
        released.recv_timeout(super::PATIENCE).unwrap();
        "computed".into_response()
    });
    let quick = warp::path!("quick").map(|| "hello".into_response());
    let server = Running::serve(slow.or(quick).unify().boxed()).await;
    let mut client = client(&server).await;
    // At once: a runtime one of whose threads is blocked may not look for what comes later.
    let requests = [request(1, "/slow"), request(3, "/quick")].concat();
    send(&mut client, requests).await;
    read_until(&mut client, "hello").await;
    release.send(()).unwrap();
    read_until(&mut client, "computed").await;
}

#[tokio::test]
async fn a_panic_ends_the_stream_of_its_request_alone() {
    let answer = warp::path!("answer").map(|| -> warp::reply::Response {
        panic!("a filter with a mistake");
    });
    let body = warp::path!("body").map(|| {
        let body = stream::poll_fn(|_| -> Poll<Option<io::Result<Bytes>>> {
            panic!("a body with a mistake");
        });
        warp::reply::stream(body).into_response()
    });
    let fine = warp::path!("fine").map(|| "hello".into_response());
    let server = Running::serve(answer.or(body).unify().or(fine).unify().boxed()).await;
    let mut client = client(&server).await;
    for (stream, path) in [(1, "/answer"), (3, "/body")] {
        send(&mut client, request(stream, path)).await;
        // The frame of a reset has four bytes behind its head.
        let reset = [0, 0, 4, RST_STREAM, 0, 0, 0, 0, stream];
        read_until(&mut client, std::str::from_utf8(&reset).unwrap()).await;
    }
    send(&mut client, request(5, "/fine")).await;
    read_until(&mut client, "hello").await;
}

#[tokio::test]
async fn an_answer_is_dropped_with_its_stream() {
    let (on_drop, mut dropped) = mpsc::unbounded_channel();
    let waiting = warp::path!("waiting").then(move || {
        let recorder = Recorder(on_drop.clone());
        async move {
            let _recorder = recorder;
            pending::<warp::reply::Response>().await
        }
    });
    let server = Running::serve(waiting.boxed()).await;
    let mut client = client(&server).await;
    send(&mut client, request(1, "/waiting")).await;
    send(&mut client, frame(PING, 0, 0, b"are you?")).await;
    read_until(&mut client, "are you?").await;
    assert!(dropped.try_recv().is_err());
    send(&mut client, frame(RST_STREAM, 0, 1, &[0, 0, 0, 8])).await;
    super::in_time("the answer to be dropped", dropped.recv()).await;
}

#[tokio::test]
async fn streams_end_with_the_server() {
    let mut server = Running::start().await;
    let mut client = client(&server).await;
    for stream in [1, 3, 5] {
        send(&mut client, request(stream, "/endless")).await;
        read_until(&mut client, "hello").await;
    }
    server.stop();
    server.deadline();
    closed(&mut client).await;
    for _ in 0..3 {
        server.dropped().await;
    }
    server.ended().await;
}

#[tokio::test]
async fn an_idle_connection_closes_when_the_server_stops() {
    let mut server = Running::start().await;
    let mut client = client(&server).await;
    send(&mut client, request(1, "/short")).await;
    read_until(&mut client, "hello").await;
    server.stop();
    // hyper asks with a ping whether the client knows, and closes when it answers.
    answer_pings(&mut client).await;
    server.ended().await;
}

/// It answered pings, and so it stayed for ever.
#[tokio::test]
async fn a_client_that_asks_nothing_is_closed() {
    let mut server = Running::start_with(|server| server.header_read_timeout(SHORT)).await;
    let mut listening = client(&server).await;
    send(&mut listening, request(1, "/endless")).await;
    read_until(&mut listening, "hello").await;
    for asks in [false, true] {
        let mut client = client(&server).await;
        if asks {
            send(&mut client, request(1, "/short")).await;
        }
        let frames = answer_pings(&mut client).await;
        assert_eq!(
            (frames.contains(&HEADERS), frames.contains(&GOAWAY)),
            (asks, true)
        );
    }
    // More time has passed, in which nothing was said on the other connection.
    send(&mut listening, frame(PING, 0, 0, b"are you?")).await;
    read_until(&mut listening, "are you?").await;
    assert!(server.dropped.try_recv().is_err());
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_dropped() {
    // No stream of it has room for a single byte.
    let closed_windows = [0, 4, 0, 0, 0, 0];
    let mut server = Running::start_with(|server| server.header_read_timeout(SHORT)).await;
    let mut client = client_with(&server, &closed_windows).await;
    for stream in [1, 3] {
        send(&mut client, request(stream, "/flood")).await;
    }
    assert!(answer_pings(&mut client).await.contains(&GOAWAY));
    for _ in 0..2 {
        server.dropped().await;
    }
}

/// Answers pings until the connection is closed, and returns the kinds of all frames that came.
async fn answer_pings(client: &mut TcpStream) -> Vec<u8> {
    super::in_time("the connection to close", async {
        let (mut head, mut kinds) = ([0; 9], Vec::new());
        while client.read_exact(&mut head).await.is_ok() {
            let len = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut payload = vec![0; usize::try_from(len).unwrap()];
            client.read_exact(&mut payload).await.unwrap();
            kinds.push(head[3]);
            if head[3] == PING && head[4] == 0 {
                send(client, frame(PING, 1, 0, &payload)).await;
            }
        }
        kinds
    })
    .await
}
