//! The client itself.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use tokio::time::Instant;

use super::address;
use super::answer::{self, Cancelled, Listed, Started};
use super::backoff::{Backoff, random};
use super::builder::ClientBuilder;
use super::error::Error;
use super::exchange::{Call, exchange};
use super::key;
use super::request::Request;
use super::shown;
use super::watch::Watch;

pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// How often [`Client::start`], [`Client::cancel`] and [`Client::jobs`] ask, while the answer may
/// be another the next time. A server that cannot be reached is an error at once.
pub const ATTEMPTS: u32 = 3;

/// For how long they ask in all, and a second longer for each 64 KiB of a body.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Watches, starts and cancels runs of any server. Cheap to clone.
///
/// ```no_run
/// # async fn example() -> Result<(), sse_progress::client::Error> {
/// use sse_progress::client::{Client, Request};
///
/// let client = Client::new()?;
/// let resize = Request::post("http://localhost:3030/resize");
/// let started = client.start(resize.json(&serde_json::json!({ "width": 640 }))).await?;
/// println!("run {} is at {}", started.run, started.events);
/// client.cancel(&started.cancel).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client(Arc<Settings>);

/// What a client was built with.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) http: reqwest::Client,
    pub(super) headers: HeaderMap,
    /// The longest time without a sign of life.
    pub(super) silence: Duration,
    pub(super) give_up_after: Option<Duration>,
    pub(super) max_event: usize,
    /// Not less than `max_event`.
    pub(super) max_done: usize,
    /// What is connected to in place of the address.
    pub(super) unix_socket: Option<PathBuf>,
}

impl From<Settings> for Client {
    fn from(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }
}

impl Client {
    /// A client with the defaults of [`Client::builder`].
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A client with a token, headers and limits of your own.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0
    }

    /// Starts a run at a job's path, or watches one at its own address, and tells what it says.
    ///
    /// It connects when it is first polled. A mistake in the request is the first and only item
    /// then.
    pub fn watch(&self, request: impl Into<Request>) -> Watch {
        Watch::new(self.clone(), self.starting(request.into()))
    }

    /// Starts a run that goes on by itself, with `POST` whatever the request says.
    ///
    /// # Errors
    ///
    /// When the server says no, or does not answer within [`ANSWER_WITHIN`]. A run may have been
    /// started then, but never two: every attempt carries the same `Idempotency-Key`.
    pub async fn start(&self, request: impl Into<Request>) -> Result<Started, Error> {
        let call = self.starting(request.into().with_method(Method::POST))?;
        let answer = self.ask(call, StatusCode::ACCEPTED, "a run that was accepted");
        let (url, body, withheld) = answer.await?;
        answer::started(&url, &body, withheld)
    }

    /// Cancels a run, from its address or its [`Started::cancel`]. What had ended stays as it was.
    ///
    /// # Errors
    ///
    /// When the address is not one of a run, when the server says no, or does not answer within
    /// [`ANSWER_WITHIN`].
    pub async fn cancel(&self, run: impl Into<Request>) -> Result<Cancelled, Error> {
        let mut call = self.call(run.into().with_method(Method::DELETE))?;
        let Some((_, own)) = address::of_run(&call.url) else {
            return Err(Error::usage(format!(
                "{} is not the address of a run, which ends in /runs/ and the run's id",
                shown::address(&call.url)
            )));
        };
        call.url = own;
        let (url, body, _) = self.ask(call, StatusCode::OK, "the state of a run").await?;
        answer::cancelled(&url, &body)
    }

    /// The jobs of a server, from its address: `http://localhost:3030`, with the prefix of its jobs
    /// if they have one. With `/jobs` at its end it is taken as it is.
    ///
    /// # Errors
    ///
    /// When the server says no, or does not answer within [`ANSWER_WITHIN`].
    pub async fn jobs(&self, server: impl Into<Request>) -> Result<Vec<Listed>, Error> {
        let mut call = self.call(server.into().with_method(Method::GET))?;
        let path = call.url.path();
        if !path.ends_with("/jobs") {
            let path = format!("{}/jobs", path.trim_end_matches('/'));
            call.url.set_path(&path);
        }
        let (url, body, _) = self.ask(call, StatusCode::OK, "a list of jobs").await?;
        answer::listed(&url, &body)
    }

    fn call(&self, request: Request) -> Result<Call, Error> {
        let parts = request.parts()?;
        let mut trusted = self.0.headers.clone();
        trusted.extend(parts.headers);
        let mut own = HeaderMap::new();
        own.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ok(Call {
            method: parts.method,
            url: parts.url,
            trusted,
            own,
            body: parts.body,
        })
    }

    /// A call that carries the name of its intention.
    fn starting(&self, request: Request) -> Result<Call, Error> {
        let mut call = self.call(request)?;
        if !call.trusted.contains_key(IDEMPOTENCY_KEY) {
            call.own.insert(IDEMPOTENCY_KEY, key::random()?);
        }
        Ok(call)
    }

    /// Asks until there is an answer that will not be another one.
    async fn ask(
        &self,
        call: Call,
        expected: StatusCode,
        wanted: &str,
    ) -> Result<(Url, Bytes, bool), Error> {
        let address = shown::address(&call.url);
        let limit = ANSWER_WITHIN.saturating_add(call.upload_time());
        let end = Instant::now() + limit;
        let mut backoff = Backoff::new();
        let asking = async {
            let mut attempt = 1;
            loop {
                let error = match self.ask_once(call.clone(), expected, wanted).await {
                    Err(error) if error.is_transient() && !error.is_connect() => error,
                    answer => return answer,
                };
                let wait = backoff.after_failure(error.retry_after(), random());
                if attempt == ATTEMPTS || Instant::now() + wait > end {
                    return Err(error);
                }
                attempt += 1;
                tokio::time::sleep(wait).await;
            }
        };
        let answer = tokio::time::timeout_at(end, asking).await;
        answer.unwrap_or_else(|_| {
            let limit = humantime::format_duration(limit);
            Err(Error::silent(format!(
                "{address} did not answer within {limit}"
            )))
        })
    }

    async fn ask_once(
        &self,
        call: Call,
        expected: StatusCode,
        wanted: &str,
    ) -> Result<(Url, Bytes, bool), Error> {
        let answer = exchange(&self.0, call).await?;
        let status = answer.response.status();
        if status == expected {
            let (url, withheld) = (answer.url.clone(), answer.withheld);
            return Ok((url, answer.read(self.0.max_event).await?, withheld));
        }
        if status.is_success() {
            return Err(answer.unexpected(wanted).await);
        }
        Err(answer.refused().await)
    }
}
