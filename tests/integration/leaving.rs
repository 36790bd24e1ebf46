//! Clients that leave, and what becomes of their runs (rules 7 and 8).

use std::time::{Duration, Instant};

use sse_progress::protocol::{CancelReason, Status};
use sse_progress::{Cancelled, Jobs, Policy, Progress, Run, job, jobs};
use tokio::io::AsyncWriteExt as _;

use super::harness::{
    Connection, EventStream, Probe, Request, TestServer, soon, through_every_door,
};

through_every_door![
    a_client_that_leaves_before_it_has_read_anything_is_noticed,
    the_last_to_leave_counts,
    a_grace_is_waited_for_and_saves_who_comes_back_in_it,
    a_detached_run_and_one_that_was_accepted_go_on,
    an_accepted_run_of_a_job_with_a_policy_ends_with_its_last_watcher,
    who_cannot_come_back_leaves_no_grace,
    a_client_that_stops_reading_is_given_up,
    a_page_that_is_closed_says_so_before_its_stream_ends_or_after,
    a_farewell_ends_nothing_that_somebody_wants,
    a_farewell_is_no_excuse_to_go_on_for_longer,
];

/// How quickly a future has to be dropped behind a client that leaves no grace, on a machine that
/// has other things to do. It takes less than a millisecond.
const AT_ONCE: Duration = Duration::from_secs(2);

const GIVE_UP: Duration = Duration::from_millis(500);

/// No heartbeat helps to notice anything.
#[job("/cancel", on_disconnect = cancel, heartbeat = "1h")]
async fn cancel(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

/// What it returns is not looked at here.
#[job("/blocking", on_disconnect = cancel, heartbeat = "1h")]
fn blocking(progress: Progress, #[state] probe: Probe) -> Result<(), Cancelled> {
    let _alive = probe.begin();
    while !probe.try_step() {
        progress.checkpoint()?;
        std::thread::yield_now();
    }
    Ok(())
}

#[job("/after", on_disconnect = cancel_after("400ms"), heartbeat = "1h")]
async fn after(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

#[job("/detach", on_disconnect = detach, heartbeat = "1h")]
async fn detach(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

/// Says more than the socket of a client that does not read has room for.
#[job("/flood", on_disconnect = cancel, heartbeat = "1h")]
async fn flood(progress: Progress, #[state] probe: Probe) {
    let _alive = probe.begin();
    loop {
        progress.println("x".repeat(100_000));
        tokio::task::yield_now().await;
    }
}

/// Waits for who comes back, if nobody says that it will not.
#[job("/patient", on_disconnect = cancel_after("1h"), heartbeat = "1h")]
async fn patient(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

/// With the grace that a job has which says nothing: 5 s.
#[job("/default", heartbeat = "1h")]
async fn default(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![
        cancel, blocking, after, detach, default, flood, patient
    ]);
    let jobs = jobs.state(probe.clone());
    TestServer::configured(jobs, |server| server.tcp_user_timeout(GIVE_UP)).await
}

/// Watches until the function has begun, and finds its run.
async fn begin(server: &TestServer, probe: &Probe, request: &Request) -> (EventStream, Run) {
    let begun = probe.begun();
    let mut stream = server.watch(request).await;
    let id = stream.event().await.unwrap().id.run.parse().unwrap();
    super::harness::until("the beginning", || probe.begun() > begun).await;
    (stream, server.jobs.run(&id).unwrap())
}

/// Asserts that the run was cancelled because nobody watched it.
async fn abandoned(run: &Run) {
    let done = soon("the end of the run", run.ended()).await;
    assert_eq!(done.status, Status::Cancelled);
    assert_eq!(done.reason, Some(CancelReason::Disconnected));
}

#[derive(Clone, Copy, Debug)]
enum Leave {
    Fin,
    HalfClose,
    Reset,
}

impl Leave {
    async fn leave(self, connection: &mut Connection) {
        match self {
            Self::HalfClose => connection.socket.shutdown().await.unwrap(),
            Self::Reset => connection.socket.set_zero_linger().unwrap(),
            Self::Fin => {}
        }
    }
}

#[tokio::test]
async fn a_client_that_leaves_is_noticed_at_once_whatever_it_sent_before() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let pipelined = Request::get("/jobs").bytes();
    let large = [b"x".as_slice(); 100_000].concat();
    for (what, sent) in [
        ("nothing", &b""[..]),
        ("a stray byte", b"x"),
        ("a line break", b"\r\n"),
        ("a second request", &pipelined),
        ("100 kB", &large),
    ] {
        for leave in [Leave::Fin, Leave::HalfClose, Leave::Reset] {
            for path in ["/cancel", "/blocking"] {
                let (mut stream, run) = begin(&server, &probe, &Request::events(path)).await;
                stream.connection.try_send(sent).await;
                leave.leave(&mut stream.connection).await;
                let left = Instant::now();
                let kept = matches!(leave, Leave::HalfClose).then_some(stream);
                let noticed = probe.end().await.saturating_duration_since(left);
                println!("{what}, {leave:?}, {path}: noticed after {noticed:?}");
                assert!(noticed < AT_ONCE, "{what}, {leave:?}: {noticed:?}");
                let done = soon("the end", run.ended()).await;
                assert!(path == "/blocking" || done.status == Status::Cancelled);
                drop(kept);
            }
        }
    }
    server.idle().await;
}

async fn a_client_that_leaves_before_it_has_read_anything_is_noticed() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut connection = server.connect().await;
    let request = Request::post("/cancel").header("accept", "text/event-stream");
    connection.send(request.form("").bytes()).await;
    connection.read_through(b"\n\n").await.unwrap();
    drop(connection);
    if probe.begun() > 0 {
        probe.end().await;
    }
    server.idle().await;
}

async fn the_last_to_leave_counts() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (first, run) = begin(&server, &probe, &Request::events("/cancel")).await;
    let mut second = server.watch_run(run.id().as_str()).await;
    assert_eq!(run.watchers(), 2);
    drop(first);
    super::harness::until("one watcher", || run.watchers() == 1).await;
    // That it goes on shows in that it can end.
    probe.go(1);
    assert_eq!(second.done().await.data["status"], "succeeded");

    let (first, run) = begin(&server, &probe, &Request::events("/cancel")).await;
    let second = server.watch_run(run.id().as_str()).await;
    drop((first, second));
    abandoned(&run).await;
}

