use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::*;
use crate::log::Limits;
use crate::protocol::{LogLine, Status};

#[cfg(feature = "metrics")]
mod counted;
mod ends;
mod logged;
mod memory;

const GRACE: Duration = Duration::from_secs(5);

/// Sets a flag when it is dropped.
pub(super) struct Flag(pub(super) Arc<AtomicBool>);

impl Drop for Flag {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

pub(super) struct Rig {
    pub(super) prepared: Prepared,
    queue: Arc<Queue>,
    pub(super) policy: Policy,
    owner: Option<Principal>,
}

pub(super) fn rig() -> Rig {
    let limits = Limits {
        lines: 100,
        bytes: 1 << 20,
    };
    Rig {
        prepared: Prepared::new(RunId::from_bits([9; 16]), limits),
        queue: Queue::new(None, 0),
        policy: Policy {
            on_disconnect: Some(OnDisconnect::CancelAfter(GRACE)),
            ..Policy::DEFAULT
        },
        owner: None,
    }
}

impl Rig {
    pub(super) fn begin(self, work: Work) -> Run {
        self.begin_counted(work, &Arc::default())
    }

    /// Counts among the live runs from its beginning to its end.
    fn begin_counted(self, work: Work, live: &Arc<AtomicUsize>) -> Run {
        let new = NewRun {
            job: "job",
            policy: self.policy,
            owner: self.owner,
            parameters: None,
            watched: false,
            turn: self.queue.enter().unwrap(),
            place: Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap(),
            observers: Arc::default(),
        };
        live.fetch_add(1, Ordering::SeqCst);
        let counted = live.clone();
        let ended = move |run: &Run| {
            assert!(run.done().is_some());
            counted.fetch_sub(1, Ordering::SeqCst);
        };
        let (run, conducted) = self.prepared.begin(new, work, ended);
        tokio::spawn(conducted);
        run
    }
}

pub(super) async fn end(run: &Run) -> Arc<Done> {
    timeout(Duration::from_secs(60), run.ended()).await.unwrap()
}

fn forever(dropped: &Arc<AtomicBool>) -> Work {
    let flag = Flag(dropped.clone());
    Work::asynchronous(async move {
        let _flag = flag;
        std::future::pending().await
    })
}

/// All events to the end; the last is the only `done`.
async fn watch_to_the_end(mut watch: Watch) -> Vec<crate::protocol::Event> {
    let mut events = Vec::new();
    while let Some((_, event)) = watch.next().await {
        events.push(event);
    }
    let dones = events.iter().filter(|event| event.name() == "done").count();
    assert_eq!(dones, 1);
    assert_eq!(events.last().unwrap().name(), "done");
    events
}

#[tokio::test]
async fn a_value_succeeds() {
    let run = rig().begin(Work::asynchronous(async { succeeded(&7) }));
    watch_to_the_end(run.watch()).await;
    let done = end(&run).await;
    assert_eq!(done.status, Status::Succeeded);
    assert_eq!(done.result.as_ref().unwrap().get(), "7");
}

#[tokio::test]
async fn an_error_fails_and_leaves_the_bar_where_it_was() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let run = rig.begin(Work::blocking(move || {
        progress.set_length(4);
        progress.inc(3);
        failed(&*crate::run::BoxError::from("out of paper"))
    }));
    let events = watch_to_the_end(run.watch()).await;
    let done = end(&run).await;
    assert_eq!(done.status, Status::Failed);
    assert_eq!(done.error.as_ref().unwrap().message, "out of paper");
    assert!(events.len() >= 2);
    assert_eq!(run.snapshot().bar.fraction, Some(0.75));
}

#[tokio::test]
async fn a_panic_fails_without_a_word_of_what_it_said() {
    for work in [
        Work::asynchronous(async { panic!("a secret") }),
        Work::blocking(|| panic!("a secret")),
    ] {
        let run = rig().begin(work);
        let done = end(&run).await;
        assert_eq!(done.status, Status::Failed);
        assert_eq!(done.error.as_ref().unwrap().message, "the job panicked");
    }
}

