//! The server: an accept loop over hyper, for HTTP/1.1 and for HTTP/2 without TLS.
//!
//! Beyond `warp::serve`, it sets its sockets up for small packets that must not wait, writes the
//! bodies of event streams itself, which costs less and notices clients that leave in the cases in
//! which hyper does not, gives up on peers that have vanished, and stops within a deadline, however
//! many streams are open.

mod accept;
mod admit;
mod bind;
mod connection;
mod disconnect;
mod http1;
mod http2;
mod idle;
mod preface;
mod received;
mod serve;
mod service;
mod signal;
mod socket;
mod stream_writer;
mod tasks;

#[cfg(test)]
#[cfg(feature = "warp")]
mod tests;

pub use serve::serve;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::time::Duration;

use tokio::net::{TcpListener, ToSocketAddrs};

use crate::error::Error;

use service::HttpService;
use tasks::Tasks;

/// How long a client may take to send the head of a request, and how long a connection may idle
/// between two requests, or with streams of which the client takes nothing (HTTP/2).
pub const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(10);

/// How long sent bytes may stay unacknowledged, or a client may not read, until its connection is
/// closed.
pub const TCP_USER_TIMEOUT: Duration = Duration::from_secs(30);

/// How long runs may go on when the server has been told to stop; then they are cancelled.
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// A server that is bound to its address and does not serve yet.
///
/// Clients can connect already, and are answered when it serves.
///
/// ```no_run
/// use sse_progress::{Jobs, Server};
/// use warp::Filter;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), sse_progress::Error> {
/// let jobs = Jobs::builder().build()?;
/// let server = Server::bind("127.0.0.1:0").await?;
/// println!("listening on http://{}", server.local_addr());
///
/// let health = warp::path!("health").map(|| "fine");
/// server.serve_with(&jobs, health.or(jobs.routes())).await
/// # }
/// ```
pub struct Server {
    listener: std::net::TcpListener,
    local_addr: SocketAddr,
    timeouts: Timeouts,
    shutdown: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    shutdown_grace: Duration,
    /// Whether it prints that it waits for runs.
    says_so: bool,
}

/// How long a connection waits for its client.
#[derive(Clone, Copy, Debug)]
struct Timeouts {
    header_read: Duration,
    tcp_user: Duration,
}

/// What all connections of a server have in common.
#[derive(Clone, Copy, Debug)]
struct ConnectionConfig {
    timeouts: Timeouts,
    /// Whether the server listens on a loopback address.
    on_loopback: bool,
}

impl Server {
    /// Listens on the first of the addresses that can be had. Port 0 lets the system choose.
    ///
    /// # Errors
    ///
    /// When the name cannot be resolved, or when none of its addresses can be listened on: the
    /// message then has each address and the reason, such as a port in use.
    pub async fn bind(addr: impl ToSocketAddrs) -> Result<Self, Error> {
        Self::from_listener(bind::first(addr).await?)
    }

    /// Serves on a socket that listens already, such as one handed over by a service manager.
    ///
    /// ```
    /// use std::net::TcpListener;
    /// use sse_progress::Server;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let server = Server::from_listener(listener)?;
    /// println!("listening on {}", server.local_addr());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the socket has no address or cannot be made non-blocking.
    pub fn from_listener(listener: std::net::TcpListener) -> Result<Self, Error> {
        listener.set_nonblocking(true)?;
        Ok(Self {
            local_addr: listener.local_addr()?,
            listener,
            timeouts: Timeouts {
                header_read: HEADER_READ_TIMEOUT,
                tcp_user: TCP_USER_TIMEOUT,
            },
            shutdown: None,
            shutdown_grace: SHUTDOWN_GRACE,
            says_so: false,
        })
    }

    /// The address that it listens on, with the port that the system chose.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// How long a client may take to send the head of a request, and how long a connection may
    /// idle between two; [`HEADER_READ_TIMEOUT`] unless set.
    ///
    /// An HTTP/2 connection idles while no request is being answered on it, or while its client takes nothing of
    /// any answer. After this time, or up to twice as long, it is closed with a GOAWAY, and after as long
    /// again it is dropped. A stream of events that is read is never idle, however little it says.
    #[must_use]
    pub fn header_read_timeout(mut self, timeout: Duration) -> Self {
        // hyper adds it to an instant, which panics when it overflows.
        const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
        self.timeouts.header_read = timeout.min(YEAR);
        self
    }

    /// How long sent bytes may stay unacknowledged, or a client may not read, until its connection
    /// is closed; [`TCP_USER_TIMEOUT`] unless set. Zero leaves it to the system, which takes
    /// minutes to hours.
    ///
    /// It is there for HTTP/1. HTTP/2 connections are pinged every 15 s as well, and given up when there
    /// is no answer 15 s later, whatever this is set to.
    ///
    /// A client that reads far more slowly than there is to read may be disconnected, too. Its system
    /// accepts nothing new until a good part of its receive buffer is free. Linux restarts this timer
    /// only when it sees window space, so a very slow reader can look like one that has stopped. It
    /// comes back as after any broken connection. Let jobs log at a pace that clients can follow, or
    /// raise this time.
    ///
    /// It is set on Linux and Android alone; other systems use their own limit.
    #[must_use]
    pub fn tcp_user_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.tcp_user = timeout;
        self
    }

    /// What the server is told to stop by, instead of Ctrl-C and SIGTERM.
    ///
    /// ```
    /// use sse_progress::{Jobs, Server, job, jobs};
    /// use tokio::sync::oneshot;
    ///
    /// #[job("/ping")]
    /// async fn ping() {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (stop, stopped) = oneshot::channel();
    /// let server = Server::bind("127.0.0.1:0").await?.shutdown_on(async {
    ///     let _ = stopped.await;
    /// });
    /// let jobs = Jobs::builder().jobs(jobs![ping]).build()?;
    /// let serving = tokio::spawn(async move { server.serve(&jobs).await });
    /// let _ = stop.send(());
    /// serving.await??;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn shutdown_on(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.shutdown = Some(Box::pin(signal));
        self
    }

    /// How long runs may go on when the server has been told to stop; [`SHUTDOWN_GRACE`] unless
    /// set. Then they are cancelled.
    #[must_use]
    pub fn shutdown_grace(mut self, grace: Duration) -> Self {
        self.shutdown_grace = grace;
        self
    }

    /// Serves until `stop` completes, then finishes the responses that have begun until
    /// `deadline` completes, and drops the rest.
    ///
    /// `deadline` is first polled after `stop`, and not waited for when nothing is left to finish.
    async fn serve_until<S: HttpService>(
        self,
        service: S,
        stop: impl Future<Output = ()>,
        deadline: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let config = ConnectionConfig {
            timeouts: self.timeouts,
            on_loopback: self.local_addr.ip().to_canonical().is_loopback(),
        };
        let listener = TcpListener::from_std(self.listener)?;
        let tasks = Tasks::new();

        let mut stop = pin!(stop);
        loop {
            let stream = tokio::select! {
                biased;
                () = &mut stop => break,
                stream = accept::next(|| listener.accept()) => stream,
            };
            let tracker = tasks.tracker();
            tracker
                .clone()
                .spawn(connection::serve(stream, service.clone(), config, tracker));
        }
        // Whoever connects from now on is refused at once, rather than never answered.
        drop(listener);

        tasks.finish(deadline).await;
        Ok(())
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("local_addr", &self.local_addr)
            .finish_non_exhaustive()
    }
}
