//! Which version of HTTP a client speaks.

use std::io;

use bytes::Bytes;
use tokio::net::TcpStream;

/// What every HTTP/2 connection begins with.
const HTTP2_PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Version {
    Http1,
    Http2,
}

/// Reads just enough to tell, and hands over what it read. `None` when the client has left.
pub(super) async fn read(stream: &TcpStream) -> io::Result<Option<(Version, Bytes)>> {
    let mut first = [0; HTTP2_PREFACE.len()];
    let mut len = 0;
    loop {
        stream.readable().await?;
        match stream.try_read(&mut first[len..]) {
            Ok(0) => return Ok(None),
            Ok(read) => len += read,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        }
        let version = if first[..len] != HTTP2_PREFACE[..len] {
            Version::Http1
        } else if len == HTTP2_PREFACE.len() {
            Version::Http2
        } else {
            continue;
        };
        return Ok(Some((version, Bytes::copy_from_slice(&first[..len]))));
    }
}
