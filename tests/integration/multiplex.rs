//! Several runs on one stream: what is seen of each is what its own stream shows (rule 12).

use std::time::Duration;

use sse_progress::protocol::{CancelReason, Status};
use sse_progress::{Jobs, JobsBuilder, Principal, Progress, Refusal, Run, job, jobs};

use super::harness::{
    Connection, Multiplexed, Probe, Request, Shared, TestServer, address, soon, through_every_door,
    until,
};

through_every_door![
    a_client_that_comes_back_at_any_cut_misses_nothing_and_gets_nothing_twice,
    it_watches_each_of_its_runs_until_that_is_over,
    a_run_that_is_not_known_is_lost_and_the_others_go_on,
];

const NOBODY: &str = "AAAAAAAAAAAAAAAAAAAAAA";

/// Says so many lines, and is done.
#[job(POST "/say/{lines}/{word}")]
async fn say(progress: Progress, lines: u32, word: String, #[state] probe: Probe) -> String {
    probe.step().await;
    for line in 0..lines {
        progress.println(format!("{word} {line}"));
    }
    word
}

#[job("/hold", on_disconnect = cancel, heartbeat = "1h", retry = "10s")]
async fn hold(#[state] probe: Probe) {
    let _alive = probe.begin();
    probe.step().await;
}

#[job(POST "/beat", heartbeat = "20ms", retry = "1s")]
async fn beat(#[state] probe: Probe) {
    probe.step().await;
}

/// Says more than the socket of a client that does not read has room for.
#[job("/flood", on_disconnect = cancel, heartbeat = "1h")]
async fn flood(progress: Progress) {
    loop {
        progress.println("x".repeat(100_000));
        tokio::task::yield_now().await;
    }
}

fn jobs(probe: &Probe) -> JobsBuilder {
    let jobs = Jobs::builder().jobs(jobs![say, hold, beat, flood]);
    jobs.state(probe.clone())
}

async fn serve(probe: &Probe) -> TestServer {
    TestServer::start(jobs(probe)).await
}

/// Starts runs that go on by themselves and says lines when they are let.
async fn start(server: &TestServer, says: &[(u32, &str)]) -> Vec<String> {
    let mut runs = Vec::new();
    for (lines, word) in says {
        let request = Request::post(format!("/say/{lines}/{word}"));
        runs.push(server.post(&request).await.id().to_string());
    }
    runs
}

fn names(runs: &[String]) -> Vec<&str> {
    runs.iter().map(String::as_str).collect()
}

/// What is not a matter of chance: the lines and the ends, as they are on the wire.
fn essence<'a>(events: impl IntoIterator<Item = &'a Shared>, run: &str) -> Vec<String> {
    let of_run = |shared: &&Shared| shared.event.id.run == run;
    let events = events.into_iter().filter(of_run);
    let essential = events.filter(|shared| shared.event.name != "progress");
    essential.map(|shared| shared.event.raw.clone()).collect()
}

async fn alone(server: &TestServer, run: &str) -> Vec<String> {
    let events = server.watch_run(run).await.rest().await;
    let essential = events.into_iter().filter(|event| event.name != "progress");
    essential.map(|event| event.raw).collect()
}

async fn a_client_that_comes_back_at_any_cut_misses_nothing_and_gets_nothing_twice() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let runs = start(&server, &[(5, "one"), (0, "two"), (3, "three")]).await;
    let names = names(&runs);
    let mut live = Multiplexed::open(&server, &names).await;
    let mut events = Vec::new();
    for run in &runs {
        let opening = live.event().await.unwrap();
        assert_eq!(
            (opening.event.name.as_str(), &opening.event.id.run),
            ("progress", run)
        );
        assert_eq!(opening.retry.is_some(), events.is_empty());
        events.push(opening);
    }
    probe.go(3);
    events.extend(live.rest().await);
    for run in &runs {
        assert_eq!(essence(&events, run), alone(&server, run).await);
    }
    for cut in 1..events.len() {
        let (before, last) = (&events[..cut], &events[cut - 1]);
        assert!(!last.id.ends_with(".done"), "{}", last.id);
        let after = Multiplexed::resume(&server, &names, &last.id)
            .await
            .rest()
            .await;
        // The ids of the events themselves, in the address, say the same.
        let own = |run: &String| {
            let seen = before.iter().rev().find(|seen| seen.event.id.run == *run);
            seen.map_or(run.clone(), |seen| seen.event.id.text.clone())
        };
        let own: Vec<_> = runs.iter().map(own).collect();
        let own: Vec<_> = own.iter().map(String::as_str).collect();
        let named = Multiplexed::open(&server, &own).await.rest().await;
        for run in &runs {
            for after in [&after, &named] {
                let whole = essence(before.iter().chain(after), run);
                assert_eq!(whole, essence(&events, run), "cut at {cut}");
            }
        }
    }
    let last = &events.last().unwrap().id;
    assert!(last.ends_with(".done"));
    let again = Request::events(address(&names)).header("last-event-id", last);
    assert_eq!(server.ask(&again).await.status(), 204);
    let ends: Vec<_> = runs.iter().map(|run| format!("{run}.9.done")).collect();
    let again = Request::events(address(&self::names(&ends)));
    assert_eq!(server.ask(&again).await.status(), 204);
}

