//! Lists of runs, and one run as it is, from our own server.

use sse_progress::client::{Client, Standing, Status};
use sse_progress::{Jobs, JobsBuilder, Level, Principal, Progress, Refusal, Server, job, jobs};

/// Counts, and fails at 13.
#[job("/count/{to}")]
async fn count(progress: Progress, to: u64) -> Result<u64, String> {
    progress.set_length(to);
    let part = progress.child("a part");
    part.log(Level::Info, "counting");
    progress.set_position(to);
    match to {
        13 => Err("that is too much".into()),
        to => Ok(to),
    }
}

/// A server with its jobs below a prefix.
async fn serve(builder: JobsBuilder) -> (Jobs, String) {
    use warp::Filter as _;

    let jobs = builder.jobs(jobs![count]).build().unwrap();
    let server = Server::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/tasks", server.local_addr());
    let served = jobs.clone();
    tokio::spawn(async move {
        let routes = warp::path("tasks").and(served.routes());
        server.serve_with(&served, routes).await.unwrap();
    });
    (jobs, address)
}

fn guarded() -> JobsBuilder {
    Jobs::builder().authorize(|access| async move {
        access
            .bearer_token()
            .map(Principal::new)
            .ok_or_else(Refusal::bearer)
    })
}

fn client(token: &str) -> Client {
    Client::builder().bearer_token(token).build().unwrap()
}

#[tokio::test]
async fn runs_are_listed_by_whom_they_belong_to() {
    let (jobs, address) = serve(guarded()).await;
    let ali = Principal::new("ali");
    let mut started = Vec::new();
    for to in 0..5 {
        let run = count::start_as(&jobs, &ali, to).unwrap();
        run.ended().await;
        started.push(run.id().clone());
    }
    let mut page = client("ali")
        .runs(&format!("{address}?limit=2"))
        .await
        .unwrap();
    let address_of_first = page.address(&page.runs[0].run);
    let mut listed = Vec::new();
    let mut sizes = Vec::new();
    loop {
        sizes.push(page.runs.len());
        listed.extend(page.runs.iter().map(|run| run.run.clone()));
        let Some(next) = page.next else { break };
        page = client("ali").runs(next).await.unwrap();
    }
    started.reverse();
    assert_eq!((listed, sizes), (started, vec![2, 2, 1]));
    let report = client("ali").report(address_of_first).await.unwrap();
    assert_eq!(report.summary.state, Standing::Ended(Status::Succeeded));
    assert_eq!(report.done.unwrap().result.unwrap().get(), "4");

    for end in ["", "/", "/runs", "/runs/"] {
        let page = client("bo").runs(format!("{address}{end}")).await.unwrap();
        assert!(page.runs.is_empty() && page.next.is_none(), "{end}");
    }
    let nobody = Client::new().unwrap().runs(&address).await.unwrap_err();
    assert!(nobody.is_unauthorized(), "{nobody}");
}

#[tokio::test]
async fn a_server_that_knows_nobody_says_so() {
    let (_, address) = serve(Jobs::builder()).await;
    let error = Client::new().unwrap().runs(&address).await.unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert!(error.to_string().contains("`authorize` hook"), "{error}");
}

#[tokio::test]
async fn a_run_is_told_as_it_is() {
    let (_, address) = serve(Jobs::builder()).await;
    let client = Client::new().unwrap();
    let started = client.start(format!("{address}/count/13")).await.unwrap();
    let mut watch = client.watch(&started.events);
    while watch.next().await.is_some() {}
    // With the address that cancels it, too.
    for url in [&started.events, &started.cancel] {
        let report = client.report(url).await.unwrap();
        assert_eq!(report.summary.run, started.run);
        assert_eq!(report.summary.bar.length, Some(13));
        assert!(report.summary.ended.is_some());
        assert_eq!(report.tasks[0].label, "a part");
        let done = report.done.unwrap();
        assert_eq!(done.error.unwrap().message, "that is too much");
    }
    let error = client
        .report(format!("{address}/count/3"))
        .await
        .unwrap_err();
    assert!(error.is_usage(), "{error}");
}
