//! A server for one test.

use std::net::SocketAddr;
use std::pin::Pin;

use sse_progress::{Error, Jobs, JobsBuilder, Run, Server};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use warp::Filter as _;

use super::connection::Connection;
use super::door::Door;
use super::request::Request;
use super::response::Response;
use super::stream::EventStream;
use super::{soon, until};

/// Serves on a port of its own until it is dropped.
#[derive(Debug)]
pub(crate) struct TestServer {
    pub(crate) addr: SocketAddr,
    pub(crate) jobs: Jobs,
    door: Door,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<Result<(), Error>>,
}

/// Asks over a connection of its own.
pub(crate) async fn ask(addr: SocketAddr, request: &Request) -> Response {
    Connection::open(addr).await.ask(request).await
}

/// Watches over a connection of its own.
pub(crate) async fn watch(addr: SocketAddr, request: &Request) -> EventStream {
    Connection::open(addr).await.watch(request).await
}

impl TestServer {
    /// Through the door of this test.
    pub(crate) async fn start(builder: JobsBuilder) -> Self {
        let door = Door::of_this_test();
        if door == Door::Own {
            return Self::configured(builder, |server| server).await;
        }
        let jobs = builder.build().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let served = jobs.clone();
        let serving = match door {
            Door::Warp => {
                let filter = warp::path("tasks").and(served.routes());
                // Boxed, since the compiler loses track of its lifetimes within another future.
                let serving: Pin<Box<dyn Future<Output = ()> + Send>> =
                    Box::pin(warp::serve(filter).incoming(listener).run());
                tokio::spawn(async move {
                    serving.await;
                    Ok(())
                })
            }
            _ => tokio::spawn(async move {
                let router = axum::Router::new().nest_service("/tasks", served.service());
                Ok(axum::serve(listener, router).await?)
            }),
        };
        Self {
            addr,
            jobs,
            door,
            stop: None,
            serving,
        }
    }

    pub(crate) async fn configured(
        builder: JobsBuilder,
        configure: impl FnOnce(Server) -> Server,
    ) -> Self {
        // The requests of these tests are for the host `test`.
        let jobs = builder.allow_host("test").build().unwrap();
        let server = configure(Server::bind("127.0.0.1:0").await.unwrap());
        let addr = server.local_addr();
        let (stop, stopped) = oneshot::channel();
        let server = server.shutdown_on(async {
            // A sender that is dropped is a test that is over.
            let _ = stopped.await;
        });
        let served = jobs.clone();
        Self {
            addr,
            jobs,
            door: Door::Own,
            stop: Some(stop),
            serving: tokio::spawn(async move { server.serve(&served).await }),
        }
    }

    pub(crate) async fn ask(&self, request: &Request) -> Response {
        self.connect().await.ask(request).await
    }

    pub(crate) async fn watch(&self, request: &Request) -> EventStream {
        self.connect().await.watch(request).await
    }

    pub(crate) async fn connect(&self) -> Connection {
        Connection::open(self.addr).await.below(self.door.prefix())
    }

    /// Starts a run that goes on by itself.
    pub(crate) async fn post(&self, request: &Request) -> Run {
        let response = self.ask(request).await;
        assert_eq!(response.status(), 202, "{}", response.text());
        let id = response.json()["run"].as_str().unwrap().parse().unwrap();
        self.jobs.run(&id).expect("the run that was accepted")
    }

    /// Watches a run by its id.
    pub(crate) async fn watch_run(&self, run: &str) -> EventStream {
        self.watch(&Request::events(format!("/runs/{run}"))).await
    }

    /// Waits until no run is under way.
    pub(crate) async fn idle(&self) {
        until("no run under way", || self.jobs.live_runs() == 0).await;
    }

    /// Tells it to stop.
    pub(crate) fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Waits for it to have stopped.
    pub(crate) async fn stopped(&mut self) -> Result<(), Error> {
        soon("the end of the server", &mut self.serving)
            .await
            .unwrap()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
