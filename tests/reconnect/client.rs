//! An HTTP/1.1 client of bare sockets, so that a test can do what no HTTP library lets it do.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::sse::{Event, Parser};

/// Far more than anything takes, also on a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Waits for what must happen.
pub(crate) async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(DEADLINE, future)
        .await
        .unwrap_or_else(|_| panic!("{what}: not in {DEADLINE:?}"))
}

/// Waits for something that no event tells.
pub(crate) async fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let mut tick = tokio::time::interval(Duration::from_millis(1));
    in_time(what, async {
        while !is_so() {
            tick.tick().await;
        }
    })
    .await;
}

/// A request to be sent any number of times.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    head: String,
    body: String,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            head: format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n"),
            body: String::new(),
        }
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// What an `EventSource` sends.
    pub(crate) fn events(path: &str) -> Self {
        Self::get(path).header("Accept", "text/event-stream")
    }

    pub(crate) fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn last_event_id(self, id: &str) -> Self {
        self.header("Last-Event-ID", id)
    }

    pub(crate) fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string();
        let length = self.body.len().to_string();
        self.header("Content-Type", "application/json")
            .header("Content-Length", &length)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        format!("{}\r\n{}", self.head, self.body).into_bytes()
    }

    /// Sends it on a connection of its own and reads the head of the answer.
    pub(crate) async fn send(&self, addr: SocketAddr) -> Answer {
        let mut stream = connect(addr).await;
        stream.write_all(&self.bytes()).await.expect("sent");
        Answer::read(stream).await
    }

    /// Sends it, and expects an event stream.
    pub(crate) async fn stream(&self, addr: SocketAddr) -> Events {
        self.send(addr).await.events()
    }
}

pub(crate) async fn connect(addr: SocketAddr) -> TcpStream {
    let stream = in_time("connecting", TcpStream::connect(addr)).await;
    let stream = stream.expect("connected");
    stream.set_nodelay(true).expect("a socket option");
    stream
}

/// How a body ends.
#[derive(Debug)]
enum Framing {
    Chunked,
    Length(usize),
    Close,
}

/// An answer of which the head has been read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) stream: TcpStream,
    headers: Vec<(String, String)>,
    framing: Framing,
    buffer: Vec<u8>,
    /// The connection ended before the body.
    broken: bool,
}

impl Answer {
    pub(crate) async fn read(stream: TcpStream) -> Self {
        let mut answer = Self {
            status: 0,
            stream,
            headers: Vec::new(),
            framing: Framing::Close,
            buffer: Vec::new(),
            broken: false,
        };
        let head = loop {
            if let Some(head) = answer.take_until(b"\r\n\r\n") {
                break String::from_utf8(head).expect("a head of text");
            }
            assert!(answer.fill().await, "no answer");
        };
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        answer.status = status.expect("a status line").parse().expect("a status");
        answer.headers = lines
            .map(|line| line.split_once(": ").expect("a header"))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.framing = Framing::Chunked;
        } else if let Some(length) = answer.header("content-length") {
            answer.framing = Framing::Length(length.parse().expect("a length"));
        } else if answer.status == 204 {
            answer.framing = Framing::Length(0);
        }
        answer
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The whole body.
    pub(crate) async fn text(mut self) -> String {
        let mut body = Vec::new();
        while let Some(piece) = self.piece().await {
            body.extend(piece);
        }
        assert!(!self.broken, "the answer broke off");
        String::from_utf8(body).expect("text")
    }

    pub(crate) async fn json(self) -> Value {
        serde_json::from_str(&self.text().await).expect("JSON")
    }

    pub(crate) fn events(self) -> Events {
        assert_eq!(self.status, 200);
        assert_eq!(self.header("content-type"), Some("text/event-stream"));
        Events {
            answer: self,
            parser: Parser::default(),
            ready: VecDeque::new(),
            last_id: None,
        }
    }

    /// The next piece of the body, `None` at its end.
    async fn piece(&mut self) -> Option<Vec<u8>> {
        loop {
            match self.framing {
                Framing::Length(0) => return None,
                Framing::Length(left) if !self.buffer.is_empty() => {
                    let taken = left.min(self.buffer.len());
                    self.framing = Framing::Length(left - taken);
                    return Some(self.buffer.drain(..taken).collect());
                }
                Framing::Close if !self.buffer.is_empty() => {
                    return Some(std::mem::take(&mut self.buffer));
                }
                Framing::Chunked => {
                    if let Some(chunk) = self.chunk() {
                        return Some(chunk).filter(|chunk| !chunk.is_empty());
                    }
                }
                _ => {}
            }
            if !self.fill().await {
                self.broken |= !matches!(self.framing, Framing::Close);
                return None;
            }
        }
    }

