//! How long the first event of a run takes that a request starts:
//! `cargo bench -p sse-progress-tests --bench starting`.
//!
//! One client asks one time after the other on a connection that is kept alive. Its times, from the
//! request to the end of the first event, are set beside those of replies of the same size that plain
//! hyper and plain warp give. The servers take turns, so that what else the machine does meets all alike.
//!
//! A thread of another core takes longer to wake than most of this takes to do, and where the system puts
//! the client differs from one server to the next. So it is measured once more on one core.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and has nobody to report to"
)]

use std::convert::Infallible;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::pin::Pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
#[cfg(target_os = "linux")]
use rustix::thread::{CpuSet, sched_getcpu, sched_setaffinity};
use sse_progress::{Jobs, Server, job, jobs};
use tokio::net::TcpListener;
use warp::Filter as _;

const REQUESTS: usize = 1_000;
const WARM_UP: usize = 100;
const AT_A_TIME: usize = 20;

/// How many times as long as warp's reply the first event may take.
const MOST: f64 = 1.5;

/// As long as a first event of ours.
const REPLY: &str = "event: progress\nid: 0123456789abcdefghijkl.1\nretry: 2113\ndata: \
    {\"run\":\"0123456789abcdefghijkl\",\"job\":\"nothing\",\"state\":\"running\",\"position\":0,\
    \"length\":null,\"unit\":\"items\",\"message\":\"\",\"fraction\":null,\"elapsed_ms\":0,\
    \"rate\":null,\"eta_ms\":null,\"queue\":null,\"tasks\":[]}\n\n";

/// Does nothing, so that all that is measured is ours.
#[job("/nothing", retention = "1s")]
async fn nothing() {}

fn main() {
    println!("first event of a run, {REQUESTS} requests, one after the other");
    println!(
        "{:24} {:>10} {:>10} {:>8} {:>11}  to reach",
        "", "median us", "p99 us", "x warp", "connections"
    );
    println!("where the system puts them");
    measure();
    #[cfg(target_os = "linux")]
    {
        let mut core = CpuSet::new();
        core.set(sched_getcpu());
        sched_setaffinity(None, &core).expect("a core");
        println!("client and servers on one core");
        measure();
    }
}

fn measure() {
    // As many threads wherever they are.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let mut clients: Vec<Client> = runtime.block_on(async {
        vec![
            Client::new("a reply of hyper", hyper().await, ""),
            Client::new("a reply of warp", plain_warp().await, ""),
            Client::new("ours, own server", own().await, "text/event-stream"),
            Client::new("ours, warp::serve", in_warp().await, "text/event-stream"),
            Client::new("ours, axum", in_axum().await, "text/event-stream"),
        ]
    });
    for client in &mut clients {
        (0..WARM_UP).for_each(|_| client.ask());
        client.times.clear();
        client.connections = 0;
    }
    for _ in 0..REQUESTS / AT_A_TIME {
        for client in &mut clients {
            (0..AT_A_TIME).for_each(|_| client.ask());
        }
    }
    let warp = clients[1].micros(0.5);
    for client in &mut clients {
        let (median, p99) = (client.micros(0.5), client.micros(0.99));
        let ratio = median / warp;
        let to_reach = match client.name {
            "ours, own server" if ratio <= MOST => "1.5 x warp: reached",
            "ours, own server" => "1.5 x warp: NOT REACHED",
            _ => "",
        };
        println!(
            "{:24} {median:10.0} {p99:10.0} {ratio:8.2} {:11}  {to_reach}",
            client.name, client.connections,
        );
    }
}

/// Asks a server, and keeps its connection for as long as the server does.
struct Client {
    name: &'static str,
    addr: SocketAddr,
    request: String,
    connection: Option<TcpStream>,
    /// How many were needed beside the first.
    connections: usize,
    times: Vec<Duration>,
}

impl Client {
    fn new(name: &'static str, addr: SocketAddr, accept: &str) -> Self {
        Self {
            name,
            addr,
            request: format!("GET /nothing HTTP/1.1\r\nhost: {addr}\r\naccept: {accept}\r\n\r\n"),
            connection: None,
            connections: 0,
            times: Vec::with_capacity(REQUESTS),
        }
    }

