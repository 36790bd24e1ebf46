//! A connection to Redis that comes back by itself.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::io::tcp::{TcpSettings, socket2::TcpKeepalive};
use redis::{AsyncConnectionConfig, Client, IntoConnectionInfo as _, Pipeline, RedisError, Value};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::run::Unreachable;

/// How long a connection may take to come about, with what has to be said on it at first.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How long an answer may take, beyond what a command is allowed to wait for.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(2);

/// The shortest and the longest time between two tries to connect. Meanwhile whoever asks is told at
/// once that Redis is away.
pub(super) const BACKOFF: (Duration, Duration) =
    (Duration::from_millis(50), Duration::from_millis(250));

/// Parses an address. Small packets must not wait for each other, and a peer that has vanished has to
/// be noticed.
pub(super) fn client(url: &str) -> Result<Client, RedisError> {
    let keepalive = TcpKeepalive::new()
        .with_time(Duration::from_secs(10))
        .with_interval(Duration::from_secs(5));
    let settings = TcpSettings::default()
        .set_nodelay(true)
        .set_keepalive(keepalive);
    #[cfg(feature = "redis-tls")]
    provide_cryptography();
    Client::open(url.into_connection_info()?.set_tcp_settings(settings))
}

/// The redis crate takes the cryptography that the process has chosen for its TLS, and panics if it has
/// chosen none.
#[cfg(feature = "redis-tls")]
fn provide_cryptography() {
    use rustls::crypto::{CryptoProvider, aws_lc_rs};
    if CryptoProvider::get_default().is_none() {
        // Another thread may have chosen meanwhile.
        let _ = aws_lc_rs::default_provider().install_default();
    }
}

/// One connection, which is made when it is needed and dropped when something is wrong with it. All
/// that is asked on it is answered within a bounded time.
pub(super) struct Link {
    client: Client,
    response_timeout: Duration,
    state: Mutex<State>,
    is_up: AtomicBool,
}

struct State {
    connection: Option<MultiplexedConnection>,
    /// Counts the connections, so that whoever finds one broken does not drop the next.
    number: u64,
    next_try: Instant,
    backoff: Duration,
}

impl Link {
    /// `waits` is for how long a command on it may block.
    pub(super) fn new(client: Client, waits: Duration) -> Self {
        Self {
            client,
            response_timeout: RESPONSE_TIMEOUT + waits,
            state: Mutex::new(State {
                connection: None,
                number: 0,
                next_try: Instant::now(),
                backoff: BACKOFF.0,
            }),
            is_up: AtomicBool::new(true),
        }
    }

    /// Connects, to know why if that is not possible.
    pub(super) async fn connect(&self) -> Result<(), RedisError> {
        let mut connection = self.open().await?;
        // That a password is missing is noticed by the first command.
        redis::cmd("PING").exec_async(&mut connection).await?;
        self.state.lock().await.connection = Some(connection);
        Ok(())
    }

    /// Whether the last that was heard of it was good.
    pub(super) fn is_up(&self) -> bool {
        // `Relaxed`: a hint.
        self.is_up.load(Ordering::Relaxed)
    }

    /// Runs commands in their order, and answers with a value for each. What Redis refuses is a value,
    /// too.
    ///
    /// # Errors
    ///
    /// When Redis cannot be reached, or can take no command at all now. Then it is not known which of
    /// the commands were executed.
    pub(super) async fn query(&self, commands: &Pipeline) -> Result<Vec<Value>, Unreachable> {
        if commands.is_empty() {
            return Ok(Vec::new());
        }
        let (mut connection, number) = self.connection().await?;
        let answers = connection
            .send_packed_commands(commands, 0, commands.len())
            .await;
        match answers {
            Ok(answers) => match answers.iter().find_map(unable) {
                None => Ok(answers),
                Some(reason) => {
                    self.drop_connection(number, &reason).await;
                    Err(Unreachable)
                }
            },
            Err(error) => {
                self.drop_connection(number, &error).await;
                Err(Unreachable)
            }
        }
    }

    async fn connection(&self) -> Result<(MultiplexedConnection, u64), Unreachable> {
        // Held while connecting: the others wait for that connection, and do not make their own.
        let mut state = self.state.lock().await;
        if let Some(connection) = &state.connection {
            return Ok((connection.clone(), state.number));
        }
        if Instant::now() < state.next_try {
            return Err(Unreachable);
        }
        match self.open().await {
            Ok(connection) => {
                state.connection = Some(connection.clone());
                state.number += 1;
                if !self.is_up.swap(true, Ordering::Relaxed) {
                    tracing::info!("Redis is back");
                }
                Ok((connection, state.number))
            }
            Err(error) => {
                self.down(&mut state, &error);
                Err(Unreachable)
            }
        }
    }

    async fn open(&self) -> Result<MultiplexedConnection, RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(self.response_timeout));
        self.client
            .get_multiplexed_async_connection_with_config(&config)
            .await
    }

    async fn drop_connection(&self, number: u64, reason: &impl fmt::Display) {
        let mut state = self.state.lock().await;
        if state.number == number && state.connection.take().is_some() {
            self.down(&mut state, reason);
        }
    }

    fn down(&self, state: &mut State, reason: &impl fmt::Display) {
        if self.is_up.swap(false, Ordering::Relaxed) {
            tracing::warn!(%reason, "Redis is away");
            state.backoff = BACKOFF.0;
        }
        state.next_try = Instant::now() + state.backoff;
        state.backoff = (state.backoff * 2).min(BACKOFF.1);
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("is_up", &self.is_up())
            .finish_non_exhaustive()
    }
}

/// The reason, if this answer says that the server can take no command, or none that writes: it loads
/// its data, has become a replica, or has no room.
fn unable(answer: &Value) -> Option<String> {
    const CODES: &[&str] = &[
        "LOADING",
        "READONLY",
        "MASTERDOWN",
        "CLUSTERDOWN",
        "MISCONF",
        "OOM",
        "NOREPLICAS",
        "BUSY",
        "TRYAGAIN",
        "NOAUTH",
        "NOPERM",
    ];
    let Value::ServerError(error) = answer else {
        return None;
    };
    CODES
        .contains(&error.code())
        .then(|| format!("{}: {}", error.code(), error.details().unwrap_or_default()))
}
