//! Runs that the program itself starts, whom they belong to, and what an application learns of runs.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::middleware::{self, Next};
use sse_progress::protocol::{Failure, RunId, Status};
use sse_progress::{Action, Jobs, JobsBuilder, Principal, Progress, Refusal, Run, RunEvent};
use sse_progress::{job, jobs};
use tokio::net::TcpListener;
use warp::Filter;

use super::harness::{Probe, Request, TestServer, ask, soon, watch};

/// Adds.
#[job("/add/{one}")]
async fn add(progress: Progress, one: u32, #[param(default = 2)] two: u32, list: Vec<u32>) -> u32 {
    progress.inc(1);
    one + two + list.iter().sum::<u32>()
}

#[job("/whose")]
async fn whose(id: RunId, owner: Principal, again: Option<Principal>) -> (RunId, String) {
    assert_eq!(again.as_ref(), Some(&owner));
    (id, owner.as_str().to_owned())
}

#[job("/anybodys", name = "anybody")]
fn anybodys(owner: Option<Principal>) -> bool {
    owner.is_some()
}

#[job("/waits", concurrency = 1)]
async fn waits(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

type Mine = Progress;

#[job("/renamed/{to}")]
async fn renamed(to: u8, bar: Mine, #[state] probe: Probe) -> u8 {
    probe.step().await;
    bar.set_position(u64::from(to));
    to
}

/// A secret, which stays on the server.
#[derive(Debug)]
struct Secret;

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the password is sesame")
    }
}

impl std::error::Error for Secret {}

#[job("/fails")]
async fn fails(secret: bool) -> Result<(), sse_progress::BoxError> {
    match secret {
        true => Err(Secret.into()),
        false => Err("no such file".into()),
    }
}

fn all(probe: &Probe) -> JobsBuilder {
    let jobs = Jobs::builder().state(probe.clone());
    jobs.jobs(jobs![add, anybodys, waits, renamed, fails])
}

fn guarded(probe: &Probe) -> JobsBuilder {
    let jobs = all(probe).jobs(jobs![whose]);
    jobs.authorize(|access| async move {
        match access.bearer_token() {
            None => Err(Refusal::bearer()),
            Some("later") => Err(Refusal::Unavailable("the directory is away".into())),
            Some(name) => Ok(Principal::new(name)),
        }
    })
}

fn by(who: &str, request: Request) -> Request {
    request.header("authorization", format!("Bearer {who}"))
}

async fn result(run: &Run) -> String {
    let done = soon("the run ends", run.ended()).await;
    done.result.as_ref().unwrap().get().to_owned()
}

#[tokio::test]
async fn a_program_starts_a_run_with_arguments_that_the_compiler_checks() {
    let probe = Probe::new();
    let jobs = all(&probe).build().unwrap();
    let run = add::start(&jobs, 1, 20, vec![300]).unwrap();
    assert_eq!(result(&run).await, "321");
    assert_eq!((run.job(), run.owner()), ("add", None));
    assert_eq!(run.snapshot().bar.position, 1);

    let run = anybodys::start(&jobs).unwrap();
    assert_eq!((run.job(), &*result(&run).await), ("anybody", "false"));
    let ali = Principal::new("ali");
    let run = anybodys::start_as(&jobs, &ali).unwrap();
    assert_eq!(run.owner(), Some(&ali));
    assert_eq!(result(&run).await, "true");

    // A `Progress` by another name is there to be given, and the run has its own all the same.
    probe.go(1);
    let hidden = Progress::hidden();
    let run = renamed::start(&jobs, 7, hidden.clone()).unwrap();
    assert_eq!(result(&run).await, "7");
    assert_eq!((run.snapshot().bar.position, hidden.position()), (7, 0));
}

#[tokio::test]
async fn what_is_not_among_the_jobs_cannot_be_started() {
    #[job("/other")]
    #[allow(dead_code, reason = "it is not among the jobs")]
    fn other() {}

    let jobs = all(&Probe::new()).build().unwrap();
    let error = other::start(&jobs).unwrap_err();
    assert!(error.to_string().contains("no job is called `other`"));

    mod elsewhere {
        use sse_progress::job;

        #[job("/somewhere")]
        #[allow(dead_code, reason = "it is not among the jobs")]
        pub(super) fn add(text: String) -> String {
            text
        }
    }
    // Its name leads to another function, which takes no text.
    let error = elsewhere::add::start(&jobs, "x".into()).unwrap_err();
    assert!(error.is_bad_parameters(), "{error}");
}

