//! The client itself.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use tokio::time::Instant;

use super::address;
use super::answer::{self, Cancelled, Listed, Started};
use super::backoff::{Backoff, random};
use super::builder::ClientBuilder;
use super::error::Error;
use super::exchange::{Call, exchange};
use super::key::{self, IDEMPOTENCY_KEY};
use super::request::Request;
use super::settings::Settings;
use super::shown;
use super::watch::Watch;

/// How often the methods of [`Client`] that wait for an answer ask when an attempt fails for
/// a reason that may pass. A server that cannot be reached is an error at once.
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

    /// Starts a run at a job's path, or watches one at its own address, and tells what it says.
    ///
    /// It connects when it is first polled. A mistake in the request is the first and only item
    /// then.
    pub fn watch(&self, request: impl Into<Request>) -> Watch {
        Watch::new(self.0.clone(), self.starting(request.into()))
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
        let call = self.call_of_run(run.into().with_method(Method::DELETE))?;
        let (url, body, _) = self.ask(call, StatusCode::OK, "the state of a run").await?;
        answer::cancelled(&url, &body)
    }

    /// The jobs of a server, from its address: `http://localhost:3030`, with the prefix of its jobs
    /// if they have one.
    ///
    /// The listing is at `/jobs` below that, and its own address may be given as well. So an address
    /// that ends in `/jobs` is asked as it is first; if there is no listing, it is taken for a prefix
    /// that happens to end so. With a slash at its end it is always a prefix.
    ///
    /// # Errors
    ///
    /// When the server says no, or does not answer within [`ANSWER_WITHIN`].
    pub async fn jobs(&self, server: impl Into<Request>) -> Result<Vec<Listed>, Error> {
        let given = self.call(server.into().with_method(Method::GET))?;
        let mut below = given.clone();
        let path = given.url.path();
        below
            .url
            .set_path(&format!("{}/jobs", path.trim_end_matches('/')));
        if !path.ends_with("/jobs") {
            return self.listing(below).await;
        }
        let is_no_listing = |error: &Error| {
            error.is_unexpected() || error.is_not_found() || error.status() == Some(406)
        };
        match self.listing(given).await {
            Err(error) if is_no_listing(&error) => {
                let listed = self.listing(below).await;
                // If there is none below either, what the given address has answered tells more.
                listed.map_err(|other| if is_no_listing(&other) { error } else { other })
            }
            listed => listed,
        }
    }

    async fn listing(&self, call: Call) -> Result<Vec<Listed>, Error> {
        let (url, body, _) = self.ask(call, StatusCode::OK, "a list of jobs").await?;
        answer::listed(&url, &body)
    }

    /// A call to a run's own address.
    pub(super) fn call_of_run(&self, run: Request) -> Result<Call, Error> {
        let mut call = self.call(run)?;
        let Some((_, own)) = address::of_run(&call.url) else {
            return Err(Error::usage(format!(
                "{} is not the address of a run, which ends in /runs/ and the run's id",
                shown::address(&call.url)
            )));
        };
        call.url = own;
        Ok(call)
    }

    pub(super) fn call(&self, request: Request) -> Result<Call, Error> {
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

    /// A call that starts a run. All attempts carry the same `Idempotency-Key`, so that they start
    /// one run between them.
    fn starting(&self, request: Request) -> Result<Call, Error> {
        let mut call = self.call(request)?;
        if !call.trusted.contains_key(IDEMPOTENCY_KEY) {
            call.own.insert(IDEMPOTENCY_KEY, key::random()?);
        }
        Ok(call)
    }

    /// Asks until there is an answer, or an error that would be the same the next time.
    pub(super) async fn ask(
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
