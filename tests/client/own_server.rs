//! The client and our own server, also one that is killed in the middle of a run.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;

use serde_json::value::RawValue;
use sse_progress::client::{Client, Request, Update};
use sse_progress::protocol::{CancelReason, Event, Status};
use sse_progress::{Jobs, Server, job};
use tokio::sync::Semaphore;
use warp::Filter;

use super::events::delicate;
use super::jobs::jobs;
use super::process::Process;
use super::script::in_time;
use super::story::{client, next, story};

/// A gate that lets nobody through.
fn closed() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(0))
}

/// A server in this process, with its jobs below a prefix.
async fn serve(jobs: &Jobs) -> String {
    let server = Server::bind("127.0.0.1:0").await.unwrap();
    let addr = server.local_addr();
    let jobs = jobs.clone();
    tokio::spawn(async move {
        let routes = warp::path("tasks").and(jobs.routes());
        server.serve_with(&jobs, routes).await.unwrap();
    });
    format!("http://{addr}/tasks")
}

#[tokio::test]
async fn a_run_is_watched_to_its_end() {
    let gate = Arc::new(Semaphore::new(3));
    let base = serve(&jobs(&gate)).await;
    let mut watch = client().watch(format!("{base}/say/3"));
    let story = story(&mut watch).await;
    assert!(story[0].starts_with("progress "));
    let lines: Vec<&str> = story
        .iter()
        .filter_map(|line| line.strip_prefix("log "))
        .collect();
    assert_eq!(
        lines,
        ["1000000 line 1", "2000000 line 2", "3000000 line 3"]
    );
    assert!(story.last().unwrap().ends_with(".done succeeded"));
}

#[tokio::test]
async fn a_post_with_a_body_is_watched_at_once() {
    let base = serve(&jobs(&closed())).await;
    let request =
        Request::post(format!("{base}/double")).json(&serde_json::json!({ "number": 21 }));
    let mut watch = client().watch(request);
    let mut last = None;
    while let Some(update) = in_time("an update", watch.next()).await {
        last = Some(update.unwrap());
    }
    let Some(Update::Event {
        event: Event::Done(done),
        ..
    }) = last
    else {
        panic!("{last:?}");
    };
    assert_eq!(done.result.as_ref().unwrap().get(), "42");
}

/// Returns one of the results that must not be parsed on their way.
#[job("/give/{index}")]
async fn give(index: usize) -> Box<RawValue> {
    RawValue::from_string(delicate()[index].clone()).unwrap()
}

#[tokio::test]
async fn a_result_comes_as_the_job_has_written_it() {
    let jobs = Jobs::builder()
        .jobs(sse_progress::jobs![give])
        .build()
        .unwrap();
    let base = serve(&jobs).await;
    for (index, expected) in delicate().iter().enumerate() {
        let mut watch = client().watch(format!("{base}/give/{index}"));
        let mut result = None;
        while let Some(update) = in_time("an update", watch.next()).await {
            if let Ok(Update::Event {
                event: Event::Done(done),
                ..
            }) = update
            {
                result.clone_from(&done.result);
            }
        }
        assert_eq!(result.unwrap().get(), expected);
    }
}

/// Jobs may be mounted at a path that ends in `jobs`.
#[tokio::test]
async fn a_listing_is_found_below_any_path() {
    let server = Server::bind("127.0.0.1:0").await.unwrap();
    let addr = server.local_addr();
    let jobs = jobs(&closed());
    tokio::spawn(async move {
        let routes = warp::path("api").and(warp::path("jobs")).and(jobs.routes());
        server.serve_with(&jobs, routes).await.unwrap();
    });
    for end in ["", "/", "/jobs"] {
        let address = format!("http://{addr}/api/jobs{end}");
        let listed = client().jobs(&address).await.unwrap();
        assert!(listed.iter().any(|job| job.name == "double"), "{address}");
    }
}

/// Who watches a run by its job's path can cancel it, and hears of its end.
#[tokio::test]
async fn a_run_is_cancelled_while_it_is_watched() {
    let base = serve(&jobs(&closed())).await;
    let client = client();
    let mut watch = client.watch(format!("{base}/wait"));
    assert_eq!(watch.address(), None);
    assert!(next(&mut watch).await.starts_with("progress "));
    let address = watch.address().unwrap().clone();
    assert_eq!(
        address.as_str(),
        format!("{base}/runs/{}", watch.run().unwrap())
    );
    let cancelled = client.cancel(&address).await.unwrap();
    assert_eq!(&cancelled.run, watch.run().unwrap());
    let told = story(&mut watch).await;
    assert!(
        told.last().unwrap().ends_with(".done cancelled"),
        "{told:?}"
    );
    // The same answer however often it is asked.
    let again = client.cancel(&address).await.unwrap();
    assert_eq!(again.done.unwrap().reason, Some(CancelReason::Requested));
}

