//! Streams of an HTTP/2 connection without TLS.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use h2::client::SendRequest;
use h2::{Reason, RecvStream, SendStream};
use tokio::task::JoinHandle;

use super::client::{connect, eventually, in_time};
use super::server::Server;
use super::sse::{Event, Parser};
use super::times::Times;

type Bytes = std::io::Cursor<Vec<u8>>;

/// One connection.
struct Client {
    sender: SendRequest<Bytes>,
    connection: JoinHandle<()>,
    addr: SocketAddr,
}

/// One event stream on it.
struct Stream {
    control: SendStream<Bytes>,
    body: RecvStream,
    parser: Parser,
}

impl Client {
    async fn connect(addr: SocketAddr) -> Self {
        let handshake = h2::client::Builder::new().handshake(connect(addr).await);
        let (sender, connection) = in_time("a handshake", handshake).await.unwrap();
        Self {
            sender,
            connection: tokio::spawn(async move { drop(connection.await) }),
            addr,
        }
    }

    async fn stream(&self, path: &str, id: Option<&str>) -> Stream {
        let mut request = http::Request::get(format!("http://{}{path}", self.addr))
            .header("accept", "text/event-stream");
        if let Some(id) = id {
            request = request.header("last-event-id", id);
        }
        let mut sender = in_time("room", self.sender.clone().ready()).await.unwrap();
        let (answer, control) = sender
            .send_request(request.body(()).unwrap(), true)
            .unwrap();
        let answer = in_time("an answer", answer).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(!answer.headers().contains_key("connection"));
        Stream {
            control,
            body: answer.into_body(),
            parser: Parser::default(),
        }
    }

    /// Ends the connection without a word of HTTP.
    async fn die(self) {
        self.connection.abort();
        let _ = self.connection.await;
    }
}

impl Stream {
    /// The next events, none at the end.
    async fn next(&mut self) -> Vec<Event> {
        loop {
            let data = in_time("an event", self.body.data()).await;
            let Some(data) = data else {
                return Vec::new();
            };
            let data = data.unwrap();
            self.body
                .flow_control()
                .release_capacity(data.len())
                .unwrap();
            let events = self.parser.push(&data);
            if !events.is_empty() {
                return events;
            }
        }
    }

    async fn rest(mut self) -> Vec<Event> {
        let mut all = Vec::new();
        loop {
            let events = self.next().await;
            if events.is_empty() {
                return all;
            }
            all.extend(events);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_stream_is_noticed_and_its_neighbours_go_on() {
    let server = Server::start().await;
    let client = Client::connect(server.addr).await;
    let mut neighbour = client.stream("/say?gate=1&lines=2", None).await;
    neighbour.next().await;
    let mut times = Times::default();
    for before in 1..=200 {
        let mut stream = client.stream("/wait", None).await;
        stream.next().await;
        eventually("it runs", || server.ledger.starts() > before).await;
        let left = Instant::now();
        stream.control.send_reset(Reason::CANCEL);
        times.add(server.ledger.end().await.saturating_duration_since(left));
    }
    times.print("RST_STREAM");
    assert!(times.percentile(99) < Duration::from_secs(2), "{times:?}");
    eventually("the neighbour alone is left", || {
        server.jobs.live_runs() == 1
    })
    .await;
    server.ledger.allow(1, 2);
    let end = neighbour.rest().await.pop().unwrap();
    assert_eq!(end.status(), "succeeded");
    drop(client);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_connection_takes_its_streams_along() {
    let server = Server::start().await;
    let mut times = Times::default();
    for round in 1..=20 {
        let client = Client::connect(server.addr).await;
        let mut streams = Vec::new();
        for _ in 0..10 {
            let mut stream = client.stream("/wait", None).await;
            stream.next().await;
            streams.push(stream);
        }
        eventually("all run", || server.ledger.starts() == round * 10).await;
        let left = Instant::now();
        client.die().await;
        for _ in 0..10 {
            times.add(server.ledger.end().await.saturating_duration_since(left));
        }
        server.idle().await;
    }
    times.print("HTTP/2 connection ended with 10 streams");
    assert!(times.percentile(99) < Duration::from_secs(2), "{times:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_stream_can_be_resumed() {
    let server = Server::start().await;
    let client = Client::connect(server.addr).await;
    let path = "/say?gate=1&lines=20";
    let mut seen = client.stream(path, None).await.next().await;
    for line in 1..=20 {
        // Dropped before its end, each stream is reset.
        let mut stream = client
            .stream(path, seen.last().map(|event| &*event.id))
            .await;
        server.ledger.allow(1, 1);
        let said = format!("line {line}");
        while seen.last().and_then(Event::said) != Some(&said) {
            let events = stream.next().await;
            assert!(!events.is_empty());
            seen.extend(events.into_iter().filter(Event::is_log));
        }
    }
    let last = seen.last().map(|event| event.id.clone());
    let rest = client.stream(path, last.as_deref()).await.rest().await;
    assert_eq!(rest.iter().filter(|event| event.is_log()).count(), 0);
    assert_eq!(rest.last().unwrap().status(), "succeeded");
    assert_eq!(seen.iter().filter_map(Event::said).count(), 20);
    assert_eq!(server.ledger.starts(), 1);
    drop(client);
    server.stop().await;
}

/// TCP is well and pings are answered, and hyper does not poll what nobody reads: only a watchdog
/// outside of the stream can tell.
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_not_read_is_dropped() {
    let limit = Duration::from_secs(2);
    let server = Server::with(|jobs| jobs.stall_timeout(limit), |server| server).await;
    let client = Client::connect(server.addr).await;
    let lines = 64;
    let stream = client
        .stream(&format!("/flood?gate=1&lines={lines}"), None)
        .await;
    eventually("it runs", || server.jobs.live_runs() == 1).await;
    server.ledger.allow(1, lines - 1);
    server.idle().await;
    drop(stream);
    drop(client);
    server.stop().await;
}