/// Another address has other runs, or the same in another order.
#[tokio::test]
async fn an_id_of_another_address_is_set_aside_for_the_positions_of_this_one() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let runs = start(&server, &[(3, "one"), (3, "two")]).await;
    probe.go(2);
    server.idle().await;
    let turned = [runs[1].as_str(), runs[0].as_str()];
    let events = Multiplexed::open(&server, &turned).await.rest().await;
    let one = format!("{}.2000000", runs[0]);
    let here = [one.as_str(), runs[1].as_str()];
    for id in [&events[4].id, &events[4].event.id.text, "x", "AAAAAAAA.AA"] {
        let seen = Multiplexed::resume(&server, &here, id).await.rest().await;
        assert_eq!(
            essence(&seen, &runs[0]),
            essence(&events, &runs[0])[2..],
            "{id}"
        );
        assert_eq!(essence(&seen, &runs[1]), essence(&events, &runs[1]), "{id}");
    }
    // What fits goes before the positions, also from the query.
    let query = format!("{}&last_event_id={}", address(&turned), events[5].id);
    let seen = Multiplexed::ask(&server, &Request::events(query))
        .await
        .rest()
        .await;
    let all = |events: &[Shared]| {
        runs.iter()
            .map(|run| essence(events, run).len())
            .sum::<usize>()
    };
    assert_eq!(all(&events[..6]) + all(&seen), all(&events));
    assert!(all(&seen) < all(&events));
}

/// Starts a run of `/hold` over a stream of its own.
async fn held(server: &TestServer) -> (Connection, Run) {
    let mut stream = server.watch(&Request::events("/hold")).await;
    let id = stream.event().await.unwrap().id.run.parse().unwrap();
    (stream.connection, server.jobs.run(&id).unwrap())
}

async fn it_watches_each_of_its_runs_until_that_is_over() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (first, one) = held(&server).await;
    let (second, two) = held(&server).await;
    let said = start(&server, &[(1, "said")]).await;
    let runs = [one.id().as_str(), two.id().as_str(), &said[0]];
    let mut stream = Multiplexed::open(&server, &runs).await;
    for _ in &runs {
        stream.event().await.unwrap();
    }
    assert_eq!((one.watchers(), two.watchers()), (2, 2));
    // Which would end runs that are watched no more.
    drop((first, second));
    until("one watcher each", || one.watchers() + two.watchers() == 2).await;
    server.jobs.cancel(one.id());
    let done = loop {
        let shared = stream.event().await.unwrap();
        if shared.event.name == "done" {
            break shared;
        }
    };
    assert_eq!(done.event.id.run, one.id().as_str());
    assert_eq!(done.event.data["reason"], "requested");
    assert!(done.event.id.done && !done.id.ends_with(".done"));
    assert_eq!(one.watchers(), 0);
    assert_eq!((two.watchers(), two.done().is_some()), (1, false));
    drop(stream);
    let done = soon("the end of the other", two.ended()).await;
    assert_eq!(
        (done.status, done.reason),
        (Status::Cancelled, Some(CancelReason::Disconnected))
    );
    assert!(
        server
            .jobs
            .run(&said[0].parse().unwrap())
            .unwrap()
            .done()
            .is_none()
    );
    probe.go(1);
}

