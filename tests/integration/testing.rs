//! The module `testing`: jobs without sockets, in paused time.

use std::time::Duration;

use serde_json::json;
use sse_progress::protocol::{CancelReason, Event, RunState, Status, TaskState};
use sse_progress::testing::{Watcher, told};
use sse_progress::{Jobs, Level, Progress, SpawnError, job, jobs};

const MINUTE: Duration = Duration::from_secs(60);

/// An hour of work for 60 items.
#[job("/hours/{items}", on_disconnect = cancel_after("5m"), clean_up = "30s")]
async fn work(progress: Progress, items: u64) -> Result<u64, String> {
    progress.set_message("working");
    for item in progress.wrap_iter(0..items) {
        if item == 13 {
            return Err("unlucky".to_owned());
        }
        progress.println(format!("item {item}"));
        tokio::select! {
            () = tokio::time::sleep(MINUTE) => {}
            () = progress.cancelled() => {
                tokio::time::sleep(Duration::from_secs(10)).await;
                return Err("stopped".to_owned());
            }
        }
    }
    Ok(items)
}

/// Says more than is remembered.
#[job("/talk")]
async fn talk(progress: Progress) {
    for number in 0..50 {
        progress.println(number.to_string());
    }
}

#[job("/idle", on_disconnect = detach)]
async fn idle() {
    std::future::pending::<()>().await;
}

#[job("/asked")]
async fn asked(progress: Progress) {
    progress.println("a line");
    progress.set_position(7);
    assert_eq!(told(&progress).snapshot.bar.position, 7);
    tokio::time::sleep(MINUTE).await;
}

fn build() -> Jobs {
    let builder = Jobs::builder().jobs(jobs![work, talk]);
    builder.log_lines(20).build().unwrap()
}

fn start(jobs: &Jobs, items: u64) -> Watcher {
    Watcher::start(jobs, "work", json!({ "items": items })).unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_hour_is_seen_in_a_moment() {
    let jobs = build();
    let mut watcher = start(&jobs, 12);
    let running = |event: &Event| matches!(event, Event::Progress(snapshot) if snapshot.state == RunState::Running);
    watcher.until(running).await;
    assert_eq!(watcher.seen().snapshot().state, RunState::Running);
    assert_eq!(watcher.next_line().await, "item 0");
    assert_eq!(watcher.run().watchers(), 1);
    let seen = watcher.to_the_end().await;
    assert_eq!((seen.result::<u64>(), seen.lines().len()), (12, 12));
    assert_eq!(seen.snapshot().bar.fraction, Some(1.0));
    // A snapshot for each item, since they are a minute apart.
    let positions: Vec<_> = seen.snapshots().map(|s| s.bar.position).collect();
    assert!(
        (0..=12).all(|position| positions.contains(&position)),
        "{positions:?}"
    );
    seen.assert_ended_once();
    seen.assert_no_gap();

    let seen = start(&jobs, 20).to_the_end().await;
    assert_eq!(seen.done().status, Status::Failed);
    assert!(Watcher::start(&jobs, "work", json!({})).is_err());
}

#[tokio::test(start_paused = true)]
async fn a_connection_can_be_lost_at_every_event() {
    let jobs = build();
    for event in 0..30 {
        let lost = start(&jobs, 12).lose_at(event).await;
        assert_eq!(lost.run().watchers(), 0);
        assert!(lost.seen().events().len() <= event);
        tokio::time::sleep(MINUTE * 4).await;
        let back = lost.come_back().await;
        let lost_again = back.lose_at(event + 2).await;
        let seen = lost_again.come_back().await.to_the_end().await;
        seen.assert_no_gap();
        seen.assert_ended_once();
        assert_eq!((seen.result::<u64>(), seen.lines().len()), (12, 12));
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_stays_away_takes_the_run_along() {
    let jobs = build();
    let started = tokio::time::Instant::now();
    let lost = start(&jobs, 12).lose_at(3).await;
    let done = lost.stay_away().await;
    assert_eq!(done.reason, Some(CancelReason::Disconnected));
    let took = started.elapsed();
    assert!(took >= MINUTE * 5 && took < MINUTE * 7, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_cancel_takes_its_time() {
    let jobs = build();
    let mut watcher = start(&jobs, 12);
    watcher.next_line().await;
    let seen = watcher.cancelled_within(Duration::from_secs(11)).await;
    assert!(
        seen.snapshots()
            .any(|snapshot| snapshot.state == RunState::Cancelling)
    );
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "the function went on for 10")]
async fn a_cancel_that_takes_too_long_fails_the_test() {
    let mut watcher = start(&build(), 12);
    watcher.next_line().await;
    watcher.cancelled_within(Duration::from_secs(9)).await;
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "the cancel came too late")]
async fn so_does_one_that_comes_too_late() {
    let watcher = start(&build(), 0);
    watcher.run().ended().await;
    watcher.cancelled_within(MINUTE).await;
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "should be behind line 1")]
async fn so_do_lines_that_were_missed() {
    let jobs = build();
    let run = jobs.start("talk", json!({})).unwrap();
    run.ended().await;
    let seen = Watcher::of(&run).to_the_end().await;
    seen.assert_ended_once();
    assert_eq!(seen.log().next().unwrap().missed, Some(30));
    seen.assert_no_gap();
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "no end was seen; these events were seen:\n")]
async fn so_does_a_run_that_has_not_ended() {
    let mut watcher = start(&build(), 12);
    watcher.next_line().await;
    watcher.seen().done();
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "the run has ended without what was looked for")]
async fn so_does_an_event_that_does_not_come() {
    start(&build(), 1)
        .until(|event| event.name() == "other")
        .await;
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "nothing has happened for a day")]
async fn so_does_a_run_in_which_nothing_happens() {
    let jobs = Jobs::builder().jobs(jobs![idle]).build().unwrap();
    let watcher = Watcher::start(&jobs, "idle", json!({})).unwrap();
    watcher.to_the_end().await;
}

