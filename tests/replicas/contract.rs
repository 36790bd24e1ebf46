//! What holds whether runs are known to one process alone or to several: test functions that take two
//! addresses of one application. With the memory both are of one process, with Redis of two.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use sse_progress::redis::Store;
use sse_progress::{Jobs, JobsBuilder, Level, Principal, Progress, Refusal, Server, job, jobs};
use tokio::sync::oneshot;

use super::client::{Answer, Request, in_time};
use super::redis::{Keeps, Redis};
use super::sse::Event;

/// Wait until it is over, whoever watches.
#[job("/hold", on_disconnect = detach, retention = "60s")]
async fn hold(progress: Progress) {
    progress.log(Level::Info, "holding");
    std::future::pending().await
}

/// One at a time, and none may wait.
#[job("/one", on_disconnect = detach, concurrency = 1, queue = 0, retention = "60s")]
async fn one(progress: Progress) {
    progress.log(Level::Info, "holding");
    std::future::pending().await
}

/// Wait until nobody watches any more.
#[job("/wait", on_disconnect = cancel_after("300ms"), retention = "60s")]
async fn wait(progress: Progress) {
    progress.log(Level::Info, "waiting");
    std::future::pending().await
}

/// Say so many lines, and count them.
#[job("/say/{lines}", on_disconnect = detach, retention = "60s")]
async fn say(progress: Progress, lines: u64) -> u64 {
    for line in 1..=lines {
        progress.println(format!("line {line}"));
        progress.inc(1);
    }
    lines
}

/// Be over, and soon be forgotten.
#[job("/short", on_disconnect = detach, retention = "200ms")]
async fn short(progress: Progress) -> u64 {
    progress.println("short");
    1
}

/// Two ways to one application, open until this is dropped.
struct Application {
    one: SocketAddr,
    other: SocketAddr,
    _stop: Vec<oneshot::Sender<()>>,
    _redis: Option<Redis>,
}

fn builder() -> JobsBuilder {
    let builder = Jobs::builder().jobs(jobs![hold, one, wait, say, short]);
    builder.authorize(|access| async move {
        match access.bearer_token() {
            Some(name) => Ok(Principal::new(name)),
            None => Err(Refusal::bearer()),
        }
    })
}

async fn serve(jobs: Jobs, stop: &mut Vec<oneshot::Sender<()>>) -> SocketAddr {
    let server = Server::bind("127.0.0.1:0").await.unwrap();
    let addr = server.local_addr();
    let (sender, stopped) = oneshot::channel();
    stop.push(sender);
    let server = server.shutdown_grace(Duration::ZERO);
    let server = server.shutdown_on(async move {
        let _ = stopped.await;
    });
    tokio::spawn(async move { server.serve(&jobs).await.unwrap() });
    addr
}

async fn in_memory() -> Application {
    let jobs = builder().build().unwrap();
    let mut stop = Vec::new();
    Application {
        one: serve(jobs.clone(), &mut stop).await,
        other: serve(jobs, &mut stop).await,
        _stop: stop,
        _redis: None,
    }
}

async fn in_redis() -> Application {
    let redis = Redis::start(Keeps::Nothing).await;
    let mut stop = Vec::new();
    let mut addrs = Vec::new();
    for _ in 0..2 {
        let store = Store::connect(redis.url()).await.unwrap();
        let jobs = builder().store(store).build().unwrap();
        addrs.push(serve(jobs, &mut stop).await);
    }
    Application {
        one: addrs[0],
        other: addrs[1],
        _stop: stop,
        _redis: Some(redis),
    }
}

fn ali(method: &str, path: &str) -> Request {
    Request::new(method, path).header("Authorization", "Bearer ali")
}

fn events(path: &str) -> Request {
    ali("GET", path).header("Accept", "text/event-stream")
}

async fn started(answer: Answer) -> String {
    assert_eq!(answer.status, 202);
    answer.json().await["run"].as_str().unwrap().to_owned()
}

