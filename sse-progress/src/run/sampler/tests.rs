use super::*;
use crate::log::{Limits, MemoryLog};
use crate::protocol::{Event, Level, RunId, Status};
use crate::run::Progress;
use crate::run::confine::MAX_SNAPSHOT;
use crate::run::queue::Queue;

const INTERVAL: Duration = Duration::from_millis(100);

struct Rig {
    progress: Progress,
    sampler: Sampler,
    log: MemoryLog,
}

fn rig() -> Rig {
    let limits = Limits {
        lines: 1000,
        bytes: 1 << 20,
    };
    let report = Arc::new(Report::new(RunId::from_bits([3; 16]), limits));
    report.root.start();
    let mut sampler = Sampler::new(
        report.clone(),
        Arc::new(CurrentState::new(RunState::Running)),
        Some(Arc::new(Queue::new(None, 0).enter().unwrap())),
        "job",
        INTERVAL,
    );
    let first = sampler.snapshot(Instant::now());
    Rig {
        log: MemoryLog::new(report.run.clone(), first, limits),
        progress: Progress::new(report),
        sampler,
    }
}

/// Every snapshot that is written while `job` runs, with the time since the start.
async fn positions(rig: &mut Rig, job: impl Future<Output = ()>) -> Vec<(u64, Duration)> {
    let start = tokio::time::Instant::now();
    let mut seen = Vec::new();
    let (mut cursor, _) = rig.log.open_start();
    tokio::select! {
        biased;
        never = rig.sampler.run(&rig.log) => match never {},
        () = job => {}
        () = async {
            while let Some(entry) = rig.log.next(&mut cursor).await {
                if let Event::Progress(snapshot) = entry.event() {
                    seen.push((snapshot.bar.position, start.elapsed()));
                }
            }
        } => {}
    }
    seen
}

