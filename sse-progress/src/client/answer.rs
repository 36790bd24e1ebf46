//! What a server answers in JSON.

use reqwest::Url;
use serde::Deserialize;

use super::address;
use super::error::Error;
use super::shown;
use crate::protocol::{Done, RunId};

/// A run that was accepted, and goes on by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// The run.
    pub run: RunId,
    /// Where it is watched: for [`Client::watch`](super::Client::watch).
    pub events: Url,
    /// Where it is cancelled: for [`Client::cancel`](super::Client::cancel).
    pub cancel: Url,
}

/// The answer to a request to cancel a run.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Cancelled {
    /// The run.
    pub run: RunId,
    /// How it ended; `None` if it has been asked to stop and has not stopped yet.
    #[serde(default)]
    pub done: Option<Done>,
}

/// One job of a server.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// What it does, in Markdown; may be empty.
    #[serde(default)]
    pub description: String,
    /// The methods that start it: `GET`, `POST`.
    pub methods: Vec<String>,
    /// Its path below the server's prefix, with `{parameter}` for a segment that is a parameter.
    pub path: String,
    /// Whether it takes a body of any type.
    #[serde(default)]
    pub body: bool,
    /// Of which media type its body has to be, if it has to be of one, such as `multipart/form-data`.
    #[serde(default)]
    pub body_type: Option<String>,
    /// The JSON Schema of its parameters: an object with their names as `properties`.
    #[serde(default)]
    pub parameters: serde_json::Value,
}

/// `202 Accepted`.
#[derive(Deserialize)]
struct Accepted {
    run: RunId,
    events: String,
    cancel: String,
}

/// `GET /jobs`.
#[derive(Deserialize)]
struct Listing {
    jobs: Vec<Listed>,
}

/// Reads a `202` from `url`. `withheld`: it comes from where the caller's headers do not go.
pub(super) fn started(url: &Url, body: &[u8], withheld: bool) -> Result<Started, Error> {
    let accepted: Accepted = json(url, body)?;
    let own = |link: &str| {
        let own = address::link(url, link).filter(|_| !withheld);
        own.ok_or_else(|| {
            Error::unexpected(format!(
                "{} has started the run {}, and names an address of another origin for it: {}",
                shown::address(url),
                accepted.run,
                shown::harmless(link),
            ))
        })
    };
    Ok(Started {
        events: own(&accepted.events)?,
        cancel: own(&accepted.cancel)?,
        run: accepted.run,
    })
}

pub(super) fn cancelled(url: &Url, body: &[u8]) -> Result<Cancelled, Error> {
    json(url, body)
}

pub(super) fn listed(url: &Url, body: &[u8]) -> Result<Vec<Listed>, Error> {
    Ok(json::<Listing>(url, body)?.jobs)
}

/// Reads an answer.
pub(super) fn json<'b, T: Deserialize<'b>>(url: &Url, body: &'b [u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| {
        let address = shown::address(url);
        let text = shown::harmless(&error.to_string());
        let line = shown::first_line(&String::from_utf8_lossy(body));
        Error::unexpected(format!(
            "the answer of {address} cannot be read ({text}): {line}"
        ))
        .because_of(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = "4qJ0mX2vT9cB7yKdR1sN3w";

    fn start(events: &str, withheld: bool) -> Result<Started, Error> {
        let body = format!(
            r#"{{"run":"{RUN}","events":"{events}","cancel":"/runs/{RUN}/cancel","new":1}}"#
        );
        started(
            &Url::parse("http://a/tasks/x").unwrap(),
            body.as_bytes(),
            withheld,
        )
    }

    #[test]
    fn links_are_made_whole() {
        let started = start(&format!("/tasks/runs/{RUN}"), false).unwrap();
        assert_eq!(
            started.events.as_str(),
            format!("http://a/tasks/runs/{RUN}")
        );
        assert_eq!(
            started.cancel.as_str(),
            format!("http://a/runs/{RUN}/cancel")
        );
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        for (events, withheld) in [("http://b/runs/1", false), ("/runs/1", true)] {
            let error = start(events, withheld).unwrap_err().to_string();
            assert!(
                error.contains("another origin") && error.contains(RUN),
                "{error}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_shown() {
        let url = Url::parse("http://a/jobs").unwrap();
        let error = listed(&url, b"\n<h1>\x1b[2J</h1>").unwrap_err().to_string();
        assert!(error.ends_with("<h1>\\u{1b}[2J</h1>"), "{error}");
    }
}