async fn a_grace_is_waited_for_and_saves_who_comes_back_in_it() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (stream, run) = begin(&server, &probe, &Request::events("/after")).await;
    drop(stream);
    let left = Instant::now();
    let ended = probe.end().await;
    println!("grace of 400 ms: {:?}", ended - left);
    assert!(ended - left >= Duration::from_millis(399));
    abandoned(&run).await;

    let (stream, run) = begin(&server, &probe, &Request::events("/after")).await;
    drop(stream);
    super::harness::until("nobody watches", || run.watchers() == 0).await;
    let mut back = server.watch_run(run.id().as_str()).await;
    let more = tokio::time::timeout(Duration::from_millis(800), run.ended()).await;
    assert!(more.is_err(), "it goes on for twice the grace");
    probe.go(1);
    assert_eq!(back.done().await.data["status"], "succeeded");
}

async fn a_detached_run_and_one_that_was_accepted_go_on() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (stream, detached) = begin(&server, &probe, &Request::get("/detach")).await;
    drop(stream);
    // Its watcher comes and goes, and would have left no grace.
    let accepted = server.post(&Request::post("/default")).await;
    let watcher = Request::events(format!("/runs/{}", accepted.id()));
    let mut watcher = server.watch(&watcher).await;
    watcher.event().await.unwrap();
    drop(watcher);
    for run in [&detached, &accepted] {
        super::harness::until("nobody watches", || run.watchers() == 0).await;
        let more = tokio::time::timeout(Duration::from_millis(200), run.ended()).await;
        assert!(more.is_err(), "{run:?} goes on");
    }
    probe.go(2);
    for run in [&detached, &accepted] {
        let done = soon("the end", run.ended()).await;
        assert_eq!(done.status, Status::Succeeded);
    }
}

/// A job with a policy of its own keeps it for an accepted run, from its first watcher on.
async fn an_accepted_run_of_a_job_with_a_policy_ends_with_its_last_watcher() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let run = server.post(&Request::post("/cancel")).await;
    super::harness::until("the beginning", || probe.begun() == 1).await;
    let more = tokio::time::timeout(Duration::from_millis(100), run.ended()).await;
    assert!(more.is_err(), "nobody has watched it yet");
    let mut stream = server.watch_run(run.id().as_str()).await;
    stream.event().await.unwrap();
    drop(stream);
    abandoned(&run).await;
}

async fn who_cannot_come_back_leaves_no_grace() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    for request in [
        Request::get("/default"),
        Request::get("/default").header("accept", "*/*"),
        Request::get("/default").header("user-agent", "curl/8.5.0"),
    ] {
        let (stream, run) = begin(&server, &probe, &request).await;
        drop(stream);
        let left = Instant::now();
        let noticed = probe.end().await.saturating_duration_since(left);
        assert!(noticed < AT_ONCE, "{noticed:?}");
        abandoned(&run).await;
    }

    // An `EventSource` may, and its run is there half a second later.
    let (stream, run) = begin(&server, &probe, &Request::events("/default")).await;
    drop(stream);
    let more = tokio::time::timeout(Duration::from_millis(500), run.ended()).await;
    assert!(more.is_err(), "its grace has begun");
    let mut back = server.watch_run(run.id().as_str()).await;
    probe.go(1);
    assert_eq!(back.done().await.data["status"], "succeeded");
}