#[tokio::test]
async fn a_cancel_drops_the_future_before_done() {
    let dropped = Arc::default();
    let run = rig().begin(forever(&dropped));
    run.cancel();
    run.stop(CancelReason::Shutdown);
    let done = end(&run).await;
    assert_eq!(
        (done.status, done.reason),
        (Status::Cancelled, Some(CancelReason::Requested))
    );
    assert!(dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_blocking_function_sees_the_cancel_and_watchers_see_it_cancelling() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let (started, running) = tokio::sync::oneshot::channel();
    let run = rig.begin(Work::blocking(move || {
        started.send(()).unwrap();
        let stopped = loop {
            if let Err(stopped) = progress.checkpoint() {
                break stopped;
            }
            std::thread::yield_now();
        };
        failed(&stopped)
    }));
    let watch = run.watch();
    running.await.unwrap();
    run.cancel();
    let events = watch_to_the_end(watch).await;
    assert_eq!(end(&run).await.status, Status::Cancelled);
    assert_eq!(run.snapshot().state, RunState::Cancelling);
    assert!(events.len() >= 2);
}

#[tokio::test(start_paused = true)]
async fn the_timeout_ends_it() {
    let dropped = Arc::default();
    let mut rig = rig();
    rig.policy.timeout = Some(Duration::from_secs(3));
    let run = rig.begin(forever(&dropped));
    let done = end(&run).await;
    assert_eq!((done.status, done.reason), (Status::TimedOut, None));
    assert!(dropped.load(Ordering::SeqCst));
}

#[tokio::test(start_paused = true)]
async fn a_job_that_asks_for_time_to_clean_up_gets_it_but_not_for_ever() {
    for (needs, cleaned) in [(Duration::from_secs(1), true), (GRACE * 2, false)] {
        let mut rig = rig();
        rig.policy.clean_up = GRACE;
        let progress = rig.prepared.progress();
        let (dropped, clean) = (Arc::default(), Arc::new(AtomicBool::new(false)));
        let (flag, cleaning) = (Flag(Arc::clone(&dropped)), Arc::clone(&clean));
        let run = rig.begin(Work::asynchronous(async move {
            let _flag = flag;
            progress.cancelled().await;
            sleep(needs).await;
            cleaning.store(true, Ordering::SeqCst);
            succeeded(&())
        }));
        tokio::task::yield_now().await;
        run.cancel();
        assert_eq!(end(&run).await.status, Status::Cancelled);
        assert_eq!(clean.load(Ordering::SeqCst), cleaned);
        assert!(dropped.load(Ordering::SeqCst));
    }
}

#[tokio::test(start_paused = true)]
async fn behind_the_point_of_no_return_nothing_stops_a_run() {
    let mut rig = rig();
    rig.policy.timeout = Some(GRACE);
    let progress = rig.prepared.progress();
    let run = rig.begin(Work::asynchronous(async move {
        progress.point_of_no_return().unwrap();
        sleep(GRACE * 5).await;
        succeeded(&"committed")
    }));
    tokio::task::yield_now().await;
    sleep(GRACE / 5).await;
    drop(run.watch());
    run.cancel();
    let done = end(&run).await;
    assert_eq!(done.status, Status::Succeeded);
    assert_eq!(run.snapshot().state, RunState::Running);
}

#[tokio::test(start_paused = true)]
async fn the_last_watcher_to_leave_takes_the_run_along() {
    let dropped = Arc::default();
    let run = rig().begin(forever(&dropped));
    let (stays, leaves) = (run.watch(), run.watch());
    drop(leaves);
    sleep(GRACE * 2).await;
    assert!(run.done().is_none());
    drop(stays);
    sleep(GRACE / 2).await;
    assert!(run.done().is_none());
    let back = run.watch();
    sleep(GRACE * 2).await;
    assert!(run.done().is_none());
    drop(back);
    let done = end(&run).await;
    assert_eq!(done.reason, Some(CancelReason::Disconnected));
    assert!(dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_queued_run_shows_its_place_and_can_be_cancelled_there() {
    let queue = Queue::new(Some(1), 2);
    let dropped: Arc<AtomicBool> = Arc::default();
    let inside = Rig {
        queue: queue.clone(),
        ..rig()
    }
    .begin(forever(&dropped));
    let started = Arc::new(AtomicUsize::new(0));
    let counted = started.clone();
    let waiting = Rig {
        queue: queue.clone(),
        ..rig()
    }
    .begin(Work::asynchronous(async move {
        counted.fetch_add(1, Ordering::SeqCst);
        succeeded(&())
    }));
    let place = waiting.snapshot().queue.unwrap();
    assert_eq!((place.position, place.size), (1, 1));
    assert_eq!(waiting.snapshot().state, RunState::Queued);
    waiting.cancel();
    assert_eq!(end(&waiting).await.status, Status::Cancelled);
    assert_eq!(started.load(Ordering::SeqCst), 0);

    let next = Rig { queue, ..rig() }.begin(Work::asynchronous(async { succeeded(&()) }));
    inside.cancel();
    assert_eq!(end(&next).await.status, Status::Succeeded);
    assert_eq!(next.snapshot().queue, None);
}

#[test]
fn a_run_ends_with_the_runtime_that_it_was_on() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let dropped = Arc::default();
    let run = runtime.block_on(async {
        let run = rig().begin(forever(&dropped));
        tokio::task::yield_now().await;
        run
    });
    drop(runtime);
    let done = run.done().unwrap();
    assert_eq!(
        (done.status, done.reason),
        (Status::Cancelled, Some(CancelReason::Shutdown))
    );
    assert!(dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_million_lines_and_a_hundred_million_steps_leave_little_behind() {
    let rig = rig();
    let progress = rig.prepared.progress();
    let run = rig.begin(Work::blocking(move || {
        for number in 0..1_000_000u32 {
            progress.log(crate::protocol::Level::Info, number.to_string());
        }
        for _ in 0..100_000_000u32 {
            progress.inc(1);
        }
        succeeded(&())
    }));
    let slow = run.watch();
    end(&run).await;
    assert_eq!(run.snapshot().bar.position, 100_000_000);
    let (mut lines, mut missed) = (0, 0);
    for event in watch_to_the_end(slow).await {
        if let crate::protocol::Event::Log(line) = event {
            let LogLine { missed: lost, .. } = &*line;
            match lost {
                Some(lost) => missed += lost,
                None => lines += 1,
            }
        }
    }
    assert_eq!(lines, 100);
    assert_eq!(lines + missed, 1_000_000);
}