async fn a_run_that_is_not_known_is_lost_and_the_others_go_on() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let runs = start(&server, &[(2, "one"), (2, "two")]).await;
    let ahead = format!("{}.9000000", runs[1]);
    let mut stream = Multiplexed::open(&server, &[NOBODY, &runs[0], &ahead]).await;
    for expected in [format!("{NOBODY}.0.done"), format!("{}.0", runs[0])] {
        assert_eq!(stream.event().await.unwrap().event.id.text, expected);
    }
    let ahead = stream.event().await.unwrap();
    assert_eq!(ahead.event.id.text, format!("{}.0.done", runs[1]));
    assert_eq!(ahead.event.data["status"], "lost");
    probe.go(2);
    let rest = stream.rest().await;
    assert_eq!(essence(&rest, &runs[0]).len(), 3);
    assert!(rest.last().unwrap().id.ends_with(".done"));

    let lost = Multiplexed::open(&server, &[NOBODY]).await.rest().await;
    assert_eq!(lost.len(), 1);
    assert!(lost[0].retry.is_some() && lost[0].id.ends_with(".done"));
}

#[tokio::test]
async fn what_names_no_runs_is_told_so() {
    let server = serve(&Probe::new()).await;
    let many: Vec<_> = (0..17).map(|n| format!("{n:A>21}A")).collect();
    for query in [
        "".to_owned(),
        "?run=".to_owned(),
        "?run=x".to_owned(),
        "?run=%ff".to_owned(),
        format!("?run={NOBODY}&run={NOBODY}.5"),
        format!("?run={NOBODY}&run="),
        address(&names(&many)).replace("/runs/events", ""),
    ] {
        for method in ["GET", "HEAD"] {
            let request = Request::new(method, format!("/runs/events{query}"));
            let response = server
                .ask(&request.header("accept", "text/event-stream"))
                .await;
            assert_eq!(response.status(), 400, "{query}");
            assert!(method == "HEAD" || response.parameters(400) == ["run"]);
        }
    }
    let all = address(&names(&many[..16]));
    assert_eq!(
        Multiplexed::open(&server, &names(&many[..16]))
            .await
            .rest()
            .await
            .len(),
        16
    );
    let json = Request::get(&all).header("accept", "application/json");
    server.ask(&json).await.problem(406);
    server.ask(&Request::post(&all)).await.problem(405);
    let head = Request::new("HEAD", &all).header("accept", "text/event-stream");
    let head = server.ask(&head).await;
    assert_eq!(head.header("content-type"), Some("text/event-stream"));
}

#[tokio::test]
async fn it_has_the_headers_of_every_stream() {
    let probe = Probe::new();
    let server = TestServer::start(jobs(&probe).allow_origin("https://app.example")).await;
    let runs = start(&server, &[(1, "one")]).await;
    let mut sorted = Vec::new();
    for target in [format!("/runs/{}", runs[0]), address(&names(&runs))] {
        let request = Request::events(target).header("origin", "https://app.example");
        let mut headers = server.watch(&request).await.head.headers;
        // Only a stream of one run has the address of a run.
        headers.retain(|(name, _)| !["date", "content-location"].contains(&name.as_str()));
        headers.sort();
        sorted.push(headers);
    }
    assert_eq!(sorted[0], sorted[1]);
    let shared = (
        "access-control-allow-origin".to_owned(),
        "https://app.example".to_owned(),
    );
    assert!(sorted[1].contains(&shared));
    probe.go(1);
}

#[tokio::test]
async fn a_run_that_says_much_does_not_keep_others_waiting() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let runs = start(&server, &[(1000, "much"), (3, "little")]).await;
    probe.go(2);
    server.idle().await;
    let events = Multiplexed::open(&server, &names(&runs)).await.rest().await;
    let end = events
        .iter()
        .position(|shared| shared.event.id.done && shared.event.id.run == runs[1]);
    assert_eq!(essence(&events, &runs[0]).len(), 1001);
    assert!(end.unwrap() < 12, "{end:?}");
}

#[tokio::test]
async fn the_shortest_heartbeat_and_the_shortest_hint_are_for_all() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let (_alone, hold) = held(&server).await;
    let beat = server.post(&Request::post("/beat")).await;
    let runs = [hold.id().as_str(), beat.id().as_str()];
    let mut stream = Multiplexed::open(&server, &runs).await;
    let hint = stream.event().await.unwrap().retry.unwrap();
    assert!((800..=1200).contains(&hint), "{hint}");
    stream.event().await.unwrap();
    stream.heartbeat().await;
    probe.go(2);
}