async fn start(path: &str, addr: SocketAddr) -> String {
    started(ali("POST", path).send(addr).await).await
}

/// Waits until a run is reported so.
async fn report(run: &str, addr: SocketAddr, is_so: impl Fn(&Value) -> bool) -> Value {
    in_time("the report", async {
        loop {
            let answer = ali("GET", &format!("/runs/{run}")).send(addr).await;
            assert_eq!(answer.status, 200);
            let report = answer.json().await;
            if is_so(&report) {
                return report;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

async fn is_known_at_once(application: Application) {
    let run = start("/hold", application.one).await;
    let answer = ali("GET", &format!("/runs/{run}"))
        .send(application.other)
        .await;
    assert_eq!(answer.status, 200);
    let report = answer.json().await;
    assert_eq!(
        (&report["run"], &report["state"]),
        (&json!(run), &json!("running"))
    );
}

async fn what_there_never_was_is_unknown(application: Application) {
    let unknown = "AAAAAAAAAAAAAAAAAAAAAA";
    for addr in [application.one, application.other] {
        for (method, path) in [
            ("GET", format!("/runs/{unknown}")),
            ("DELETE", format!("/runs/{unknown}")),
            ("POST", format!("/runs/{unknown}/leave")),
        ] {
            assert_eq!(ali(method, &path).send(addr).await.status, 404, "{path}");
        }
        let resume = events("/hold").last_event_id(&format!("{unknown}.3"));
        let told = resume.stream(addr).await.read_to_end().await;
        assert_eq!(told.iter().map(Event::status).collect::<Vec<_>>(), ["lost"]);
    }
}

async fn a_key_starts_one_run(application: Application) {
    let keyed = |path: &str| ali("POST", path).header("Idempotency-Key", "k");
    let mut all = tokio::task::JoinSet::new();
    for number in 0..10 {
        let addr = [application.one, application.other][number % 2];
        let request = keyed("/say/3");
        all.spawn(async move { started(request.send(addr).await).await });
    }
    let mut runs = all.join_all().await;
    runs.dedup();
    assert_eq!(runs.len(), 1);
    // Also when it is over, for its retention.
    report(&runs[0], application.one, |report| {
        report["state"] == "succeeded"
    })
    .await;
    let again = started(keyed("/say/3").send(application.other).await).await;
    assert_eq!(again, runs[0]);
    // With other parameters it is refused; of another job, or another principal, it is another key.
    assert_eq!(keyed("/say/4").send(application.other).await.status, 422);
    assert_ne!(
        started(keyed("/hold").send(application.other).await).await,
        again
    );
    let eve = Request::post("/say/3").header("Idempotency-Key", "k");
    let eve = eve.header("Authorization", "Bearer eve");
    assert_ne!(started(eve.send(application.other).await).await, again);
}

async fn a_key_that_has_started_nothing_is_free(application: Application) {
    let first = start("/one", application.one).await;
    let keyed = ali("POST", "/one").header("Idempotency-Key", "k");
    assert_eq!(keyed.send(application.one).await.status, 503);
    let cancel = ali("DELETE", &format!("/runs/{first}"));
    assert_eq!(cancel.send(application.one).await.status, 200);
    report(&first, application.one, |report| {
        report["state"] == "cancelled"
    })
    .await;
    let run = started(keyed.send(application.one).await).await;
    assert_eq!(started(keyed.send(application.other).await).await, run);
}

async fn a_cancellation_arrives(application: Application) {
    let run = start("/hold", application.one).await;
    let cancel = ali("DELETE", &format!("/runs/{run}"));
    assert_eq!(cancel.send(application.other).await.status, 200);
    let ended = report(&run, application.one, |report| report["done"].is_object()).await;
    assert_eq!(
        (&ended["state"], &ended["done"]["reason"]),
        (&json!("cancelled"), &json!("requested"))
    );
    // Once is enough, and more does no harm.
    for addr in [application.one, application.other] {
        report(&run, addr, |report| report["done"].is_object()).await;
        let answer = cancel.send(addr).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json().await["state"], "cancelled");
    }
}

async fn a_watcher_anywhere_keeps_it(application: Application) {
    let mut first = events("/wait").stream(application.one).await;
    let run = first.hear("waiting").await.run().to_owned();
    let path = format!("/runs/{run}");
    let mut second = events(&path).stream(application.other).await;
    second.hear("waiting").await;
    // It was counted before the first leaves: what is said in one process is heard in its order.
    first.reset();
    let mut third = events(&path).stream(application.other).await;
    third.hear("waiting").await;
    second.reset();
    // More than the grace.
    let grace = Duration::from_millis(300);
    let none = tokio::time::timeout(grace * 2, third.find(Event::is_done)).await;
    assert!(none.is_err(), "{none:?}");
    third.reset();
    let ended = report(&run, application.one, |report| report["done"].is_object()).await;
    assert_eq!(ended["done"]["reason"], "disconnected");
}

async fn everybody_is_told_the_same(application: Application) {
    let run = start("/say/50", application.one).await;
    let path = format!("/runs/{run}");
    let mut told = Vec::new();
    for addr in [application.one, application.other] {
        let mut all = events(&path).stream(addr).await.read_to_end().await;
        // The first says how far the run was.
        all.remove(0);
        all.retain(|event| event.is_log() || event.is_done());
        // From any event on it is the rest.
        for (place, event) in all.iter().enumerate().step_by(7) {
            let resume = events(&path).last_event_id(&event.id);
            if event.is_done() {
                assert_eq!(resume.send(addr).await.status, 204);
                continue;
            }
            let mut rest = resume.stream(addr).await.read_to_end().await;
            rest.retain(|event| event.is_log() || event.is_done());
            assert_eq!(rest, all[place + 1..]);
        }
        told.push(all);
    }
    assert_eq!(told[0].len(), 51);
    assert_eq!(told[0], told[1]);
}

async fn it_is_forgotten_everywhere(application: Application) {
    let run = start("/short", application.one).await;
    for addr in [application.one, application.other] {
        in_time("it is forgotten", async {
            while ali("GET", &format!("/runs/{run}")).send(addr).await.status != 404 {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}

async fn others_do_not_know_of_it(application: Application) {
    let run = start("/hold", application.one).await;
    for addr in [application.one, application.other] {
        let path = format!("/runs/{run}");
        for method in ["GET", "DELETE"] {
            let eve = Request::new(method, &path).header("Authorization", "Bearer eve");
            assert_eq!(eve.send(addr).await.status, 404);
        }
        let eve = Request::events("/hold").header("Authorization", "Bearer eve");
        let resume = eve.last_event_id(&format!("{run}.0"));
        let told = resume.stream(addr).await.read_to_end().await;
        assert_eq!(told.last().map(Event::status), Some("lost"));
        assert_eq!(ali("GET", &path).send(addr).await.status, 200);
    }
}

/// Has every test of the contract run on the applications that `$make` makes.
macro_rules! tests {
    ($module:ident, $make:ident: $($name:ident),* $(,)?) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $name() {
                    super::$name(super::$make().await).await;
                }
            )*
        }
    };
    ($($module:ident, $make:ident;)*) => {
        $(tests!(
            $module, $make:
            is_known_at_once,
            what_there_never_was_is_unknown,
            a_key_starts_one_run,
            a_key_that_has_started_nothing_is_free,
            a_cancellation_arrives,
            a_watcher_anywhere_keeps_it,
            everybody_is_told_the_same,
            it_is_forgotten_everywhere,
            others_do_not_know_of_it,
        );)*
    };
}
tests!(memory, in_memory; redis, in_redis;);
