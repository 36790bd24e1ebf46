//! `GET /runs`: the runs of whoever asks, newest first, as a page of JSON or as a stream of such pages.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::{Method, StatusCode};
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::problem::{Problem, no_room};
use super::request::{MAX_LIMIT, Request};
use super::response_body::{self, Response};
use super::site::Site;
use super::stream::{self, Opening};
use super::stream_body::{Frame, Source};
use crate::parameters::{InputError, InputErrorKind, InputErrors, Location, pairs};
use crate::protocol::RunSummary;
use crate::run::{ListCursor, Policy, Principal, RunEvents, Unreachable};
use crate::runs::Runs;
use crate::wire::{self, First};

/// How many runs a page has if the request does not say.
const LIMIT: usize = 20;

/// How often a stream looks for what has changed.
const INTERVAL: Duration = Duration::from_millis(250);

/// A page, or a stream of the newest page whenever it has changed. Such a stream does not count as
/// watching: a run that everybody leaves is cancelled all the same.
pub(super) async fn reply(
    site: &Site,
    request: &Request,
    principal: Option<&Principal>,
) -> Result<Response, Problem> {
    let Some(owner) = principal else {
        return Err(Problem::new(StatusCode::FORBIDDEN).detail(
            "runs are listed by whom they belong to, and here they belong to nobody: \
             the application has no `authorize` hook",
        ));
    };
    let query = Query::parse(&request.query, &site.query_set_aside)?;
    let accept = request.accept;
    if accept.names_events && accept.json <= accept.events {
        if request.method == Method::HEAD {
            return Ok(stream::head());
        }
        let opening = Opening::new(site, request)?;
        let pages = Pages::open(site.runs.clone(), owner.clone(), query);
        let Policy {
            heartbeat, retry, ..
        } = Policy::DEFAULT;
        return Ok(opening.carry(site, pages, heartbeat, retry));
    }
    match page(&site.runs, owner, &query).await {
        Ok(json) => Ok(response_body::json(StatusCode::OK, json)),
        Err(Unreachable) => Err(no_room(
            "it cannot be known now which runs other processes have",
        )),
    }
}

/// What a request asks for.
#[derive(Debug)]
struct Query {
    limit: usize,
    before: Option<ListCursor>,
}

impl Query {
    /// # Errors
    ///
    /// When it has a name that means nothing here, or a value that is none.
    fn parse(query: &str, set_aside: &[String]) -> Result<Self, InputErrors> {
        let mut parsed = Self {
            limit: LIMIT,
            before: None,
        };
        let mut errors = InputErrors::default();
        for pair in pairs(query.as_bytes()) {
            let (name, value) = (pair.name, pair.value.unwrap_or_else(|| "\u{FFFD}".into()));
            let about = |detail: String, expected: String| {
                InputError::new(Location::Query, InputErrorKind::Value, detail)
                    .about(name.as_str())
                    .expected(expected)
            };
            let found = || format!("found `{}`", value.escape_debug());
            match name.as_str() {
                "limit" => match value.parse() {
                    Ok(limit) if (1..=MAX_LIMIT).contains(&limit) => parsed.limit = limit,
                    _ => errors.push(about(found(), format!("a number from 1 to {MAX_LIMIT}"))),
                },
                "before" => match value.parse() {
                    Ok(before) => parsed.before = Some(before),
                    Err(_) => {
                        errors.push(about(found(), "what `next` of another page says".into()))
                    }
                },
                _ if set_aside.contains(&name) => {}
                _ => errors.push(about(
                    "there is no such parameter".into(),
                    "`limit` or `before`".into(),
                )),
            }
        }
        match errors.is_empty() {
            true => Ok(parsed),
            false => Err(errors),
        }
    }
}

#[derive(Serialize)]
struct Page {
    runs: Vec<RunSummary>,
    /// Where the runs behind these are, as a relative address; null behind the last.
    next: Option<String>,
}

/// A page as JSON.
async fn page(runs: &Runs, owner: &Principal, query: &Query) -> Result<String, Unreachable> {
    // One more, which shows that there is another page.
    let mut found = runs
        .page(owner, query.before.as_ref(), query.limit + 1)
        .await?;
    let more = found.len() > query.limit;
    found.truncate(query.limit);
    let last = found.last().filter(|_| more);
    let next = last.map(|(listed, _)| format!("?before={listed}&limit={}", query.limit));
    let page = Page {
        runs: found.into_iter().map(|(_, summary)| summary).collect(),
        next,
    };
    Ok(serde_json::to_string(&page).unwrap_or_else(|error| {
        tracing::error!(%error, "a list of runs could not be written as JSON");
        r#"{"runs":[],"next":null}"#.to_owned()
    }))
}

/// The pages of one stream. They come from a task, since a page may have to be asked for.
#[derive(Debug)]
struct Pages {
    /// One at most: a client that reads slowly gets the page that is new when it has read the last.
    pages: mpsc::Receiver<String>,
    task: AbortHandle,
}

impl Pages {
    fn open(runs: Arc<Runs>, owner: Principal, query: Query) -> Self {
        let (sender, pages) = mpsc::channel(1);
        let task = tokio::spawn(async move {
            tokio::select! {
                Err(Gone) = send(&sender, &runs, &owner, &query) => {}
                () = shut_down(runs.events()) => {}
            }
        });
        Self {
            pages,
            task: task.abort_handle(),
        }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The stream is over, or other processes cannot be asked: its client comes back.
struct Gone;

impl From<Unreachable> for Gone {
    fn from(Unreachable: Unreachable) -> Self {
        Self
    }
}

async fn send(
    pages: &mpsc::Sender<String>,
    runs: &Runs,
    owner: &Principal,
    query: &Query,
) -> Result<Infallible, Gone> {
    let mut sent = String::new();
    loop {
        let room = pages.reserve().await.map_err(|_| Gone)?;
        let json = page(runs, owner, query).await?;
        if json != sent {
            sent.clone_from(&json);
            room.send(json);
        } else {
            drop(room);
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Waits until there are no runs any more, so that the stream does not hold the server up.
async fn shut_down(mut events: RunEvents) {
    while events.next().await.is_some() {}
}

impl Source for Pages {
    fn poll_next(&mut self, cx: &mut Context<'_>, first: Option<First>) -> Poll<Option<Frame>> {
        let page = ready!(self.pages.poll_recv(cx));
        Poll::Ready(page.map(|page| Frame {
            first: wire::encode_page("runs", &page, first.map(|first| first.retry)),
            rest: None,
        }))
    }
}
