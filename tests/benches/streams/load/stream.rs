//! One client: its socket, and how far it has read.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr};

use mio::net::TcpStream;

use super::http2::{self, Frames, Heard};
use super::scanner::{Event, Scanner};
use crate::contestant::Version;

#[derive(Debug)]
pub(crate) struct Stream {
    pub(super) socket: TcpStream,
    /// What is still to be sent of the request.
    request: Vec<u8>,
    reading: Reading,
    scanner: Scanner,
    /// What was read last, and whether there was a `done`.
    pub(super) seen: Seen,
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

impl Stream {
    pub(super) fn connect(
        addr: SocketAddr,
        version: Version,
        path: &str,
        last_event_id: Option<String>,
    ) -> io::Result<Self> {
        let mut headers = vec![("accept", "text/event-stream".to_owned())];
        headers.extend(last_event_id.map(|id| ("last-event-id", id)));
        let (request, reading) = match version {
            Version::Http1 => {
                let mut request = format!("GET {path} HTTP/1.1\r\nhost: {addr}\r\n");
                for (name, value) in headers {
                    request.extend([name, ": ", &value, "\r\n"]);
                }
                request.push_str("\r\n");
                (request.into_bytes(), Reading::Head(Vec::new()))
            }
            Version::Http2 => (
                http2::request(addr, path, &headers),
                Reading::Http2(Frames::default()),
            ),
        };
        Ok(Self {
            socket: TcpStream::connect(addr)?,
            request,
            reading,
            scanner: Scanner::default(),
            seen: Seen::default(),
        })
    }

    /// Sends what is left of the request.
    pub(super) fn write(&mut self) -> io::Result<()> {
        if self.request.is_empty() {
            return Ok(());
        }
        match self.socket.write(&self.request) {
            Ok(sent) => {
                self.request.drain(..sent);
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
        let (scanner, seen) = (&mut self.scanner, &mut self.seen);
        match &mut self.reading {
            Reading::Body => scanner.scan(bytes, |event| take(seen, Came::Event(event))),
            Reading::Head(head) => {
                head.extend_from_slice(bytes);
                let end = head.windows(4).position(|end| end == b"\r\n\r\n");
                if let Some(end) = end {
                    let body = head.split_off(end + 4);
                    let text = String::from_utf8_lossy(head);
                    assert!(text.starts_with("HTTP/1.1 200"), "refused: {text}");
                    self.reading = Reading::Body;
                    take(seen, Came::Head);
                    scanner.scan(&body, |event| take(seen, Came::Event(event)));
                }
            }
            Reading::Http2(frames) => {
                let mut answers = Vec::new();
                frames.read(bytes, |heard| match heard {
                    Heard::Head => take(seen, Came::Head),
                    Heard::Data(data) => {
                        scanner.scan(data, |event| take(seen, Came::Event(event)));
                    }
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
