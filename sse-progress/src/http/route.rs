//! Which of our addresses a request means, and what is there.

use std::sync::Arc;

use http::{Method, StatusCode};

use super::assets::Asset;
use super::problem::Problem;
use super::site::Site;
use crate::protocol::RunId;
use crate::run::{Principal, Run, Unreachable};
use crate::runs::{JobAt, PathValues};

/// One of our addresses, with what it leads to.
#[derive(Clone, Debug)]
pub(super) enum Route {
    /// `/`
    Page,
    /// `/sse-progress.js` and what belongs to it.
    Asset(&'static Asset),
    /// `/jobs`
    JobList,
    /// `/openapi.json`
    OpenApi,
    /// The path of a job.
    Job(JobRoute),
    /// `/runs`
    RunList,
    /// `/runs/events`
    RunEvents,
    /// `/runs/{run}`
    Run(RunRoute),
    /// `/runs/{run}/cancel`
    Cancel(RunRoute),
    /// `/runs/{run}/leave`
    Leave(RunRoute),
}

/// A job, and what the path says for its parameters.
#[derive(Clone, Debug)]
pub(super) struct JobRoute {
    pub(super) at: Arc<JobAt>,
    pub(super) values: PathValues,
}

impl JobRoute {
    /// The methods that its address takes. The page of a job is there to be got even if its runs
    /// are not.
    pub(super) fn methods(&self) -> Vec<Method> {
        let mut methods = vec![Method::GET];
        if self.at.job.definition.methods.post() {
            methods.push(Method::POST);
        }
        methods.extend([Method::HEAD, Method::OPTIONS]);
        methods
    }
}

/// A run by its id, and the run itself once it has been looked for, if there is such a run.
#[derive(Clone, Debug)]
pub(super) struct RunRoute {
    /// None if what the address has is no id.
    id: Option<RunId>,
    run: Option<Run>,
}

impl RunRoute {
    fn new(id: &str) -> Self {
        Self {
            id: id.parse().ok(),
            run: None,
        }
    }

    /// Whom the run belongs to decides who may know that it exists, not the address.
    pub(super) fn before_authorization(&self) -> (Option<&RunId>, Option<&Run>) {
        (self.id.as_ref(), self.run.as_ref())
    }

    /// The run.
    ///
    /// # Errors
    ///
    /// When there is none, or when it is another principal's: that is as unknown as none.
    pub(super) fn run(&self, principal: Option<&Principal>) -> Result<&Run, Problem> {
        let run = self.run.as_ref().filter(|run| run.owner() == principal);
        run.ok_or_else(Problem::unknown_run)
    }
}

impl Route {
    /// `None` for an address that is not ours.
    pub(super) fn find(site: &Site, path: &str) -> Option<Self> {
        match path {
            "" => return Some(Self::Page),
            "jobs" => return Some(Self::JobList),
            "runs" => return Some(Self::RunList),
            "openapi.json" => return Some(Self::OpenApi),
            _ => {}
        }
        if let Some(asset) = Asset::at(path) {
            return Some(Self::Asset(asset));
        }
        if let Some(rest) = path.strip_prefix("runs/") {
            return match rest.split_once('/') {
                // No run has an id so short.
                None if rest == "events" => Some(Self::RunEvents),
                None if !rest.is_empty() => Some(Self::Run(RunRoute::new(rest))),
                Some((run, "cancel")) => Some(Self::Cancel(RunRoute::new(run))),
                Some((run, "leave")) => Some(Self::Leave(RunRoute::new(run))),
                _ => None,
            };
        }
        let (at, values) = site.runs.catalog().by_path(path)?;
        Some(Self::Job(JobRoute { at, values }))
    }

    /// Looks for the run that it names, in whichever process.
    ///
    /// # Errors
    ///
    /// [`Unreachable`], when it cannot be known whether there is such a run.
    pub(super) async fn find_run(&mut self, site: &Site) -> Result<(), Unreachable> {
        if let Self::Run(route) | Self::Cancel(route) | Self::Leave(route) = self {
            if let Some(id) = &route.id {
                route.run = site.runs.find(id).await?;
            }
        }
        Ok(())
    }

    /// The methods that it takes; `HEAD` and `OPTIONS` do nothing anywhere.
    pub(super) fn methods(&self) -> Vec<Method> {
        let mut methods = match self {
            Self::Page
            | Self::Asset(_)
            | Self::JobList
            | Self::OpenApi
            | Self::RunList
            | Self::RunEvents => {
                vec![Method::GET]
            }
            Self::Run(_) => vec![Method::GET, Method::DELETE],
            Self::Cancel(_) | Self::Leave(_) => vec![Method::POST],
            Self::Job(job) => return job.methods(),
        };
        if methods.contains(&Method::GET) {
            methods.push(Method::HEAD);
        }
        methods.push(Method::OPTIONS);
        methods
    }

    /// # Errors
    ///
    /// When the address does not take the method.
    pub(super) fn check_method(&self, method: &Method) -> Result<(), Problem> {
        let methods = self.methods();
        if methods.contains(method) {
            return Ok(());
        }
        Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED)
            .detail(format!("this address does not take {method}"))
            .allow(&methods))
    }
}