    fn ask(&mut self) {
        // Connecting is not what is measured.
        let mut connection = self.connection.take().unwrap_or_else(|| {
            self.connections += 1;
            let connection = TcpStream::connect(self.addr).expect("a connection");
            connection.set_nodelay(true).expect("an option");
            connection
        });
        let begin = Instant::now();
        connection
            .write_all(self.request.as_bytes())
            .expect("a request");
        let mut answer = Answer::default();
        answer.read_until(&mut connection, Answer::has_event);
        self.times.push(begin.elapsed());
        if answer.read_until(&mut connection, Answer::is_whole) {
            self.connection = Some(connection);
        }
    }

    fn micros(&mut self, share: f64) -> f64 {
        self.times.sort_unstable();
        let index = (self.times.len() - 1) as f64 * share;
        self.times[index.round() as usize].as_secs_f64() * 1e6
    }
}

/// An answer, as far as it has come.
#[derive(Default)]
struct Answer(Vec<u8>);

impl Answer {
    /// Reads until there is enough; the result is whether the connection goes on behind it.
    fn read_until(&mut self, connection: &mut TcpStream, enough: fn(&Self) -> bool) -> bool {
        let mut buffer = [0; 4096];
        while !enough(self) {
            let read = connection.read(&mut buffer).expect("an answer");
            if read == 0 {
                return false;
            }
            self.0.extend_from_slice(&buffer[..read]);
        }
        !self.has(b"connection: close\r\n")
    }

    fn has(&self, what: &[u8]) -> bool {
        self.0.windows(what.len()).any(|window| window == what)
    }

    fn has_event(&self) -> bool {
        self.has(b"\n\n")
    }

    /// Its last chunk has come, or, where there are none, all that there is.
    fn is_whole(&self) -> bool {
        self.0.ends_with(b"\r\n0\r\n\r\n") || !self.has(b"transfer-encoding: chunked\r\n")
    }
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    // On Linux its connections inherit that. Without, the end of a run waits until the client has
    // acknowledged its first event, and the next request finds everything asleep.
    let listening = socket2::SockRef::from(&listener);
    listening.set_tcp_nodelay(true).expect("an option");
    let addr = listener.local_addr().expect("an address");
    (listener, addr)
}

async fn hyper() -> SocketAddr {
    let (listener, addr) = listen().await;
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            let service = service_fn(|_: http::Request<Incoming>| async {
                Ok::<_, Infallible>(http::Response::new(Full::new(Bytes::from_static(
                    REPLY.as_bytes(),
                ))))
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service);
            tokio::spawn(connection);
        }
    });
    addr
}

async fn plain_warp() -> SocketAddr {
    serve_warp(warp::path("nothing").map(|| REPLY).boxed()).await
}

async fn in_warp() -> SocketAddr {
    serve_warp(jobs().routes()).await
}

async fn serve_warp<R: warp::Reply + 'static>(
    filter: warp::filters::BoxedFilter<(R,)>,
) -> SocketAddr {
    let (listener, addr) = listen().await;
    // Boxed, since the compiler loses track of its lifetimes within another future.
    let serving: Pin<Box<dyn Future<Output = ()> + Send>> =
        Box::pin(warp::serve(filter).incoming(listener).run());
    tokio::spawn(serving);
    addr
}

async fn own() -> SocketAddr {
    let server = Server::bind("127.0.0.1:0").await.expect("a socket");
    let addr = server.local_addr();
    tokio::spawn(async move { server.serve(&jobs()).await });
    addr
}

async fn in_axum() -> SocketAddr {
    let (listener, addr) = listen().await;
    let router = axum::Router::new().fallback_service(jobs().service());
    tokio::spawn(async move { axum::serve(listener, router).await });
    addr
}

fn jobs() -> Jobs {
    let jobs = Jobs::try_from(jobs![nothing]);
    jobs.expect("jobs that fit together")
}