#[tokio::test]
async fn whoever_a_run_is_started_for_can_see_and_cancel_it() {
    let probe = Probe::new();
    let server = TestServer::start(guarded(&probe)).await;
    let jobs = server.jobs.clone();
    let ali = Principal::new("ali");
    let run = waits::start_as(&jobs, &ali).unwrap();
    let address = format!("/runs/{}", run.id());
    let mut stream = watch(server.addr, &by("ali", Request::events(&address))).await;
    assert_eq!(stream.event().await.unwrap().data["job"], "waits");
    let strangers = by("bo", Request::get(&address));
    assert_eq!(ask(server.addr, &strangers).await.status(), 404);

    let cancel = by("ali", Request::post(format!("{address}/cancel")));
    assert_eq!(ask(server.addr, &cancel).await.status(), 200);
    assert_eq!(stream.done().await.data["reason"], "requested");

    // Nobody's run is nobody's: the hook has no say in it.
    let run = add::start(&jobs, 1, 1, vec![]).unwrap();
    let request = by("ali", Request::get(format!("/runs/{}", run.id())));
    assert_eq!(ask(server.addr, &request).await.status(), 404);
    let run = jobs.start_as(&ali, "add", serde_json::json!({"one": 1, "list": []}));
    let request = by("ali", Request::get(format!("/runs/{}", run.unwrap().id())));
    assert_eq!(ask(server.addr, &request).await.status(), 200);
}

#[tokio::test]
async fn a_job_can_take_its_principal_and_its_id() {
    let server = TestServer::start(guarded(&Probe::new())).await;
    let jobs = server.jobs.clone();
    let mut stream = watch(server.addr, &by("ali", Request::events("/whose"))).await;
    let done = stream.done().await;
    let id = done.id.run.clone();
    assert_eq!(done.data["result"], serde_json::json!([id, "ali"]));
    // Nobody can send them.
    for name in ["id", "owner", "again"] {
        let request = by("ali", Request::events(format!("/whose?{name}=x")));
        assert_eq!(ask(server.addr, &request).await.status(), 400, "{name}");
    }
    let run = whose::start_as(&jobs, &Principal::new("bo")).unwrap();
    assert_eq!(result(&run).await, format!("[\"{}\",\"bo\"]", run.id()));
    let error = whose::start(&jobs).unwrap_err().to_string();
    assert!(error.contains("`start_as`"), "{error}");

    let error = Jobs::builder().jobs(jobs![whose]).build().unwrap_err();
    let error = error.to_string();
    assert!(error.contains("`owner` is a `Principal`"), "{error}");
    assert!(error.contains("`Option<Principal>`"), "{error}");
}

#[tokio::test]
async fn an_observer_is_told_what_becomes_of_runs() {
    let probe = Probe::new();
    let jobs = all(&probe).build().unwrap();
    add::start(&jobs, 1, 1, vec![]).unwrap().ended().await;
    let mut events = jobs.events();
    let ali = Principal::new("ali");
    let first = waits::start_as(&jobs, &ali).unwrap();
    let second = waits::start(&jobs).unwrap();
    let mut told = Vec::new();
    let mut hear = async |count: usize| {
        for _ in 0..count {
            let event = soon("an event", events.next()).await.unwrap();
            told.push(match event {
                RunEvent::Started(run) => ("started", run.id().clone()),
                RunEvent::Began(run) => ("began", run.id().clone()),
                RunEvent::Ended(run, done) => {
                    assert_eq!(run.owner().is_some(), done.status == Status::Cancelled);
                    ("ended", run.id().clone())
                }
                other => panic!("{other:?}"),
            });
        }
    };
    hear(3).await;
    first.cancel();
    hear(2).await;
    probe.go(1);
    hear(1).await;
    let (one, two) = (first.id().clone(), second.id().clone());
    let expected = [
        ("started", one.clone()),
        ("started", two.clone()),
        ("began", one.clone()),
        ("ended", one),
        ("began", two.clone()),
        ("ended", two),
    ];
    assert_eq!(told, expected);
    jobs.shutdown(std::time::Duration::ZERO).await;
    assert!(soon("the end", events.next()).await.is_none());
    assert!(jobs.events().next().await.is_none());
}