#[tokio::test]
async fn a_run_is_started_watched_and_cancelled_by_its_addresses() {
    let jobs = jobs(&closed());
    let base = serve(&jobs).await;
    let client = client();
    let started = client.start(format!("{base}/wait")).await.unwrap();
    let mut watch = client.watch(&started.events);
    assert_eq!(watch.address(), Some(&started.events));
    assert!(next(&mut watch).await.starts_with("progress "));
    assert_eq!(watch.run(), Some(&started.run));
    client.cancel(&started.cancel).await.unwrap();
    assert!(
        story(&mut watch)
            .await
            .last()
            .unwrap()
            .ends_with(" cancelled")
    );
    assert_eq!(jobs.live_runs(), 0);
}

#[tokio::test]
async fn jobs_are_listed_with_their_parameters() {
    let base = serve(&jobs(&closed())).await;
    let listed = client().jobs(&base).await.unwrap();
    let names: Vec<&str> = listed.iter().map(|job| job.name.as_str()).collect();
    assert_eq!(names, ["say", "wait", "double"]);
    let double = &listed[2];
    assert_eq!(double.methods, ["POST"]);
    assert_eq!(double.description, "Doubles a number.");
    assert_eq!(double.parameters["properties"]["number"]["type"], "integer");
    assert_eq!(listed[0].path, "/say/{lines}");
}

#[tokio::test]
async fn what_is_wrong_with_a_parameter_can_be_read() {
    let base = serve(&jobs(&closed())).await;
    let mut watch = client().watch(format!("{base}/say/many"));
    let error = watch.next().await.unwrap().unwrap_err();
    assert_eq!(error.status(), Some(400));
    let problem = error.problem().unwrap();
    assert_eq!(problem.errors[0].parameter.as_deref(), Some("lines"));
    assert_eq!(problem.errors[0].location.as_deref(), Some("path"));

    let error = client().start(format!("{base}/double")).await.unwrap_err();
    assert_eq!(
        error.problem().unwrap().errors[0].parameter.as_deref(),
        Some("number")
    );
    let unknown = format!("{base}/runs/AAAAAAAAAAAAAAAAAAAAAA");
    assert!(client().cancel(&unknown).await.unwrap_err().is_not_found());
    let mut watch = client().watch(unknown);
    assert!(watch.next().await.unwrap().unwrap_err().is_not_found());
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_will_do() {
    use tokio::io::copy_bidirectional;
    use tokio::net::{TcpStream, UnixListener};

    let gate = Arc::new(Semaphore::new(1));
    let base = serve(&jobs(&gate)).await;
    let addr: SocketAddr = base["http://".len()..]
        .trim_end_matches("/tasks")
        .parse()
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("socket");
    let listener = UnixListener::bind(&path).unwrap();
    tokio::spawn(async move {
        while let Ok((mut here, _)) = listener.accept().await {
            let mut there = TcpStream::connect(addr).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut here, &mut there).await });
        }
    });
    let client = Client::builder().unix_socket(path).build().unwrap();
    let mut watch = client.watch("http://localhost/tasks/say/1");
    assert!(
        story(&mut watch)
            .await
            .last()
            .unwrap()
            .ends_with(" succeeded")
    );
}

/// Starts a server in a process of its own.
fn start(addr: &str) -> Process {
    Process::start(Command::new(env!("CARGO_BIN_EXE_client-server")).arg(addr))
}

#[tokio::test]
async fn a_run_of_a_server_that_was_killed_is_lost_once() {
    let server = start("127.0.0.1:0");
    let addr = server.addr;
    let mut watch = client().watch(format!("http://{addr}/say/2"));
    let mut before = Vec::new();
    while !before
        .last()
        .is_some_and(|line: &String| line.starts_with("log 1000000 "))
    {
        before.push(next(&mut watch).await);
    }
    drop(server);
    // Nobody is there for a while.
    assert_eq!(next_lost(&mut watch).await, "reconnecting: other");
    assert_eq!(next(&mut watch).await, "reconnecting: connect");

    let server = start(&addr.to_string());
    let mut after = story(&mut watch).await;
    after.retain(|line| line != "reconnecting: connect");
    assert_eq!(after.len(), 1, "{after:?}");
    assert!(after[0].ends_with(".done lost"), "{after:?}");
    let Some(run) = watch.run() else {
        panic!("it had a run");
    };
    // It was not started anew: this server has none.
    let unknown = client().cancel(format!("http://{addr}/runs/{run}")).await;
    assert!(unknown.unwrap_err().is_not_found());
    drop(server);
}

/// The loss of the connection, behind what came before it.
async fn next_lost(watch: &mut sse_progress::client::Watch) -> String {
    loop {
        let line = next(watch).await;
        if line.starts_with("reconnecting") {
            return line;
        }
    }
}

#[tokio::test]
async fn a_job_that_succeeds_says_so_once() {
    let gate = Arc::new(Semaphore::new(0));
    let jobs = jobs(&gate);
    let base = serve(&jobs).await;
    let started = client().start(format!("{base}/say/1")).await.unwrap();
    let mut early = client().watch(&started.events);
    next(&mut early).await;
    gate.add_permits(1);
    let told = story(&mut early).await;
    let ends = told.iter().filter(|line| line.contains("done")).count();
    assert_eq!(ends, 1);
    // Who comes late is told the same end.
    let late = story(&mut client().watch(&started.events)).await;
    assert_eq!(late.last(), told.last());
    let run = jobs.run(&started.run).unwrap();
    assert_eq!(run.done().unwrap().status, Status::Succeeded);
}
