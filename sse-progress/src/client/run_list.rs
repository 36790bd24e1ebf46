//! Lists of runs, and one run as it is.

use reqwest::{Method, StatusCode, Url};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::address;
use super::answer::json;
use super::error::Error;
use super::handle::Client;
use super::request::Request;
use super::shown;
use crate::protocol::{Done, RunId, RunSummary, Task};

/// A page of the runs of whoever asks, the newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPage {
    /// The runs.
    pub runs: Vec<RunSummary>,
    /// Where the runs behind these are: for [`Client::runs`]. `None` behind the last.
    pub next: Option<Url>,
    /// Where the list is: `…/runs`.
    list: Url,
}

impl RunPage {
    /// The address of a run of this page: for [`Client::watch`], [`Client::report`] and
    /// [`Client::cancel`].
    pub fn address(&self, run: &RunId) -> Url {
        let mut url = self.list.clone();
        let path = format!("{}/{run}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url
    }
}

/// A run as it is now: what lists say of it, the bars inside it, and its end.
#[derive(Clone, Debug, Serialize)]
pub struct RunReport {
    /// What lists say of it.
    #[serde(flatten)]
    pub summary: RunSummary,
    /// The bars inside it, parents before their children.
    pub tasks: Vec<Task>,
    /// How many more tasks are under way than `tasks` has room for.
    pub tasks_omitted: u64,
    /// The newest data of the job: the text of one JSON value, exactly as the server sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Box<RawValue>>,
    /// How it ended, with its result; `None` while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Done>,
}

impl Client {
    /// The newest runs of whoever asks, from the address of a server: `http://localhost:3030`, with
    /// the prefix of its jobs if they have one. [`RunPage::next`] leads to those behind them.
    ///
    /// A server lists them if it knows whom they belong to: if it has an `authorize` hook. The list
    /// is at `/runs` below the address, which may be given as well, with `?limit=…` for pages of up to
    /// 100 runs instead of 20.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), sse_progress::client::Error> {
    /// use sse_progress::client::Client;
    ///
    /// let client = Client::builder().bearer_token("sesame").build()?;
    /// let mut page = client.runs("http://localhost:3030").await?;
    /// loop {
    ///     for run in &page.runs {
    ///         println!("{} {:?} {}", run.job, run.state, page.address(&run.run));
    ///     }
    ///     let Some(next) = page.next else { break };
    ///     page = client.runs(next).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the server says no (`403` if it has no hook), or does not answer within
    /// [`ANSWER_WITHIN`](super::ANSWER_WITHIN).
    pub async fn runs(&self, server: impl Into<Request>) -> Result<RunPage, Error> {
        let mut call = self.call(server.into().with_method(Method::GET))?;
        let mut path = call.url.path().trim_end_matches('/').to_owned();
        if !path.ends_with("/runs") {
            path.push_str("/runs");
        }
        call.url.set_path(&path);
        let (url, body, withheld) = self.ask(call, StatusCode::OK, "a list of runs").await?;
        page(url, &body, withheld)
    }

    /// A run as it is now, from its address, and its end if it has ended.
    ///
    /// # Errors
    ///
    /// When the address is not one of a run, when the server says no, or does not answer within
    /// [`ANSWER_WITHIN`](super::ANSWER_WITHIN).
    pub async fn report(&self, run: impl Into<Request>) -> Result<RunReport, Error> {
        let call = self.call_of_run(run.into().with_method(Method::GET))?;
        let (url, body, _) = self.ask(call, StatusCode::OK, "the state of a run").await?;
        report(&url, &body)
    }
}

/// `GET /runs`.
#[derive(Deserialize)]
struct Page {
    runs: Vec<RunSummary>,
    #[serde(default)]
    next: Option<String>,
}

/// What a run says beside its summary.
#[derive(Deserialize)]
struct Rest {
    #[serde(default)]
    tasks: Vec<Task>,
    #[serde(default)]
    tasks_omitted: u64,
    #[serde(default)]
    data: Option<Box<RawValue>>,
    #[serde(default)]
    done: Option<Done>,
}

/// Reads a page from `url`. `withheld`: it comes from where the caller's headers do not go.
fn page(url: Url, body: &[u8], withheld: bool) -> Result<RunPage, Error> {
    let page: Page = json(&url, body)?;
    let next = page.next.map(|next| {
        let own = address::link(&url, &next).filter(|_| !withheld);
        own.ok_or_else(|| {
            Error::unexpected(format!(
                "{} names an address of another origin for the runs behind these: {}",
                shown::address(&url),
                shown::harmless(&next),
            ))
        })
    });
    let next = next.transpose()?;
    let mut list = url;
    list.set_query(None);
    Ok(RunPage {
        runs: page.runs,
        next,
        list,
    })
}

/// A report, which is read twice: a result has to stay the text that it is, which it would not if both
/// parts were read as one.
fn report(url: &Url, body: &[u8]) -> Result<RunReport, Error> {
    let rest: Rest = json(url, body)?;
    Ok(RunReport {
        summary: json(url, body)?,
        tasks: rest.tasks,
        tasks_omitted: rest.tasks_omitted,
        data: rest.data,
        done: rest.done,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = "4qJ0mX2vT9cB7yKdR1sN3w";

    fn body(next: &str) -> Vec<u8> {
        let run = format!(
            r#"{{"run":"{RUN}","job":"x","state":"queued","started":"t","ended":null,"position":0,
            "length":null,"unit":"items","message":"","fraction":null,"elapsed_ms":0,"rate":null,
            "eta_ms":null,"queue":{{"position":1,"size":1}},"new":1}}"#
        );
        format!(r#"{{"runs":[{run}],"next":{next}}}"#).into_bytes()
    }

    #[test]
    fn a_page_leads_to_the_next_and_to_its_runs() {
        let url = Url::parse("http://a/tasks/runs?limit=1").unwrap();
        let read = page(url.clone(), &body(r#""?before=x&limit=1""#), false).unwrap();
        let next = read.next.as_ref().map(Url::as_str);
        assert_eq!(next, Some("http://a/tasks/runs?before=x&limit=1"));
        let address = read.address(&read.runs[0].run);
        assert_eq!(address.as_str(), format!("http://a/tasks/runs/{RUN}"));
        let last = page(url.clone(), &body("null"), true).unwrap();
        assert_eq!(last.next, None);
        for (next, withheld) in [(r#""http://b/""#, false), (r#""?x""#, true)] {
            let error = page(url.clone(), &body(next), withheld).unwrap_err();
            assert!(error.to_string().contains("another origin"), "{error}");
        }
    }
}
