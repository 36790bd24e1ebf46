//! One client: its socket, its streams, and how far it has read each.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr};

use mio::net::TcpStream;

use super::http2::{self, Frames, Heard};
use super::scanner::{Event, Scanner};
use crate::contestant::Version;

#[derive(Debug)]
pub(crate) struct Client {
    pub(super) socket: TcpStream,
    /// What is still to be sent of its requests.
    requests: Vec<u8>,
    reading: Reading,
    /// One but over HTTP/2.
    pub(super) streams: Vec<Stream>,
}

#[derive(Debug, Default)]
pub(super) struct Stream {
    scanner: Scanner,
    /// What was read last, and whether there was a `done`.
    pub(super) seen: Seen,
}

impl Stream {
    fn scan(&mut self, bytes: &[u8], take: &mut impl FnMut(&mut Seen, Came)) {
        let seen = &mut self.seen;
        self.scanner
            .scan(bytes, |event| take(seen, Came::Event(event)));
    }
}

/// How far a client has read, which a new connection of its goes on with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) position: u64,
    pub(crate) number: u64,
    pub(crate) begun: bool,
    pub(crate) done: bool,
}

#[derive(Debug)]
enum Reading {
    /// Of HTTP/1.1, as far as it has come.
    Head(Vec<u8>),
    Body,
    Http2(Frames),
}

/// What has come.
#[derive(Clone, Copy, Debug)]
pub(super) enum Came {
    Head,
    Event(Event),
}

impl Client {
    pub(super) fn connect(
        addr: SocketAddr,
        version: Version,
        paths: &[String],
        last_event_id: Option<String>,
    ) -> io::Result<Self> {
        let mut headers = vec![("accept", "text/event-stream".to_owned())];
        headers.extend(last_event_id.map(|id| ("last-event-id", id)));
        let (requests, reading) = match version {
            Version::Http1 => {
                let [path] = paths else {
                    panic!("not one stream over HTTP/1: {paths:?}");
                };
                let mut request = format!("GET {path} HTTP/1.1\r\nhost: {addr}\r\n");
                for (name, value) in headers {
                    request.extend([name, ": ", &value, "\r\n"]);
                }
                request.push_str("\r\n");
                (request.into_bytes(), Reading::Head(Vec::new()))
            }
            Version::Http2 { .. } => (
                http2::requests(addr, paths, &headers),
                Reading::Http2(Frames::default()),
            ),
        };
        Ok(Self {
            socket: TcpStream::connect(addr)?,
            requests,
            reading,
            streams: paths.iter().map(|_| Stream::default()).collect(),
        })
    }

    /// Sends what is left of the requests.
    pub(super) fn write(&mut self) -> io::Result<()> {
        if self.requests.is_empty() {
            return Ok(());
        }
        match self.socket.write(&self.requests) {
            Ok(sent) => {
                self.requests.drain(..sent);
                Ok(())
            }
            // Not connected yet; then there will be another event.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::NotConnected
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Reads what there is; the result is whether there may be more. `closed` says that the server has
    /// sent its last byte: then the end is behind what there is, and no event tells of it again.
    pub(super) fn read(
        &mut self,
        buffer: &mut [u8],
        closed: bool,
        mut take: impl FnMut(&mut Seen, Came),
    ) -> io::Result<bool> {
        loop {
            let read = match self.socket.read(buffer) {
                Ok(0) => return Ok(false),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(true),
                Err(error) if error.kind() == io::ErrorKind::NotConnected => return Ok(true),
                Err(error) => return Err(error),
            };
            self.take(&buffer[..read], &mut take)?;
            if read < buffer.len() && !closed {
                // Whatever comes from now on makes another event.
                return Ok(true);
            }
        }
    }

    fn take(&mut self, bytes: &[u8], take: &mut impl FnMut(&mut Seen, Came)) -> io::Result<()> {
        let streams = &mut self.streams;
        match &mut self.reading {
            Reading::Body => streams[0].scan(bytes, take),
            Reading::Head(head) => {
                head.extend_from_slice(bytes);
                let end = head.windows(4).position(|end| end == b"\r\n\r\n");
                if let Some(end) = end {
                    let body = head.split_off(end + 4);
                    let text = String::from_utf8_lossy(head);
                    assert!(text.starts_with("HTTP/1.1 200"), "refused: {text}");
                    self.reading = Reading::Body;
                    take(&mut streams[0].seen, Came::Head);
                    streams[0].scan(&body, take);
                }
            }
            Reading::Http2(frames) => {
                let mut answers = Vec::new();
                frames.read(bytes, |heard| match heard {
                    Heard::Head(index) => take(&mut streams[index].seen, Came::Head),
                    Heard::Data(index, data) => streams[index].scan(data, take),
                    Heard::Answer(answer) => answers.extend(answer),
                });
                self.socket.write_all(&answers)?;
            }
        }
        Ok(())
    }

    /// Leaves, as a client does that has read everything: with a FIN.
    pub(super) fn leave(&self) {
        let _ = self.socket.shutdown(Shutdown::Write);
    }
}
