//! What answering requests takes beside the runs: who may ask, and how much there may be.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::access::Authorize;
use super::cors::Origins;
use super::host::Hosts;
use super::named_streams::NamedStreams;
use super::openapi::{Api, OpenApi};
use super::problem::{Problem, no_room};
use super::stalled::Stalled;
use crate::error::Error;
use crate::runs::Runs;

/// An application's runs and the settings that only HTTP has.
#[derive(Debug)]
pub(crate) struct Site {
    pub(super) runs: Arc<Runs>,
    pub(super) origins: Origins,
    pub(super) hosts: Hosts,
    pub(super) authorize: Option<Authorize>,
    /// Names in a query that are not for the jobs.
    pub(super) query_set_aside: Vec<String>,
    pub(super) max_stream_age: Option<Duration>,
    pub(super) max_body: usize,
    pub(super) openapi: OpenApi,
    /// Of a body that a job reads while it comes.
    pub(super) max_upload: u64,
    pub(super) stalled: Arc<Stalled>,
    pub(super) named_streams: Arc<NamedStreams>,
    /// A permit for each stream that may be open.
    streams: Arc<Semaphore>,
}

/// The settings, as the builder collects them.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) origins: Vec<String>,
    pub(crate) credentials: bool,
    pub(crate) hosts: Vec<String>,
    pub(crate) authorize: Option<Authorize>,
    pub(crate) query_set_aside: Vec<String>,
    pub(crate) max_stream_age: Option<Duration>,
    pub(crate) stall_timeout: Duration,
    pub(crate) max_watchers: usize,
    pub(crate) max_body: usize,
    pub(crate) api: Api,
    pub(crate) max_upload: u64,
}

impl Site {
    /// # Errors
    ///
    /// When an origin or a host is not one, or when the API cannot be described.
    pub(crate) fn new(runs: Arc<Runs>, settings: Settings) -> Result<Self, Error> {
        settings.api.check()?;
        let openapi = OpenApi::new(runs.catalog(), settings.api, settings.authorize.is_some());
        let max_streams = settings.max_watchers.min(Semaphore::MAX_PERMITS);
        Ok(Self {
            runs,
            origins: Origins::new(settings.origins, settings.credentials)?,
            hosts: Hosts::new(settings.hosts)?,
            authorize: settings.authorize,
            query_set_aside: settings.query_set_aside,
            max_stream_age: settings.max_stream_age,
            max_body: settings.max_body,
            openapi,
            max_upload: settings.max_upload,
            stalled: Stalled::new(settings.stall_timeout),
            named_streams: Arc::default(),
            streams: Arc::new(Semaphore::new(max_streams)),
        })
    }

    /// The permit for one more stream.
    ///
    /// # Errors
    ///
    /// When as many are open as there may be.
    pub(super) fn permit_stream(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let permit = self.streams.clone().try_acquire_owned();
        permit.map_err(|_| no_room("as many streams are open as this server has room for"))
    }
}