#[tokio::test(start_paused = true)]
async fn between_two_snapshots_an_interval_passes_and_the_last_value_is_shown() {
    let mut rig = rig();
    let progress = rig.progress.clone();
    let seen = positions(&mut rig, async move {
        for _ in 0..1_000 {
            progress.inc(1);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(INTERVAL * 2).await;
    })
    .await;
    assert!((9..=11).contains(&seen.len()), "{}", seen.len());
    for pair in seen.windows(2) {
        assert!(pair[1].1 - pair[0].1 >= INTERVAL, "{pair:?}");
    }
    assert_eq!(seen.last().map(|(position, _)| *position), Some(1_000));
}

// The steps of an iterator that come fast are written in no order: the last of them may arrive when
// the sampler has looked.
#[tokio::test(start_paused = true)]
async fn what_is_late_in_a_stream_is_shown_an_interval_later() {
    let mut rig = rig();
    let progress = rig.progress.clone();
    let bar = progress.report().root.clone();
    let seen = positions(&mut rig, async move {
        progress.wrap_iter(0..3).for_each(drop);
        tokio::time::sleep(INTERVAL * 3 / 2).await;
        bar.claim().0.add(1);
        tokio::time::sleep(INTERVAL).await;
        // Nothing can be as late as that.
        bar.claim().0.add(1);
        tokio::time::sleep(INTERVAL * 100).await;
    })
    .await;
    let positions: Vec<_> = seen.iter().map(|(position, _)| *position).collect();
    assert_eq!(positions, [3, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_run_with_nothing_new_writes_nothing() {
    let mut rig = rig();
    let progress = rig.progress.clone();
    let seen = positions(&mut rig, async move {
        tokio::time::sleep(INTERVAL * 100).await;
        // The same value again is nothing new.
        progress.set_position(0);
        tokio::time::sleep(INTERVAL * 100).await;
    })
    .await;
    assert_eq!(seen, []);
}

#[tokio::test(start_paused = true)]
async fn lines_do_not_wait_for_the_interval() {
    let mut rig = rig();
    let progress = rig.progress.clone();
    let log_start = tokio::time::Instant::now();
    let (mut cursor, _) = rig.log.open_start();
    tokio::select! {
        never = rig.sampler.run(&rig.log) => match never {},
        () = async {
            progress.log(Level::Info, "now");
            rig.log.next(&mut cursor).await.unwrap();
        } => {}
    }
    assert!(log_start.elapsed() < Duration::from_millis(20));
}

#[tokio::test]
async fn what_is_left_is_written_before_the_end() {
    let mut rig = rig();
    rig.progress.println("last words");
    rig.progress.set_length(10);
    rig.progress.inc(10);
    drop(rig.progress.child("short-lived"));
    let done = Done {
        status: Status::Succeeded,
        ..Done::lost()
    };
    rig.sampler.finish(&rig.log, done).unwrap();
    let (mut cursor, opening) = rig.log.open_start();
    let Event::Progress(snapshot) = opening.event() else {
        panic!("{opening:?}")
    };
    assert_eq!(
        (snapshot.bar.position, snapshot.bar.fraction),
        (10, Some(1.0))
    );
    assert_eq!(snapshot.tasks[0].label, "short-lived");
    let line = rig.log.next(&mut cursor).await.unwrap();
    assert!(matches!(line.event(), Event::Log(line) if line.message == "last words"));
    assert!(rig.log.next(&mut cursor).await.unwrap().id().done);
}

#[test]
fn a_snapshot_of_many_bars_with_long_texts_is_kept_small() {
    let mut rig = rig();
    let bars: Vec<_> = (0..256).map(|_| rig.progress.child("part")).collect();
    for bar in &bars {
        bar.set_message("x".repeat(16 * 1024));
    }
    let snapshot = rig.sampler.snapshot(Instant::now());
    assert_eq!(snapshot.tasks.len(), 256);
    assert!(serde_json::to_string(&snapshot).unwrap().len() <= MAX_SNAPSHOT);
}

#[test]
fn a_fraction_stays_within_its_bounds() {
    assert_eq!(fraction(0, 0), None);
    assert_eq!(fraction(3, 2), Some(1.0));
    assert_eq!(fraction(1, 4), Some(0.25));
    assert!(fraction(u64::MAX - 1, u64::MAX) <= Some(1.0));
}

#[tokio::test(start_paused = true)]
async fn data_is_in_the_next_snapshot_and_makes_one_if_it_is_new() {
    let mut rig = rig();
    let progress = rig.progress.clone();
    let seen = positions(&mut rig, async {
        for number in 0..3 {
            progress.set_data(&(number / 2));
            tokio::time::sleep(INTERVAL * 2).await;
        }
        progress.set_data(&0);
        progress.set_data(&1);
        tokio::time::sleep(INTERVAL * 2).await;
    })
    .await;
    assert_eq!(seen.len(), 2, "the same value is nothing new: {seen:?}");
    let snapshot = rig.log.snapshot();
    assert_eq!(snapshot.data_as::<u8>().unwrap(), Some(1));
}

#[test]
fn a_job_is_told_the_pace_that_is_shown_until_it_begins_anew() {
    let mut rig = rig();
    let child = rig.progress.child("child").with_length(1_000);
    let start = Instant::now();
    let mut seconds = 0..;
    let mut step = |rig: &mut Rig| {
        child.inc(10);
        let now = start + Duration::from_secs(seconds.next().unwrap());
        rig.sampler.snapshot(now).tasks.swap_remove(0).bar
    };
    let shown = std::iter::repeat_with(|| step(&mut rig))
        .take(5)
        .last()
        .unwrap();
    assert_eq!(shown.rate, Some(10.0));
    assert_eq!(shown.rate, Some(child.per_sec()));
    assert_eq!(shown.eta_ms, Some(millis(child.eta())));

    child.reset();
    assert_eq!((child.per_sec(), child.eta()), (0.0, Duration::ZERO));
    let shown = step(&mut rig);
    assert_eq!((shown.position, shown.rate), (10, None));
    let elapsed = child.elapsed();
    assert!(elapsed <= start.elapsed(), "{elapsed:?}");
}