    /// The next whole chunk; an empty one is the last.
    fn chunk(&mut self) -> Option<Vec<u8>> {
        let head = self.buffer.windows(2).position(|pair| pair == b"\r\n")?;
        let size = std::str::from_utf8(&self.buffer[..head]).expect("a size");
        let size = usize::from_str_radix(size, 16).expect("a chunk's size");
        let end = head + 2 + size;
        if self.buffer.len() < end + 2 {
            return None;
        }
        let mut chunk: Vec<u8> = self.buffer.drain(..end + 2).collect();
        assert!(chunk.ends_with(b"\r\n"), "a chunk has its end");
        chunk.truncate(end);
        Some(chunk.split_off(head + 2))
    }

    fn take_until(&mut self, mark: &[u8]) -> Option<Vec<u8>> {
        let at = self.buffer.windows(mark.len()).position(|w| w == mark)?;
        let mut taken: Vec<u8> = self.buffer.drain(..at + mark.len()).collect();
        taken.truncate(at);
        Some(taken)
    }

    /// Reads more; false at the end of the connection.
    async fn fill(&mut self) -> bool {
        match in_time("reading", self.stream.read_buf(&mut self.buffer)).await {
            Ok(read) => read > 0,
            Err(_) => {
                self.broken = true;
                false
            }
        }
    }
}

/// An open event stream.
#[derive(Debug)]
pub(crate) struct Events {
    answer: Answer,
    parser: Parser,
    ready: VecDeque<Event>,
    last_id: Option<String>,
}

impl Events {
    /// The next event, `None` at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        // Heartbeats alone must not keep a test waiting.
        in_time("an event", self.read()).await
    }

    async fn read(&mut self) -> Option<Event> {
        while self.ready.is_empty() {
            let piece = self.answer.piece().await?;
            self.ready.extend(self.parser.push(&piece));
        }
        let event = self.ready.pop_front()?;
        self.last_id = Some(event.id.clone());
        Some(event)
    }

    /// The same with another patience.
    #[allow(dead_code, reason = "the tests of several processes need it")]
    pub(crate) async fn next_within(&mut self, patience: Duration) -> Option<Event> {
        let event = timeout(patience, self.read()).await;
        event.unwrap_or_else(|_| panic!("no event in {patience:?}"))
    }

    /// Reads on until an event is the one.
    pub(crate) async fn find(&mut self, is_it: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = self.next().await.expect("it comes before the end");
            if is_it(&event) {
                return event;
            }
        }
    }

    /// Reads on until the job says this.
    pub(crate) async fn hear(&mut self, said: &str) -> Event {
        self.find(|event| event.said() == Some(said)).await
    }

    /// Reads on until there has been another heartbeat, and no event with it.
    pub(crate) async fn heartbeat(&mut self) {
        let before = self.parser.heartbeats;
        while self.parser.heartbeats == before {
            let piece = self.answer.piece().await.expect("a heartbeat");
            self.ready.extend(self.parser.push(&piece));
        }
    }

    /// Reads on until a part of an event is there, and throws it away as a broken connection does.
    pub(crate) async fn half_an_event(&mut self) {
        if let Some(piece) = self.answer.piece().await {
            let half = &piece[..piece.len() / 2];
            let whole = self.parser.push(half);
            self.ready.extend(whole);
        }
    }

    /// The bytes of all that is left.
    pub(crate) async fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.answer.piece().await {
            bytes.extend(piece);
        }
        bytes
    }

    /// All that is left.
    pub(crate) async fn rest(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }

    /// All that is left of a stream that is ended by its server in an orderly way.
    pub(crate) async fn read_to_end(&mut self) -> Vec<Event> {
        let events = self.rest().await;
        assert!(!self.answer.broken, "the stream broke off");
        assert!(!self.parser.is_in_an_event(), "the last event is cut");
        events
    }

    /// What its client would send as `Last-Event-ID`.
    pub(crate) fn last_id(&self) -> &str {
        self.last_id.as_deref().expect("an event was read")
    }

    /// Says FIN. The connection stays until the result is dropped.
    pub(crate) async fn finish(mut self) -> TcpStream {
        self.answer.stream.shutdown().await.expect("a FIN");
        self.answer.stream
    }

    /// Says RST.
    pub(crate) fn reset(self) {
        reset(self.answer.stream);
    }

    pub(crate) fn socket(&mut self) -> &mut TcpStream {
        &mut self.answer.stream
    }
}

pub(crate) fn reset(stream: TcpStream) {
    stream.set_zero_linger().expect("a socket option");
    drop(stream);
}