#[tokio::test]
async fn a_slow_observer_is_told_how_much_it_has_missed() {
    let jobs = all(&Probe::new()).build().unwrap();
    let mut events = jobs.events();
    for _ in 0..400 {
        add::start(&jobs, 1, 1, vec![]).unwrap().ended().await;
    }
    jobs.shutdown(std::time::Duration::from_secs(60)).await;
    let Some(RunEvent::Missed(missed)) = events.next().await else {
        panic!("nothing missed");
    };
    let mut rest = 0;
    while events.next().await.is_some() {
        rest += 1;
    }
    assert_eq!(missed + rest, 3 * 400);
}

#[tokio::test]
async fn a_hook_that_cannot_tell_answers_with_503() {
    let server = TestServer::start(guarded(&Probe::new())).await;
    for request in [Request::events("/add/1"), Request::get("/jobs")] {
        let answer = ask(server.addr, &by("later", request)).await;
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.header("retry-after"), Some("5"));
        assert_eq!(answer.problem(503)["detail"], "the directory is away");
    }
}

#[tokio::test]
async fn the_application_says_what_of_an_error_clients_learn() {
    static CALLED: AtomicBool = AtomicBool::new(false);
    let jobs = all(&Probe::new()).describe_error(|error| {
        CALLED.store(true, Ordering::SeqCst);
        match error.is::<Secret>() {
            true => "not for you".into(),
            false => Failure::of(error),
        }
    });
    let server = TestServer::start(jobs).await;
    let mut stream = watch(server.addr, &Request::events("/fails?secret=true")).await;
    let error = stream.done().await.data["error"].clone();
    assert_eq!(
        error,
        serde_json::json!({"message": "not for you", "causes": []})
    );
    let mut stream = watch(server.addr, &Request::events("/fails?secret=false")).await;
    assert_eq!(stream.done().await.data["error"]["message"], "no such file");
    assert!(CALLED.load(Ordering::SeqCst));
}

/// Whoever the application's own layer or filter has found.
#[derive(Clone)]
struct User(String);

fn by_extension() -> Jobs {
    let jobs = Jobs::builder().jobs(jobs![whose]);
    let jobs = jobs.authorize(|access| async move {
        assert!(matches!(access.action, Action::Start | Action::List));
        match access.extensions.get::<User>() {
            Some(User(name)) => Ok(Principal::new(name.as_str())),
            None => Err(Refusal::bearer()),
        }
    });
    jobs.build().unwrap()
}

#[tokio::test]
async fn the_hook_uses_what_a_layer_of_axum_has_found() {
    let router = Router::new()
        .nest_service("/tasks", by_extension().service())
        .layer(middleware::from_fn(
            async |mut request: axum::extract::Request, next: Next| {
                if let Some(user) = request.headers().get("x-user").cloned() {
                    let user = User(user.to_str().unwrap().to_owned());
                    request.extensions_mut().insert(user);
                }
                next.run(request).await
            },
        ));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let request = Request::events("/tasks/whose");
    assert_eq!(ask(addr, &request).await.status(), 401);
    let mut stream = watch(addr, &request.header("x-user", "ali")).await;
    assert_eq!(stream.done().await.data["result"][1], "ali");
}

#[tokio::test]
async fn the_hook_uses_what_a_filter_of_warp_has_found() {
    let user = warp::header("x-user").map(User);
    let tasks = warp::path("tasks").and(by_extension().routes_with(user));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let all = tasks.or(warp::any().map(|| "mine"));
    tokio::spawn(warp::serve(all).incoming(listener).run());
    let request = Request::events("/tasks/whose");
    // The filter rejects it, so it is for others.
    assert_eq!(ask(addr, &request).await.text(), "mine");
    let mut stream = watch(addr, &request.header("x-user", "ali")).await;
    assert_eq!(stream.done().await.data["result"][1], "ali");
}
