//! How a client is made.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Certificate, redirect, retry};

use super::cause;
use super::error::Error;
use super::handle::Client;
use super::request::header;
use super::settings::Settings;
use crate::wire::Decoder;

/// How often a server shows that a stream is alive, unless said otherwise.
pub const HEARTBEAT: Duration = Duration::from_secs(15);

/// For how long a watch goes on trying without getting an event, unless said otherwise.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(300);

/// How long a connection may take to be made, unless said otherwise.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How many bytes one event, or one other answer, may have, unless said otherwise: 8 MiB.
pub const MAX_EVENT: usize = Decoder::DEFAULT_LIMIT;

/// How many bytes a `done` event may have, unless said otherwise: 64 MiB.
pub const MAX_DONE: usize = 64 << 20;

/// Makes a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use sse_progress::client::Client;
///
/// let client = Client::builder()
///     .bearer_token("sesame")
///     .header("x-tenant", "acme")
///     .give_up_after(Duration::from_secs(60))
///     .build()?;
/// # Ok::<(), sse_progress::client::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    headers: Result<HeaderMap, Error>,
    heartbeat: Duration,
    give_up_after: Option<Duration>,
    max_event: usize,
    max_done: usize,
    connect_timeout: Duration,
    roots: Result<Vec<Certificate>, Error>,
    unix_socket: Option<PathBuf>,
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            headers: Ok(HeaderMap::new()),
            heartbeat: HEARTBEAT,
            give_up_after: Some(GIVE_UP_AFTER),
            max_event: MAX_EVENT,
            max_done: MAX_DONE,
            connect_timeout: CONNECT_TIMEOUT,
            roots: Ok(Vec::new()),
            unix_socket: None,
        }
    }

    /// Adds a header to every request, and replaces one of the same name. It goes to the server
    /// of the address that is asked for, and not along with a redirect to another origin.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.headers = self.headers.and_then(|mut headers| {
            let (name, value) = header(name.as_ref(), value.as_ref())?;
            headers.insert(name, value);
            Ok(headers)
        });
        self
    }

    /// Sends `Authorization: Bearer …` with every request, as [`header`](Self::header) does.
    pub fn bearer_token(self, token: impl AsRef<str>) -> Self {
        self.header(AUTHORIZATION, format!("Bearer {}", token.as_ref()))
    }

    /// How often the server shows that a stream is alive: its job's `heartbeat`. A connection
    /// that is silent for three times as long is taken for dead. By default [`HEARTBEAT`], 15 s.
    ///
    /// Watching a job whose heartbeat is longer than these three loses nothing, but reconnects
    /// whenever the job has nothing to say.
    pub fn heartbeat(mut self, heartbeat: Duration) -> Self {
        self.heartbeat = heartbeat;
        self
    }

    /// For how long a watch goes on trying without getting an event, at its start and whenever it
    /// has lost its connection; `None` for ever. By default [`GIVE_UP_AFTER`], 5 minutes. The last
    /// attempt begins at the end of this time, and takes its own; there is none if the server has
    /// asked with `Retry-After` not to be asked in that time.
    ///
    /// A server that is not there when the watch begins is waited for as well, for it may be about
    /// to start; and so is a name that nobody knows, for a network may be about to come. To
    /// give up at once instead, as a command should when a port was mistyped, stop at the first
    /// [`Update::Reconnecting`](super::Update::Reconnecting) whose error
    /// [`is_connect`](super::Error::is_connect) before there was an event.
    pub fn give_up_after(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.give_up_after = time.into();
        self
    }

    /// How many bytes one event but `done`, or one other answer, may have. By default [`MAX_EVENT`],
    /// 8 MiB. A larger snapshot is [left out](super::Update::LeftOut), a larger log line ends the
    /// watch.
    pub fn max_event(mut self, bytes: usize) -> Self {
        self.max_event = bytes;
        self
    }

    /// How many bytes a `done` event may have, which holds the result of the run: a larger one ends
    /// the watch with an error. By default [`MAX_DONE`], 64 MiB, and never less than
    /// [`max_event`](Self::max_event).
    pub fn max_done(mut self, bytes: usize) -> Self {
        self.max_done = bytes;
        self
    }

    /// How long a connection may take to be made, TLS included. By default [`CONNECT_TIMEOUT`],
    /// 10 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Trusts these authorities (PEM, any number of certificates) besides those of the system.
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.roots = self.roots.and_then(|mut roots| {
            let added = Certificate::from_pem_bundle(pem.as_ref()).map_err(|error| {
                Error::usage("the root certificates are not PEM").because_of(error)
            })?;
            if added.is_empty() {
                return Err(Error::usage(
                    "there is no certificate among the root certificates",
                ));
            }
            roots.extend(added);
            Ok(roots)
        });
        self
    }

    /// Connects to this socket whatever the address says, and through no proxy. The address still
    /// says what is asked for: `http://localhost/count/100`.
    #[cfg(unix)]
    pub fn unix_socket(mut self, path: impl Into<PathBuf>) -> Self {
        self.unix_socket = Some(path.into());
        self
    }

    /// Makes the client. Proxies are those of the environment (`HTTP_PROXY`, `HTTPS_PROXY`,
    /// `ALL_PROXY`, `NO_PROXY`), as it is now.
    ///
    /// # Errors
    ///
    /// When a header or a certificate is wrong.
    pub fn build(self) -> Result<Client, Error> {
        let headers = self.headers?;
        let roots = self.roots?;
        let http = || {
            let builder = reqwest::Client::builder()
                .user_agent(concat!("sse-progress/", env!("CARGO_PKG_VERSION")))
                // `redirect` decides where headers may go, and `handle` and `session` what is repeated.
                .redirect(redirect::Policy::none())
                .retry(retry::never())
                .referer(false)
                .http1_only()
                // After a failure the next request must not use a connection that may be its cause.
                .pool_max_idle_per_host(0)
                .connect_timeout(self.connect_timeout);
            #[cfg(unix)]
            let builder = match self.unix_socket.clone() {
                Some(path) => builder.unix_socket(path),
                None => builder,
            };
            builder
        };
        let made = http().tls_certs_merge(roots.clone()).build();
        // A system without any authorities, such as a bare container, still speaks plain HTTP.
        let made = made.or_else(|_| http().tls_certs_only(roots).build());
        let http =
            made.map_err(|error| Error::usage(cause::innermost(&error)).because_of_http(error))?;
        Ok(Client::from(Settings {
            http,
            headers,
            silence: self.heartbeat.saturating_mul(3),
            give_up_after: self.give_up_after,
            max_event: self.max_event,
            max_done: self.max_done.max(self.max_event),
            unix_socket: self.unix_socket,
        }))
    }
}

/// The values of headers are not shown.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("headers", &self.headers)
            .field("heartbeat", &self.heartbeat)
            .field("give_up_after", &self.give_up_after)
            .field("max_event", &self.max_event)
            .field("max_done", &self.max_done)
            .field("connect_timeout", &self.connect_timeout)
            .field("unix_socket", &self.unix_socket)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let builder = Client::builder()
            .bearer_token("sesame")
            .header("x-api-key", "sesame");
        let client = builder.clone().build().unwrap();
        for shown in [format!("{builder:?}"), format!("{client:?}")] {
            assert!(shown.contains("x-api-key"), "{shown}");
            assert!(!shown.contains("sesame"), "{shown}");
        }
    }

    #[test]
    fn mistakes_are_said_when_it_is_built() {
        for (builder, said) in [
            (Client::builder().header("a b", "x"), "\"a b\""),
            (Client::builder().bearer_token("a\nb"), "`authorization`"),
            (Client::builder().root_certificates("x"), "no certificate"),
            (
                Client::builder().root_certificates(
                    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                ),
                "certificate",
            ),
        ] {
            let error = builder.build().unwrap_err();
            assert!(error.is_usage());
            assert!(error.to_string().contains(said), "{error}");
        }
    }
}
