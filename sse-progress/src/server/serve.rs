//! Serving an application's jobs until it is told to stop.

use std::fmt;
use std::io::Write as _;
use std::time::Duration;

use tokio::net::ToSocketAddrs;
#[cfg(feature = "warp")]
use warp::{Filter, Reply};

use crate::error::Error;
use crate::jobs::Jobs;

use super::Server;
use super::service::HttpService;
use super::signal::{restore_default_signals, shutdown_signal};

/// How long clients have to read the end of their streams once every run is over.
const DRAIN: Duration = Duration::from_secs(5);

/// Serves jobs at an address until Ctrl-C or SIGTERM, and says on stderr where, and what it waits
/// for.
///
/// `jobs` is a list from [`jobs!`](crate::jobs), or a [`Jobs`] that was built with state and
/// limits. [`Server`] has more to choose from.
///
/// # Errors
///
/// When the jobs do not fit together, or the address cannot be listened on.
///
/// # Cancel safety
///
/// When the future is dropped, the server stops listening and drops its connections.
pub async fn serve<J>(jobs: J, addr: impl ToSocketAddrs) -> Result<(), Error>
where
    J: TryInto<Jobs>,
    Error: From<J::Error>,
{
    let jobs = jobs.try_into()?;
    let mut server = Server::bind(addr).await?;
    server.says_so = true;
    say(format_args!("listening on http://{}", server.local_addr()));
    server.serve(&jobs).await
}

/// To whoever has started the program; nobody may be there to read it. Not on stdout, which is the
/// program's own.
fn say(what: fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "{what}");
}

impl Server {
    /// Serves jobs, and answers 404 for every other address.
    ///
    /// It stops at Ctrl-C and SIGTERM, or as [`shutdown_on`](Self::shutdown_on) says: from then on
    /// it starts no run, and answers 503 to whoever asks for one. Runs that are under way may end
    /// within [`shutdown_grace`](Self::shutdown_grace), and can be watched; the others are
    /// cancelled. Every watcher gets its `done`. A second Ctrl-C or SIGTERM takes the grace away.
    ///
    /// When the runs are over, or were given up, these signals end the process again. A plain `fn` that does not look
    /// whether it is cancelled goes on, and tokio's runtime waits for it when it is dropped, as at
    /// the end of `main`: [`Runtime::shutdown_background`](tokio::runtime::Runtime::shutdown_background)
    /// does not.
    ///
    /// # Errors
    ///
    /// When the socket cannot be used. What goes wrong with one connection, or with accepting it,
    /// is logged and ends nothing else.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the server stops listening and drops its connections.
    pub async fn serve(self, jobs: &Jobs) -> Result<(), Error> {
        self.serve_service(jobs, jobs.service()).await
    }

    /// Serves a filter of your own, of which [`Jobs::routes`] is a part, and stops as
    /// [`serve`](Self::serve) does.
    ///
    /// A browser that comes to an address which the filter rejects gets a page that says so.
    ///
    /// # Errors
    ///
    /// As for [`serve`](Self::serve).
    #[cfg(feature = "warp")]
    pub async fn serve_with<F>(self, jobs: &Jobs, filter: F) -> Result<(), Error>
    where
        F: Filter + Clone + Send + Sync + 'static,
        F::Extract: Reply,
    {
        let filter = crate::http::warp::PageForNobody::new(warp::service(filter));
        self.serve_service(jobs, filter).await
    }

    /// Serves until it is told to stop and every run has ended.
    async fn serve_service<S>(mut self, jobs: &Jobs, service: S) -> Result<(), Error>
    where
        S: HttpService,
    {
        let (grace, says_so) = (self.shutdown_grace, self.says_so);
        let shutdown = self.shutdown.take();
        // While runs end, clients that lost their connection can come back to them.
        let stop = async move {
            let Some(asked) = shutdown else {
                shutdown_signal().await;
                tracing::info!("shutting down");
                let runs = jobs.live_runs();
                if says_so && runs > 0 {
                    say(format_args!(
                        "stopping: {runs} under way may end within {grace:?}; Ctrl-C again cancels at once"
                    ));
                }
                let stuck = tokio::select! {
                    stuck = jobs.shut_down(grace) => stuck,
                    () = shutdown_signal() => jobs.shut_down(Duration::ZERO).await,
                };
                // Before it is said, and while clients read the ends of their streams.
                restore_default_signals();
                if says_so && stuck > 0 {
                    say(format_args!(
                        "{stuck} did not stop when asked, and the process waits for them; Ctrl-C again ends it"
                    ));
                }
                return;
            };
            asked.await;
            tracing::info!("shutting down");
            jobs.shutdown(grace).await;
        };
        let deadline = async { tokio::time::sleep(DRAIN).await };
        self.serve_until(service, stop, deadline).await?;
        Ok(())
    }
}
