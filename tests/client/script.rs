//! A server that plays a script: an act for each connection that it takes.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// Far more than anything takes, also on a busy machine.
const DEADLINE: Duration = Duration::from_secs(30);

/// Waits for what must happen.
pub(crate) async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future)
        .await
        .unwrap_or_else(|_| panic!("{what}: not in {DEADLINE:?}"))
}

/// What the server does with one connection, once it has read the request.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Sends these bytes and closes.
    Say(Vec<u8>),
    /// Sends these bytes, and waits until the client closes.
    Hold(Vec<u8>),
    /// Sends these bytes again and again, until the client closes.
    Repeat(Vec<u8>, Vec<u8>),
    /// Sends these bytes in pieces of this many, with a pause after each, and closes.
    Trickle(Vec<u8>, usize),
    /// Sends these bytes and resets the connection.
    Reset(Vec<u8>),
}

/// An answer with a body of its length.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Act {
    let mut head = format!(
        "HTTP/1.1 {status} Whatever\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    Act::Say(format!("{head}\r\n{body}").into_bytes())
}

/// A redirect.
pub(crate) fn redirect(status: u16, to: &str) -> Act {
    answer(status, &[("location", to)], "elsewhere")
}

/// A stream of events that is open, so far.
pub(crate) fn stream(events: impl AsRef<str>) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    [head, events.as_ref()].concat().into_bytes()
}

/// A stream of events that ends.
pub(crate) fn events(events: impl AsRef<str>) -> Act {
    Act::Say(stream(events))
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The method and the target.
    pub(crate) line: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(other, _)| other.eq_ignore_ascii_case(name))?;
        Some(value)
    }
}

/// The server.
pub(crate) struct Script {
    pub(crate) addr: SocketAddr,
    asked: UnboundedReceiver<Asked>,
    closed: UnboundedReceiver<()>,
    playing: JoinHandle<()>,
}

impl Script {
    /// A server that plays these acts, and takes no connection after the last.
    pub(crate) async fn play(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::play_on(listener, acts)
    }

    pub(crate) fn play_on(listener: TcpListener, acts: impl IntoIterator<Item = Act>) -> Self {
        let acts: Vec<Act> = acts.into_iter().collect();
        let addr = listener.local_addr().unwrap();
        let (asked_by, asked) = unbounded_channel();
        let (closed_by, closed) = unbounded_channel();
        let playing = tokio::spawn(async move {
            for act in acts {
                let (socket, _) = listener.accept().await.unwrap();
                tokio::spawn(play(socket, act, asked_by.clone(), closed_by.clone()));
            }
        });
        Self {
            addr,
            asked,
            closed,
            playing,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// The next request.
    pub(crate) async fn asked(&mut self) -> Asked {
        in_time("a request", self.asked.recv())
            .await
            .expect("a request")
    }

    /// Waits until the client has closed a connection that is held.
    pub(crate) async fn closed(&mut self) {
        in_time("the client closes", self.closed.recv())
            .await
            .expect("ours");
    }

    /// The requests that have come and were not looked at.
    pub(crate) fn rest(&mut self) -> Vec<Asked> {
        std::iter::from_fn(|| self.asked.try_recv().ok()).collect()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.playing.abort();
    }
}

async fn play(
    mut socket: TcpStream,
    act: Act,
    asked: UnboundedSender<Asked>,
    closed: UnboundedSender<()>,
) {
    socket.set_nodelay(true).unwrap();
    let Some(request) = read_request(&mut socket).await else {
        return;
    };
    let _ = asked.send(request);
    if let Act::Reset(bytes) = &act {
        let _ = socket.write_all(bytes).await;
        // Without any time to linger, closing resets.
        socket.set_zero_linger().unwrap();
        return;
    }
    perform(socket, act, closed).await;
}

/// Plays an act on a connection of any kind.
pub(crate) async fn perform(
    mut socket: impl AsyncRead + AsyncWrite + Unpin,
    act: Act,
    closed: UnboundedSender<()>,
) {
    match act {
        Act::Say(bytes) | Act::Reset(bytes) => {
            let _ = socket.write_all(&bytes).await;
            let _ = socket.shutdown().await;
        }
        Act::Hold(bytes) => {
            let _ = socket.write_all(&bytes).await;
            let _ = socket.read(&mut [0]).await;
            let _ = closed.send(());
        }
        Act::Trickle(bytes, size) => {
            let mut tick = tokio::time::interval(Duration::from_millis(2));
            for piece in bytes.chunks(size) {
                tick.tick().await;
                let _ = socket.write_all(piece).await;
            }
        }
        Act::Repeat(first, again) => {
            let mut bytes = &first;
            let mut tick = tokio::time::interval(Duration::from_millis(10));
            while socket.write_all(bytes).await.is_ok() {
                bytes = &again;
                tick.tick().await;
            }
            let _ = closed.send(());
        }
    }
}

/// Reads one request to its end.
pub(crate) async fn read_request(socket: &mut (impl AsyncRead + Unpin)) -> Option<Asked> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(socket.read_u8().await.ok()?);
    }
    let head = String::from_utf8(bytes).unwrap();
    let mut lines = head.trim_end().lines();
    let line = lines.next()?.strip_suffix(" HTTP/1.1")?.to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut asked = Asked {
        line,
        headers,
        body: String::new(),
    };
    if let Some(length) = asked.header("content-length") {
        let mut body = vec![0; length.parse().unwrap()];
        socket.read_exact(&mut body).await.ok()?;
        asked.body = String::from_utf8(body).unwrap();
    }
    Some(asked)
}
