//! Servers that send the same events without us: the floor, and what one writes by hand.

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::response::sse::{KeepAlive, Sse};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use http_body_util::StreamBody;
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender, channel};
use warp::Filter as _;

use super::super::message;
use super::{Place, listen};

/// How many events a client may be behind.
const BEHIND: usize = 256;

/// A log line of ours: its number, and the JSON, which is made once for all clients.
#[derive(Clone)]
struct Line {
    number: u64,
    data: Arc<str>,
}

impl Line {
    fn new(number: u64) -> Self {
        let message = message::write(number);
        let time = humantime::format_rfc3339_millis(SystemTime::now());
        Self {
            number,
            data: format!(r#"{{"level":"info","message":"{message}","time":"{time}"}}"#).into(),
        }
    }

    fn encode(&self) -> String {
        let Self { number, data } = self;
        // An id is as long as ours.
        format!("event: log\nid: 0123456789abcdefghijkl.{number}\ndata: {data}\n\n")
    }
}

/// Makes an event every so many milliseconds for whoever subscribes; none if that is 0.
fn produce<T: Clone + Send + 'static>(every_ms: u64, make: fn(Line) -> T) -> Sender<T> {
    let (sender, _) = channel(BEHIND);
    let events = sender.clone();
    tokio::spawn(async move {
        if every_ms == 0 {
            return;
        }
        let mut ticks = tokio::time::interval(Duration::from_millis(every_ms));
        for number in 1.. {
            ticks.tick().await;
            let _ = events.send(make(Line::new(number)));
        }
    });
    sender
}

/// What a receiver gets, as a stream that never ends.
fn receive<T, E>(
    receiver: Receiver<T>,
    make: fn(T) -> E,
) -> impl Stream<Item = Result<E, Infallible>>
where
    T: Clone,
{
    stream::unfold(receiver, move |mut receiver| async move {
        loop {
            match receiver.recv().await {
                Ok(event) => return Some((Ok(make(event)), receiver)),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    })
}

/// The events of one client, made as often as its request says: `every_ms=200`.
fn own_events(request: &str) -> impl Stream<Item = Line> + use<> {
    let every = request.split_once("every_ms=").map(|(_, rest)| rest);
    let (every_ms, _) = message::digits(every.expect("a number").as_bytes());
    let ticks = tokio::time::interval(Duration::from_millis(every_ms));
    stream::unfold((1, ticks), |(number, mut ticks)| async move {
        ticks.tick().await;
        Some((Line::new(number), (number + 1, ticks)))
    })
}

fn place(addr: std::net::SocketAddr) -> Place {
    Place {
        addr,
        shared: "/events".to_owned(),
        own: OWN,
    }
}

/// The path of events that each client has for itself.
const OWN: &str = "/own";

/// The floor: a task for each client, which writes bytes that are made once for all, in the chunks of
/// HTTP/1.1. It sees neither that a client has left nor that one stands still.
pub(super) async fn tcp(every_ms: u64) -> Place {
    let events = produce(every_ms, chunk);
    let (listener, addr) = listen().await;
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            tokio::spawn(write(stream, events.subscribe()));
        }
    });
    place(addr)
}

fn chunk(line: Line) -> Bytes {
    let event = line.encode();
    format!("{:x}\r\n{event}\r\n", event.len()).into()
}

async fn write(mut stream: TcpStream, mut events: Receiver<Bytes>) {
    const HEAD: &[u8] =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    let _ = stream.set_nodelay(true);
    let own = {
        let mut request = [0; 1024];
        let Ok(read) = stream.read(&mut request).await else {
            return;
        };
        if stream.write_all(HEAD).await.is_err() {
            return;
        }
        let request = String::from_utf8_lossy(&request[..read]);
        request.contains(OWN).then(|| own_events(&request))
    };
    if let Some(own) = own {
        let mut own = pin!(own);
        while let Some(line) = own.next().await {
            if stream.write_all(&chunk(line)).await.is_err() {
                return;
            }
        }
        return;
    }
    while let Ok(event) = events.recv().await {
        if stream.write_all(&event).await.is_err() {
            return;
        }
    }
}

/// hyper's HTTP/1.1 with events that are encoded once for all clients.
pub(super) async fn hyper(every_ms: u64) -> Place {
    let events = produce(every_ms, |line| Bytes::from(line.encode()));
    let (listener, addr) = listen().await;
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            let _ = stream.set_nodelay(true);
            let events = events.clone();
            let service = service_fn(move |_: http::Request<Incoming>| {
                let body = StreamBody::new(receive(events.subscribe(), Frame::data));
                let response = http::Response::builder()
                    .header("content-type", "text/event-stream")
                    .body(body);
                async move { response }
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service);
            tokio::spawn(connection);
        }
    });
    place(addr)
}

/// `warp::sse` in `warp::serve`, as its documentation shows it.
pub(super) async fn warp_sse(every_ms: u64) -> Place {
    let lines = produce(every_ms, |line| line);
    let event = |line: Line| {
        warp::sse::Event::default()
            .event("log")
            .id(format!("0123456789abcdefghijkl.{}", line.number))
            .data(&*line.data)
    };
    let shared = warp::path("events").and(warp::get()).map(move || {
        let events = receive(lines.subscribe(), event);
        warp::sse::reply(warp::sse::keep_alive().stream(events))
    });
    let own = warp::path("own").and(warp::query::raw());
    let own = own.and(warp::get()).map(move |query: String| {
        let events = own_events(&query).map(move |line| Ok::<_, Infallible>(event(line)));
        warp::sse::reply(warp::sse::keep_alive().stream(events))
    });
    let route = shared.or(own);
    let (listener, addr) = listen().await;
    // Boxed, since the compiler loses track of its lifetimes within another future.
    let serving: Pin<Box<dyn Future<Output = ()> + Send>> =
        Box::pin(warp::serve(route).incoming(listener).run());
    tokio::spawn(serving);
    place(addr)
}

/// axum's `Sse`, as its documentation shows it.
pub(super) async fn axum_sse(every_ms: u64) -> Place {
    let lines = produce(every_ms, |line| line);
    let event = |line: Line| {
        axum::response::sse::Event::default()
            .event("log")
            .id(format!("0123456789abcdefghijkl.{}", line.number))
            .data(&*line.data)
    };
    let shared = axum::routing::get(move || {
        let events = receive(lines.subscribe(), event);
        async { Sse::new(events).keep_alive(KeepAlive::default()) }
    });
    let own = axum::routing::get(move |axum::extract::RawQuery(query)| {
        let events = own_events(&query.unwrap_or_default());
        let events = events.map(move |line| Ok::<_, Infallible>(event(line)));
        async { Sse::new(events).keep_alive(KeepAlive::default()) }
    });
    let router = axum::Router::new().route("/events", shared).route(OWN, own);
    let (listener, addr) = listen().await;
    tokio::spawn(async move { axum::serve(listener, router).await });
    place(addr)
}