/// hyper would wait for ever: see the system's own time-out, which the server sets.
#[cfg(target_os = "linux")]
async fn a_client_that_stops_reading_is_given_up() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (asleep, run) = begin(&server, &probe, &Request::events("/flood")).await;
    let since = Instant::now();
    abandoned(&run).await;
    println!(
        "with a time-out of {GIVE_UP:?} given up after {:?}",
        since.elapsed()
    );
    probe.end().await;
    drop(asleep);
}

/// As `sendBeacon` of a page sends it.
fn beacon(run: &Run) -> Request {
    let request = Request::post(format!("/runs/{}/leave", run.id()));
    let request = request.header("origin", "http://test");
    let request = request.header("sec-fetch-site", "same-origin");
    request.body("text/plain;charset=UTF-8", "")
}

async fn say_farewell(server: &TestServer, run: &Run) {
    let answer = server.ask(&beacon(run)).await;
    assert_eq!((answer.status(), answer.body.len()), (204, 0));
}

async fn a_page_that_is_closed_says_so_before_its_stream_ends_or_after() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    // Both wait at once: the wait takes seconds.
    let mut left = Vec::new();
    for beacon_first in [true, false] {
        let (stream, run) = begin(&server, &probe, &Request::events("/patient")).await;
        if beacon_first {
            say_farewell(&server, &run).await;
            assert_eq!(run.watchers(), 1);
            drop(stream);
        } else {
            drop(stream);
            super::harness::until("nobody watches", || run.watchers() == 0).await;
            say_farewell(&server, &run).await;
        }
        left.push(run);
    }
    for run in &left {
        abandoned(run).await;
        probe.end().await;
        say_farewell(&server, run).await;
    }
    // It was the last of two.
    let (stream, run) = begin(&server, &probe, &Request::events("/patient")).await;
    let other = server.watch_run(run.id().as_str()).await;
    say_farewell(&server, &run).await;
    drop(stream);
    super::harness::until("one watches", || run.watchers() == 1).await;
    say_farewell(&server, &run).await;
    drop(other);
    super::harness::until("nobody watches", || run.watchers() == 0).await;
    let more = tokio::time::timeout(Policy::LEAVE_GRACE / 10, run.ended()).await;
    assert!(
        more.is_err(),
        "the first could still be a page that is loaded again"
    );
    server.jobs.cancel(run.id());
}

/// A page that is loaded again, a second tab, a run that is to be done whoever watches, and one
/// that nobody has watched yet.
async fn a_farewell_ends_nothing_that_somebody_wants() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (stream, reloaded) = begin(&server, &probe, &Request::events("/patient")).await;
    say_farewell(&server, &reloaded).await;
    drop(stream);
    super::harness::until("nobody watches", || reloaded.watchers() == 0).await;
    let back = server.watch_run(reloaded.id().as_str()).await;

    let (stream, shared) = begin(&server, &probe, &Request::events("/cancel")).await;
    let other_tab = server.watch_run(shared.id().as_str()).await;
    say_farewell(&server, &shared).await;
    drop(stream);
    super::harness::until("one watches", || shared.watchers() == 1).await;
    say_farewell(&server, &shared).await;

    let (stream, detached) = begin(&server, &probe, &Request::events("/detach")).await;
    drop(stream);
    say_farewell(&server, &detached).await;

    let unwatched = server.post(&Request::post("/cancel")).await;
    say_farewell(&server, &unwatched).await;

    let long = Policy::LEAVE_GRACE * 11 / 10;
    for run in [&reloaded, &shared, &detached, &unwatched] {
        let more = tokio::time::timeout(long / 4, run.ended()).await;
        assert!(more.is_err(), "{run:?} goes on");
    }
    probe.go(4);
    for run in [&reloaded, &shared, &detached, &unwatched] {
        let done = soon("the end", run.ended()).await;
        assert_eq!(done.status, Status::Succeeded);
    }
    drop((back, other_tab));
}

async fn a_farewell_is_no_excuse_to_go_on_for_longer() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (stream, run) = begin(&server, &probe, &Request::events("/cancel")).await;
    say_farewell(&server, &run).await;
    drop(stream);
    let left = Instant::now();
    let noticed = probe.end().await.saturating_duration_since(left);
    assert!(noticed < AT_ONCE, "{noticed:?}");
    abandoned(&run).await;
}