#[tokio::test]
async fn it_takes_one_place_among_the_streams() {
    let probe = Probe::new();
    let server = TestServer::start(jobs(&probe).max_watchers(1)).await;
    let runs = start(&server, &[(1, "one"), (1, "two")]).await;
    let mut stream = Multiplexed::open(&server, &names(&runs)).await;
    stream.event().await.unwrap();
    let second = Request::events(address(&names(&runs)));
    server.ask(&second).await.problem(503);
    probe.go(2);
    stream.rest().await;
    Multiplexed::ask(&server, &second).await.rest().await;
}

#[tokio::test]
async fn a_stream_of_age_ends_and_goes_on_where_it_was() {
    let probe = Probe::new();
    let age = Duration::from_millis(100);
    let server = TestServer::start(jobs(&probe).max_stream_age(age)).await;
    let runs = start(&server, &[(2, "one"), (2, "two")]).await;
    let mut events = Multiplexed::open(&server, &names(&runs)).await.rest().await;
    assert!(events.iter().all(|shared| shared.event.name == "progress"));
    probe.go(2);
    while !events.last().unwrap().id.ends_with(".done") {
        let last = events.last().unwrap().id.clone();
        let next = Multiplexed::resume(&server, &names(&runs), &last).await;
        events.extend({ next }.rest().await);
    }
    for run in &runs {
        assert_eq!(essence(&events, run), alone(&server, run).await);
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_is_no_watcher_of_any_of_its_runs() {
    let probe = Probe::new();
    let stall = Duration::from_millis(300);
    let server = TestServer::start(jobs(&probe).stall_timeout(stall)).await;
    let (alone, held) = held(&server).await;
    let mut flood = server.watch(&Request::events("/flood")).await;
    let flooding = flood.event().await.unwrap().id.run;
    let mut asleep = Connection::narrow(server.addr).await;
    let request = Request::events(address(&[held.id().as_str(), &flooding]));
    asleep.send(request.bytes()).await;
    asleep.head().await;
    until("it watches", || held.watchers() == 2).await;
    drop((alone, flood));
    for run in [&held, &server.jobs.run(&flooding.parse().unwrap()).unwrap()] {
        let done = soon("the end", run.ended()).await;
        assert_eq!(done.reason, Some(CancelReason::Disconnected));
    }
    drop(asleep);
}

#[tokio::test]
async fn the_hook_is_asked_for_each_run_and_what_is_anothers_is_lost() {
    let probe = Probe::new();
    let jobs = jobs(&probe).authorize(|access| async move {
        let secret = access.action != sse_progress::Action::Start && access.job == Some("beat");
        match access.bearer_token() {
            None => Err(Refusal::bearer()),
            Some("bo") if secret => Err(Refusal::Forbidden("not yours to see".into())),
            Some(name) => Ok(Principal::new(name)),
        }
    });
    let server = TestServer::start(jobs).await;
    let by = |who: &str, request: Request| request.header("authorization", format!("Bearer {who}"));
    let mut runs = Vec::new();
    for (who, target) in [("ali", "/say/1/a"), ("bo", "/say/1/b"), ("bo", "/beat")] {
        let run = server.post(&by(who, Request::post(target))).await;
        runs.push(run.id().to_string());
    }
    probe.go(3);
    server.idle().await;
    let request = Request::events(address(&names(&runs)));
    server.ask(&request).await.problem(401);
    for (who, expected) in [
        ("ali", ["succeeded", "lost", "lost"]),
        ("bo", ["lost", "succeeded", "lost"]),
        ("eve", ["lost", "lost", "lost"]),
    ] {
        let events = Multiplexed::ask(&server, &by(who, request.clone()))
            .await
            .rest()
            .await;
        for (run, status) in runs.iter().zip(expected) {
            let mut backwards = events.iter().rev();
            let done = backwards
                .find(|shared| shared.event.id.run == *run)
                .unwrap();
            assert_eq!(done.event.data["status"], status, "{who}");
            assert!(status != "lost" || done.event.id.number == 0);
        }
    }
}
