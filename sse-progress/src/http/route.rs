//! Which of our addresses a request means.

use warp::http::{Method, StatusCode};

use super::assets::Asset;
use super::problem::Problem;
use super::request::Request;
use crate::jobs::Jobs;

/// One of our addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// `/`
    Page,
    /// `/sse-progress.js` and what belongs to it.
    Asset(&'static Asset),
    /// `/jobs`
    Listing,
    /// The job with this index.
    Job(usize),
    /// `/runs/events`
    Multiplex,
    /// `/runs/{run}`
    Run(String),
    /// `/runs/{run}/cancel`
    Cancel(String),
    /// `/runs/{run}/leave`
    Leave(String),
}

impl Route {
    /// `None` for an address that is not ours.
    pub(super) fn find(jobs: &Jobs, request: &Request) -> Option<Self> {
        let path = request.path.as_str();
        match path {
            "" => return Some(Self::Page),
            "jobs" => return Some(Self::Listing),
            _ => {}
        }
        if let Some(asset) = Asset::at(path) {
            return Some(Self::Asset(asset));
        }
        if let Some(rest) = path.strip_prefix("runs/") {
            return match rest.split_once('/') {
                // No run has an id so short.
                None if rest == "events" => Some(Self::Multiplex),
                None if !rest.is_empty() => Some(Self::Run(rest.to_owned())),
                Some((run, "cancel")) => Some(Self::Cancel(run.to_owned())),
                Some((run, "leave")) => Some(Self::Leave(run.to_owned())),
                _ => None,
            };
        }
        // Templates with literals come first, so the first match is the closest.
        let served = jobs.served().iter();
        let index = served
            .map(|served| &served.template)
            .position(|template| template.matches(path).is_some())?;
        Some(Self::Job(index))
    }

    /// The methods that it takes; `HEAD` and `OPTIONS` do nothing anywhere.
    pub(super) fn methods(&self, jobs: &Jobs) -> Vec<Method> {
        let mut methods = match self {
            Self::Page | Self::Asset(_) | Self::Listing | Self::Multiplex => vec![Method::GET],
            Self::Run(_) => vec![Method::GET, Method::DELETE],
            Self::Cancel(_) | Self::Leave(_) => vec![Method::POST],
            Self::Job(index) => {
                let methods = jobs
                    .served()
                    .get(*index)
                    .map(|served| served.job.definition.methods);
                let mut list = Vec::new();
                // The page of a job is there to be got even if its runs are not.
                list.push(Method::GET);
                if methods.is_some_and(|methods| methods.post()) {
                    list.push(Method::POST);
                }
                list
            }
        };
        if methods.contains(&Method::GET) {
            methods.push(Method::HEAD);
        }
        methods.push(Method::OPTIONS);
        methods
    }

    pub(super) fn check_method(&self, jobs: &Jobs, method: &Method) -> Result<(), Problem> {
        let methods = self.methods(jobs);
        if methods.contains(method) {
            return Ok(());
        }
        Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED)
            .detail(format!("this address does not take {method}"))
            .allow(&methods))
    }
}
