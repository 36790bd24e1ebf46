//! Several runs on one stream: what is seen of each is what its own stream shows (rule 12).

use sse_progress::{Jobs, Progress, job, jobs};

use super::harness::{Multiplexed, Probe, Request, Shared, TestServer};

/// Says so many lines, and is done.
#[job(POST "/say/{lines}/{word}")]
async fn say(progress: Progress, lines: u32, word: String, #[state] probe: Probe) -> String {
    probe.step().await;
    for line in 0..lines {
        progress.println(format!("{word} {line}"));
    }
    word
}

async fn serve(probe: &Probe) -> TestServer {
    TestServer::start(Jobs::builder().jobs(jobs![say]).state(probe.clone())).await
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

#[tokio::test]
async fn a_client_that_comes_back_at_any_cut_misses_nothing_and_gets_nothing_twice() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut runs = Vec::new();
    for (lines, word) in [(5, "one"), (0, "two"), (3, "three")] {
        let run = server
            .post(&Request::post(format!("/say/{lines}/{word}")))
            .await;
        runs.push(run.id().to_string());
    }
    let names: Vec<_> = runs.iter().map(String::as_str).collect();
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
        for run in &runs {
            let whole = essence(before.iter().chain(&after), run);
            assert_eq!(whole, essence(&events, run), "cut at {cut}");
        }
    }
    let last = &events.last().unwrap().id;
    assert!(last.ends_with(".done"));
    let again = Request::events(super::harness::address(&names)).header("last-event-id", last);
    assert_eq!(server.ask(&again).await.status(), 204);
}
