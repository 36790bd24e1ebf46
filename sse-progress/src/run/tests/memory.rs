//! What a run that has ended holds.

use super::*;
use crate::log::Batch;
use crate::protocol::Level;
use crate::run::BoxError;

#[tokio::test]
async fn what_a_job_reported_through_goes_with_the_run() {
    let rig = rig();
    let report = Arc::downgrade(rig.prepared.progress().report());
    let progress = rig.prepared.progress();
    let live = Arc::default();
    let run = rig.begin_counted(
        Work::asynchronous(async move {
            drop(progress.child("child"));
            progress.println("a line");
            succeeded(&())
        }),
        &live,
    );
    end(&run).await;
    while live.load(Ordering::SeqCst) > 0 || report.strong_count() > 0 {
        tokio::task::yield_now().await;
    }
    // Whoever comes late has everything nevertheless, and may still cancel it.
    run.cancel();
    let events = watch_to_the_end(run.watch()).await;
    let names: Vec<_> = events.iter().map(crate::protocol::Event::name).collect();
    assert_eq!(names, ["progress", "log", "done"]);
}

#[tokio::test]
async fn all_that_is_large_weighs() {
    const LARGE: usize = 1 << 20;
    let empty = rig().begin(Work::asynchronous(async { succeeded(&()) }));
    end(&empty).await;
    assert!(empty.weight() < 4096, "{}", empty.weight());

    let result = rig().begin(Work::blocking(|| succeeded(&"x".repeat(LARGE))));
    end(&result).await;
    assert!(result.weight() > 2 * LARGE, "{}", result.weight());

    let error = rig().begin(Work::blocking(|| {
        failed(&*BoxError::from("x".repeat(10 * LARGE)))
    }));
    end(&error).await;
    // Twice 64 KiB: longer messages are cut.
    assert!(
        (128 << 10..140 << 10).contains(&error.weight()),
        "{}",
        error.weight()
    );

    let log = rig();
    let progress = log.prepared.progress();
    let log = log.begin(Work::blocking(move || {
        for _ in 0..100 {
            progress.log(Level::Info, "x".repeat(LARGE / 100));
        }
        succeeded(&())
    }));
    end(&log).await;
    assert!(log.weight() > 2 * LARGE - 1000, "{}", log.weight());

    let bars = rig();
    let progress = bars.prepared.progress();
    let bars = bars.begin(Work::blocking(move || {
        let tasks = (0..100).map(|_| progress.child("x".repeat(LARGE / 200)));
        let tasks: Vec<_> = tasks.collect();
        drop(tasks);
        succeeded(&())
    }));
    end(&bars).await;
    // The newest 32 stay, and fit into one snapshot.
    assert!(bars.weight() > 2 * 32 * (LARGE / 200), "{}", bars.weight());
}

#[tokio::test]
async fn a_run_weighs_the_same_whether_it_was_watched_or_not() {
    let run = rig().begin(Work::asynchronous(async {
        succeeded(&"é\n".repeat(1000))
    }));
    end(&run).await;
    let unwatched = run.weight();
    let mut watch = run.watch();
    while let Some(entry) = std::future::poll_fn(|cx| watch.poll_entry(cx)).await {
        entry.bytes(|id, event| {
            let data = serde_json::to_string(event).unwrap();
            format!("event: {}\nid: {id}\ndata: {data}\n\n", event.name()).into()
        });
    }
    let watched = run.weight();
    assert!(
        watched <= unwatched && watched + 600 > unwatched,
        "{watched} of {unwatched}"
    );
    assert_eq!(run.log().append(Batch::default()), Err(crate::log::Fenced));
}
