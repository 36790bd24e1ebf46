//! The listening socket.

use std::io;
use std::net::{SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::ToSocketAddrs;

use crate::error::Error;

/// How many clients may wait to be accepted, such as all those that come back after a restart. The
/// system has a limit of its own.
const BACKLOG: i32 = 4096;

/// Listens on the first address that can be had.
pub(super) async fn first(addrs: impl ToSocketAddrs) -> Result<TcpListener, Error> {
    let addrs = tokio::net::lookup_host(addrs).await.map_err(|error| {
        let message = format!("cannot resolve the address to listen on: {error}");
        Error::refused_by_system(message, error)
    })?;

    let mut last = io::Error::from(io::ErrorKind::InvalidInput);
    let mut reasons = Vec::new();
    for addr in addrs {
        match listen(addr) {
            Ok(listener) => return Ok(listener),
            Err(error) => {
                reasons.push(format!("cannot listen on {addr}: {error}"));
                last = error;
            }
        }
    }
    if reasons.is_empty() {
        reasons.push("the name to listen on has no address".to_owned());
    }
    Err(Error::refused_by_system(reasons.join("; "), last))
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    // Lets a restarted server have its port back while old connections linger. On Windows the
    // option would let two servers share a port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&addr.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