#[tokio::test]
async fn a_hidden_progress_tells_what_it_was_told() {
    async fn report(progress: Progress) -> Result<(), SpawnError> {
        progress.set_unit("bytes");
        progress.set_message("reading");
        progress.set_length(2);
        progress.log(Level::Warn, "one is missing");
        let part = progress.child("part");
        let spawned = progress.spawn(async move {
            part.println("in the part");
            part.child("of the part").inc(7);
        });
        spawned.await?;
        progress.inc(1);
        Ok(())
    }

    let progress = Progress::hidden();
    report(progress.clone()).await.unwrap();
    for _ in 0..2 {
        let told = told(&progress);
        assert_eq!(told.message(), "reading");
        assert_eq!(told.lines(), ["one is missing", "in the part"]);
        assert_eq!(
            (told.lines[0].level, told.lines[1].task),
            (Level::Warn, Some(1))
        );
        assert_eq!(told.children(), ["part", "of the part"]);
        let bar = &told.snapshot.bar;
        assert_eq!(
            (bar.position, bar.length, &*bar.unit),
            (1, Some(2), "bytes")
        );
        let inner = &told.snapshot.tasks[1];
        assert_eq!((inner.bar.position, inner.parent), (7, Some(1)));
        assert_eq!(inner.state, TaskState::Finished);
    }
}

// To ask lowered the marks by which the sampler of a run knows what is new.
#[tokio::test(start_paused = true)]
async fn to_ask_what_a_run_was_told_takes_nothing_from_its_watchers() {
    let jobs = Jobs::builder().jobs(jobs![asked]).build().unwrap();
    let mut watcher = Watcher::start(&jobs, "asked", json!({})).unwrap();
    let is_there =
        |event: &Event| matches!(event, Event::Progress(snapshot) if snapshot.bar.position == 7);
    watcher.until(is_there).await;
    assert!(watcher.run().done().is_none());
    assert_eq!(watcher.to_the_end().await.lines(), ["a line"]);
}
