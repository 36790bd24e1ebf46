//! Clients that leave, and say so in one way or another.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::AsyncWriteExt;

use super::client::{Answer, Events, Request, connect, eventually, reset};
use super::server::Server;
use super::times::Times;

const TRIES: usize = 200;

/// Nobody has to wait for a heartbeat, which this job has once in an hour. On an idle machine it
/// takes a tenth of a millisecond; the bound is for a busy one.
const AT_ONCE: Duration = Duration::from_secs(2);

/// How long it takes from a client's leaving to the end of the job's future.
async fn measure(what: &str, leave: impl AsyncFn(Events)) {
    let server = Server::start().await;
    let mut times = Times::default();
    for before in 0..TRIES {
        let mut events = Request::events("/wait").stream(server.addr).await;
        events.next().await.unwrap();
        // The first snapshot may be there before the function is.
        eventually("the job runs", || server.ledger.starts() > before).await;
        let left = Instant::now();
        leave(events).await;
        times.add(server.ledger.end().await.saturating_duration_since(left));
    }
    server.idle().await;
    assert_eq!(server.ledger.starts(), TRIES);
    times.print(what);
    assert!(times.percentile(99) < AT_ONCE, "{times:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fin_cancels_at_once() {
    measure("FIN", async |events| drop(events.finish().await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_cancels_at_once() {
    measure("RST", async |events| events.reset()).await;
}

/// Writes what hyper does not read while it answers, so that hyper does not see the FIN behind it.
async fn after(bytes: &[u8], mut events: Events) {
    events.socket().write_all(bytes).await.unwrap();
    drop(events.finish().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stray_byte_hides_no_fin() {
    measure("stray byte, then FIN", async |events| {
        after(b"x", events).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_line_hides_no_fin() {
    measure("CRLF, then FIN", async |events| {
        after(b"\r\n", events).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_request_hides_no_fin() {
    let second = Request::events("/wait").bytes();
    measure("pipelined request, then FIN", async |events| {
        after(&second, events).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_request_hides_no_reset() {
    let second = Request::events("/wait").bytes();
    measure("pipelined request, then RST", async |mut events| {
        events.socket().write_all(&second).await.unwrap();
        events.reset();
    })
    .await;
}

/// Without a whole body there is no run, whatever the client does next.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_an_end_starts_nothing() {
    let server = Server::start().await;
    let length = [("Content-Length", "100")];
    let chunked = [("Transfer-Encoding", "chunked")];
    for headers in [length, chunked] {
        for accept in ["text/event-stream", "application/json"] {
            for resets in [false, true] {
                let mut request = Request::post("/wait").header("Accept", accept);
                for (name, value) in headers {
                    request = request.header(name, value);
                }
                let mut stream = connect(server.addr).await;
                stream.write_all(&request.bytes()).await.unwrap();
                stream.write_all(b"5\r\n{\"a\":").await.unwrap();
                if resets {
                    reset(stream);
                    continue;
                }
                stream.shutdown().await.unwrap();
                let answer = Answer::read(stream).await;
                assert_eq!(answer.status, 400);
            }
        }
    }
    // Another request's run shows that starts are counted.
    let body = json!({});
    let answer = Request::post("/wait").json(&body).send(server.addr).await;
    assert_eq!(answer.status, 202);
    eventually("it runs", || server.ledger.starts() == 1).await;
    let run = answer.json().await["run"].as_str().unwrap().to_owned();
    let cancel = Request::new("DELETE", &format!("/runs/{run}"));
    assert_eq!(cancel.send(server.addr).await.status, 200);
    server.idle().await;
    assert_eq!(server.ledger.starts(), 1);
    server.stop().await;
}

/// A client that cannot come back leaves no grace behind; one that can has its time.
#[tokio::test(flavor = "multi_thread")]
async fn grace_is_for_those_who_can_come_back() {
    const GRACE: Duration = Duration::from_millis(700);
    let server = Server::start().await;
    for (request, grace) in [
        (Request::events("/hold?gate=0&lines=1"), GRACE),
        (Request::get("/hold?gate=0&lines=1"), Duration::ZERO),
    ] {
        let mut events = request.stream(server.addr).await;
        events.next().await.unwrap();
        eventually("it runs", || server.jobs.live_runs() == 1).await;
        let left = Instant::now();
        events.reset();
        server.idle().await;
        let took = left.elapsed();
        assert!(took >= grace, "{took:?}");
        assert!(took < grace + AT_ONCE, "{took:?}");
    }
    server.stop().await;
}
