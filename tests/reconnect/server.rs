//! The server under test, in the process of the test.

use std::net::SocketAddr;

use sse_progress::{Jobs, JobsBuilder, Server as Listener};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::client::{eventually, in_time};
use super::ledger::{Ledger, all};

pub(crate) struct Server {
    pub(crate) addr: SocketAddr,
    pub(crate) jobs: Jobs,
    pub(crate) ledger: Ledger,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(|jobs| jobs, |server| server).await
    }

    /// A server with limits and time-outs of the test's own.
    pub(crate) async fn with(
        build: impl FnOnce(JobsBuilder) -> JobsBuilder,
        tune: impl FnOnce(Listener) -> Listener,
    ) -> Self {
        Self::at("127.0.0.1:0", build, tune).await
    }

    pub(crate) async fn at(
        addr: &str,
        build: impl FnOnce(JobsBuilder) -> JobsBuilder,
        tune: impl FnOnce(Listener) -> Listener,
    ) -> Self {
        let ledger = Ledger::new();
        let builder = Jobs::builder().jobs(all()).state(ledger.clone());
        let jobs = build(builder).build().unwrap();
        let listener = tune(Listener::bind(addr).await.unwrap());
        let addr = listener.local_addr();
        let (stop, stopped) = oneshot::channel::<()>();
        let listener = listener.shutdown_on(async {
            let _ = stopped.await;
        });
        let served = jobs.clone();
        let serving = tokio::spawn(async move { listener.serve(&served).await.unwrap() });
        Self {
            addr,
            jobs,
            ledger,
            stop,
            serving,
        }
    }

    /// Waits until no run is under way.
    pub(crate) async fn idle(&self) {
        eventually("no run is left", || self.jobs.live_runs() == 0).await;
    }

    /// Asks it to stop, and goes on.
    pub(crate) fn ask_to_stop(self) -> JoinHandle<()> {
        self.stop.send(()).unwrap();
        self.serving
    }

    /// Stops it, which takes no time when nothing is left.
    pub(crate) async fn stop(self) {
        in_time("stopping", self.ask_to_stop()).await.unwrap();
    }
}
