//! Real sockets, and clients that write their bytes by hand.

mod gone;
mod http2;
mod listening;
mod stopping;
mod streams;
mod timeouts;

use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use http::header::{CONTENT_TYPE, HeaderValue};
use socket2::SockRef;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use warp::filters::BoxedFilter;
use warp::{Filter, Reply};

use super::Server;

/// Far longer than anything here takes, so that a test fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(20);

async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future)
        .await
        .unwrap_or_else(|_| panic!("waited too long for {what}"))
}

/// A server and what it tells about itself.
struct Running {
    addr: SocketAddr,
    dropped: mpsc::UnboundedReceiver<()>,
    stop: Option<oneshot::Sender<()>>,
    deadline: Option<oneshot::Sender<()>>,
    ended: JoinHandle<std::io::Result<()>>,
}

impl Running {
    async fn start() -> Self {
        Self::start_with(|server| server).await
    }

    async fn start_with(configure: impl FnOnce(Server) -> Server) -> Self {
        let (on_drop, dropped) = mpsc::unbounded_channel();
        Self::run(configure, routes(on_drop), dropped).await
    }

    /// One with routes of a test's own.
    async fn serve(routes: BoxedFilter<(warp::reply::Response,)>) -> Self {
        let (_, dropped) = mpsc::unbounded_channel();
        Self::run(|server| server, routes, dropped).await
    }

    async fn run(
        configure: impl FnOnce(Server) -> Server,
        routes: BoxedFilter<(impl Reply + 'static,)>,
        dropped: mpsc::UnboundedReceiver<()>,
    ) -> Self {
        let server = configure(Server::bind("127.0.0.1:0").await.unwrap());
        let addr = server.local_addr();
        let (stop, stopped) = oneshot::channel();
        let (deadline, over) = oneshot::channel();
        let ended = tokio::spawn(server.serve_until(
            warp::service(routes),
            async { drop(stopped.await) },
            async { drop(over.await) },
        ));
        Self {
            addr,
            dropped,
            stop: Some(stop),
            deadline: Some(deadline),
            ended,
        }
    }

    async fn client(&self) -> TcpStream {
        TcpStream::connect(self.addr).await.unwrap()
    }

    /// A client that has seen the beginning of an endless response.
    async fn watcher(&self, path: &str) -> TcpStream {
        let mut client = self.client().await;
        send(&mut client, &get(path)).await;
        read_until(&mut client, "hello").await;
        client
    }

    fn stop(&mut self) {
        drop(self.stop.take());
    }

    fn deadline(&mut self) {
        drop(self.deadline.take());
    }

    async fn dropped(&mut self) {
        in_time("a body to be dropped", self.dropped.recv()).await;
    }

    async fn ended(self) {
        in_time("the server to end", self.ended)
            .await
            .unwrap()
            .unwrap();
    }
}

/// `/short` answers and is done. `/endless` says hello and then nothing, for ever; `/watched` does
/// the same as an event stream. `/flood` and `/events` never stop talking.
fn routes(on_drop: mpsc::UnboundedSender<()>) -> BoxedFilter<(impl Reply,)> {
    let on_drop = warp::any().map(move || Recorder(on_drop.clone()));
    let short = warp::path!("short").map(|| "hello".into_response());
    let endless = warp::path!("endless")
        .and(on_drop.clone())
        .map(|recorder| respond(recorder, stream::pending()));
    let watched = warp::path!("watched")
        .and(on_drop.clone())
        .map(|recorder| events(respond(recorder, stream::pending())));
    let flood = |recorder| {
        let chunk = Bytes::from(vec![b'.'; 64 * 1024]);
        respond(recorder, stream::repeat(Some(chunk)))
    };
    let talking = warp::path!("events")
        .and(on_drop.clone())
        .map(move |recorder| events(flood(recorder)));
    let flood = warp::path!("flood").and(on_drop).map(flood);
    short
        .or(endless)
        .unify()
        .or(watched)
        .unify()
        .or(flood)
        .unify()
        .or(talking)
        .unify()
        .boxed()
}

fn events(mut response: warp::reply::Response) -> warp::reply::Response {
    let kind = HeaderValue::from_static("text/event-stream");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

fn respond<S>(recorder: Recorder, rest: S) -> warp::reply::Response
where
    S: Stream<Item = Option<Bytes>> + Send + Sync + 'static,
{
    let hello = stream::iter([Some(Bytes::from_static(b"hello"))]);
    let body = hello
        .chain(rest)
        .take_while(|chunk| std::future::ready(chunk.is_some()))
        .filter_map(std::future::ready)
        .map(Ok::<_, std::io::Error>);
    warp::reply::stream(Recorded {
        body: Box::pin(body),
        _recorder: recorder,
    })
    .into_response()
}

/// Tells when it is dropped.
struct Recorder(mpsc::UnboundedSender<()>);

impl Drop for Recorder {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

struct Recorded<S> {
    body: Pin<Box<S>>,
    _recorder: Recorder,
}

impl<S: Stream> Stream for Recorded<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.body.as_mut().poll_next(cx)
    }
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n")
}

async fn send(client: &mut TcpStream, bytes: impl AsRef<[u8]>) {
    client.write_all(bytes.as_ref()).await.unwrap();
}

async fn read_until(client: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    while !text.contains(end) {
        let mut buf = [0; 1024];
        let read = in_time(end, client.read(&mut buf)).await.unwrap();
        assert_ne!(read, 0, "closed after {text:?}");
        text.push_str(&String::from_utf8_lossy(&buf[..read]));
    }
    text
}

/// Reads until the server has closed the connection, whichever way it did.
async fn closed(client: &mut TcpStream) {
    let mut buf = vec![0; 64 * 1024];
    while !matches!(
        in_time("the connection to close", client.read(&mut buf)).await,
        Ok(0) | Err(_)
    ) {}
}

/// Closes a connection with a RST.
fn reset(client: TcpStream) {
    SockRef::from(&client)
        .set_linger(Some(Duration::ZERO))
        .unwrap();
}
