//! One connection of a client that speaks HTTP/1.1 by hand.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use super::request::Request;
use super::response::{Head, Response};
use super::soon;
use super::stream::EventStream;

#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) socket: TcpStream,
    unread: Vec<u8>,
    /// What stands before the path of each request.
    prefix: &'static str,
}

impl Connection {
    pub(crate) async fn open(addr: SocketAddr) -> Self {
        let socket = soon("connect", TcpStream::connect(addr)).await.unwrap();
        socket.set_nodelay(true).unwrap();
        Self {
            socket,
            unread: Vec::new(),
            prefix: "",
        }
    }

    /// A client whose system takes a few kilobytes for it until it reads.
    pub(crate) async fn narrow(addr: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let socket = soon("connect", socket.connect(addr)).await.unwrap();
        Self {
            socket,
            unread: Vec::new(),
            prefix: "",
        }
    }

    /// The jobs are below this prefix.
    pub(crate) fn below(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    /// A request as it is to be sent here.
    pub(crate) fn bytes_of(&self, request: &Request) -> Vec<u8> {
        request.bytes_below(self.prefix)
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let sent = self.socket.write_all(bytes.as_ref());
        soon("send", sent).await.unwrap();
    }

    /// Sends as much as the server takes before it hangs up.
    pub(crate) async fn try_send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = soon("send", self.socket.write_all(bytes.as_ref())).await;
    }

    /// Reads some more, and says whether there was more.
    async fn fill(&mut self) -> bool {
        let read = self.socket.read_buf(&mut self.unread);
        soon("more bytes", read).await.is_ok_and(|read| read > 0)
    }

    /// Everything up to and with `end`, or `None` if the connection ends before.
    pub(crate) async fn read_through(&mut self, end: &[u8]) -> Option<Vec<u8>> {
        let mut searched = 0;
        loop {
            let found = self.unread[searched..]
                .windows(end.len())
                .position(|window| window == end);
            if let Some(index) = found {
                let rest = self.unread.split_off(searched + index + end.len());
                return Some(std::mem::replace(&mut self.unread, rest));
            }
            searched = (self.unread.len() + 1).saturating_sub(end.len());
            if !self.fill().await {
                return None;
            }
        }
    }

    pub(crate) async fn read_exactly(&mut self, length: usize) -> Vec<u8> {
        while self.unread.len() < length {
            assert!(self.fill().await, "the connection ended within a body");
        }
        let rest = self.unread.split_off(length);
        std::mem::replace(&mut self.unread, rest)
    }

    /// Everything until the server closes the connection.
    pub(crate) async fn read_to_end(&mut self) -> Vec<u8> {
        while self.fill().await {}
        std::mem::take(&mut self.unread)
    }

    /// The head of the next answer, or `None` if the connection ends instead.
    pub(crate) async fn try_head(&mut self) -> Option<Head> {
        let head = self.read_through(b"\r\n\r\n").await?;
        Some(Head::parse(&head[..head.len() - 4]))
    }

    pub(crate) async fn head(&mut self) -> Head {
        self.try_head().await.expect("an answer")
    }

    /// The whole answer to a request of this method.
    pub(crate) async fn response(&mut self, method: &str) -> Response {
        let head = self.head().await;
        let endless = head.header("transfer-encoding").is_some()
            && head.header("content-type") == Some("text/event-stream");
        assert!(!endless, "a stream and no answer: {head:?}");
        let bodiless = method == "HEAD" || matches!(head.status, 204 | 304);
        let body = if bodiless {
            Vec::new()
        } else if let Some(length) = head.header("content-length") {
            self.read_exactly(length.parse().unwrap()).await
        } else {
            let mut body = Vec::new();
            while let Some(chunk) = self.chunk().await {
                body.extend_from_slice(&chunk);
            }
            body
        };
        Response { head, body }
    }

    /// Sends a request and reads the answer; the connection can be used again.
    pub(crate) async fn ask(&mut self, request: &Request) -> Response {
        self.send(self.bytes_of(request)).await;
        self.response(&request.method).await
    }

    /// One chunk (RFC 9112, section 7.1), `None` after the last.
    pub(crate) async fn chunk(&mut self) -> Option<Vec<u8>> {
        let line = self.read_through(b"\r\n").await.expect("a chunk");
        let size = std::str::from_utf8(&line[..line.len() - 2]).unwrap();
        let size = usize::from_str_radix(size, 16).expect("a size and no extension");
        let mut chunk = self.read_exactly(size + 2).await;
        assert!(chunk.ends_with(b"\r\n"), "a chunk ends with its line");
        chunk.truncate(size);
        (size > 0).then_some(chunk)
    }

    /// Sends a request that is answered with a stream.
    pub(crate) async fn watch(mut self, request: &Request) -> EventStream {
        self.send(self.bytes_of(request)).await;
        EventStream::begin(self).await
    }

    /// Whether the server has nothing more to say: it closes, or waits for a request.
    pub(crate) fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }
}
